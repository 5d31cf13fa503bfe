// The Lambda runtime for Node.js functions that `sluice local` runs: it asks the
// Runtime API for invocations and hands them to the function's handler.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
import { existsSync } from "node:fs";
import http from "node:http";
import module, { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const exitStatus = 129; // as Lambda's own runtime has it
let current = null; // the invocation that runs

// One exchange with the Runtime API, without a time limit.
function call(method, target, headers = {}, body = "") {
  return new Promise((resolve, reject) => {
    const options = {
      host, port, method, agent,
      path: `/2018-06-01/runtime/${target}`,
      headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
    };
    const request = http.request(options, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ headers: response.headers, body: Buffer.concat(pieces).toString("utf8") }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

// Lambda's text form: time, request id, level, message; one event a call.
function print(level, text) {
  const id = current?.id ?? "undefined";
  const message = text.replace(/\n/g, "\r");
  process.stdout.write(`${new Date().toISOString()}\t${id}\t${level}\t${message}\n`);
}

for (const [name, level] of Object.entries({
  log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE",
}))
  console[name] = (...words) => print(level, util.format(...words));

function describe(error) {
  if (error instanceof Error)
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? "").split("\n"),
    };
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function named(name, error) {
  return { ...describe(error), errorType: name };
}

function post(target, described) {
  const headers = {
    "Content-Type": "application/json",
    "Lambda-Runtime-Function-Error-Type": described.errorType,
  };
  return call("POST", target, headers, JSON.stringify(described));
}

function shown({ trace, ...rest }) {
  return JSON.stringify({ ...rest, stack: trace });
}

// The function cannot start.
async function refuse(described) {
  print("ERROR", `Uncaught Exception \t${shown(described)}`);
  await post("init/error", described);
  process.exit(exitStatus);
}

// What was thrown past the handler ends the process.
function fatal(described) {
  const running = current;
  print("ERROR", `Uncaught Exception \t${shown(described)}`);
  const told = running ? post(`invocation/${running.id}/error`, described) : Promise.resolve();
  told.finally(() => process.exit(exitStatus));
}

// Modules that the function does not bring along may come from NODE_PATH, for
// `import` as for `require`, as Lambda's runtime brings the AWS SDK.
function findMoreModules() {
  const folders = (process.env.NODE_PATH ?? "").split(path.delimiter).filter(Boolean);
  if (folders.length === 0 || !module.register) return;
  const bases = folders.map((folder) => pathToFileURL(path.join(folder, "..", "index.js")).href);
  const hook = `
    const bases = ${JSON.stringify(bases)};
    export async function resolve(name, context, next) {
      try { return await next(name, context); } catch (error) {
        if (error.code !== "ERR_MODULE_NOT_FOUND" || /^[./]/.test(name)) throw error;
        for (const parentURL of bases)
          try { return await next(name, { ...context, parentURL }); } catch { /* the next one */ }
        throw error;
      }
    }`;
  module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

// "folder/index.handler": the module's path, then what it exports.
async function loadHandler() {
  const root = process.env.LAMBDA_TASK_ROOT;
  const text = process.env._HANDLER;
  const file = path.basename(text);
  const dot = file.indexOf(".");
  if (dot <= 0 || dot === file.length - 1)
    throw Object.assign(new Error("Bad handler"), { kind: "Runtime.MalformedHandlerName" });
  const base = path.resolve(root, path.dirname(text), file.slice(0, dot));
  const names = file.slice(dot + 1).split(".");
  const found = [".js", ".mjs", ".cjs"].map((end) => base + end).find(existsSync);
  if (!found) {
    const text = `Error: Cannot find module '${path.basename(base)}'`;
    throw Object.assign(new Error(text), { kind: "Runtime.ImportModuleError" });
  }
  const loaded = found.endsWith(".cjs") ? createRequire(found)(found)
                                        : await import(pathToFileURL(found).href);
  const pick = (from) => names.reduce((value, name) => value?.[name], from);
  const handler = pick(loaded) ?? pick(loaded.default);
  if (typeof handler === "function") return handler;
  throw Object.assign(new Error(`${file} is undefined or not exported`),
                      { kind: "Runtime.HandlerNotFound" });
}

function contextOf(invocation, done) {
  const environment = process.env;
  return {
    awsRequestId: invocation.id,
    invokedFunctionArn: invocation.arn,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: invocation.clientContext,
    identity: undefined,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => invocation.deadline - Date.now(),
    succeed: (value) => done(null, value),
    fail: (error) => done(error ?? "handled"),
    done,
  };
}

// Ends with the handler's answer: its promise, its callback, or nothing when
// nothing is left to do.
function run(handler, event, invocation) {
  return new Promise((resolve, reject) => {
    let called = null;
    const finish = () => (called.error ? reject(called.error) : resolve(called.value));
    const done = (error, value) => {
      if (called) return;
      called = { error, value };
      if (!context.callbackWaitsForEmptyEventLoop || error) setImmediate(finish);
    };
    const context = contextOf(invocation, done);
    invocation.nothingLeft = () => {
      called ??= { value: null };
      finish();
    };
    const result = handler(event, context, done);
    if (typeof result?.then === "function") result.then(resolve, reject);
  });
}

async function serve(handler) {
  for (;;) {
    const next = await call("GET", "invocation/next");
    const header = (name) => next.headers[`lambda-runtime-${name}`];
    const invocation = {
      id: header("aws-request-id"),
      arn: header("invoked-function-arn"),
      deadline: Number(header("deadline-ms")),
      clientContext: header("client-context") && JSON.parse(header("client-context")),
    };
    process.env._X_AMZN_TRACE_ID = header("trace-id") ?? "";
    current = invocation;
    try {
      const answer = await run(handler, JSON.parse(next.body), invocation);
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify(answer === undefined ? null : answer);
      await call("POST", `invocation/${invocation.id}/response`, headers, body ?? "null");
    } catch (error) {
      const described = describe(error);
      print("ERROR", `Invoke Error \t${shown(described)}`);
      await post(`invocation/${invocation.id}/error`, described);
    }
    current = null;
  }
}

process.on("uncaughtException", (error) => fatal(describe(error)));
process.on("unhandledRejection", (error) =>
  fatal(named("Runtime.UnhandledPromiseRejection", error)));
process.on("beforeExit", () => current?.nothingLeft?.());

findMoreModules();
try {
  const handler = await loadHandler();
  await serve(handler);
} catch (error) {
  const syntax = error instanceof SyntaxError ? "Runtime.UserCodeSyntaxError" : null;
  const missing = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(error?.code);
  const kind = error?.kind ?? syntax ?? (missing ? "Runtime.ImportModuleError" : null);
  await refuse(kind ? named(kind, error) : describe(error));
}
