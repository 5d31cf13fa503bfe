// Calls AWS with the SDK for JavaScript v3, as it is told on standard input: a
// JSON document a line, each answered by a line on standard output.
//   {url, service, operation, input, pages?, protocol?}
//   {answer, contentType} or {error: {name, message, modelled}}
// Bytes are {"$bytes": base64} both ways, times of the input {"$time": seconds}.
// `pages` asks by the SDK's own paginator for pages of that many entries (null:
// of the service's own size) and joins their lists. `protocol` is the name of
// one of the SDK's protocols, instead of the one that the client chooses.
import readline from "node:readline";
import * as scaling from "@aws-sdk/client-application-auto-scaling";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ecs from "@aws-sdk/client-ecs";
import * as events from "@aws-sdk/client-eventbridge";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import * as protocols from "@aws-sdk/core/protocols";

const services = {
  "application-autoscaling": [scaling, "ApplicationAutoScaling"],
  cloudwatch: [cloudwatch, "CloudWatch"],
  ecs: [ecs, "ECS"],
  events: [events, "EventBridge"],
  iam: [iam, "IAM"],
  lambda: [lambda, "Lambda"],
  logs: [logs, "CloudWatchLogs"],
  sqs: [sqs, "SQS"],
  sts: [sts, "STS"],
};
const clients = new Map(); // by what they were made from

function clientOf({ url, service, protocol }) {
  const key = JSON.stringify([url, service, protocol]);
  if (!clients.has(key)) clients.set(key, makeClient(url, service, protocol));
  return clients.get(key);
}

function makeClient(url, service, protocol) {
  const [sdk, name] = services[service];
  const chosen = protocol ? { protocol: protocols[protocol] } : {};
  const client = new sdk[`${name}Client`]({ endpoint: url, maxAttempts: 1, ...chosen });
  const made = { client, sdk, contentType: null };
  // As late as can be: what is sent.
  client.middlewareStack.add(
    (next) => (args) => {
      made.contentType = args.request.headers["content-type"] ?? null;
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "hear" });
  return made;
}

async function ask(asked, { client, sdk }) {
  if (asked.pages === undefined)
    return client.send(new sdk[`${asked.operation}Command`](asked.input));
  const pageSize = asked.pages ?? undefined;
  const joined = {};
  for await (const page of sdk[`paginate${asked.operation}`]({ client, pageSize }, asked.input))
    for (const [name, value] of Object.entries(page))
      joined[name] = Array.isArray(value) ? [...(joined[name] ?? []), ...value] : value;
  return joined;
}

// Whether the SDK made the error the class that it has for it.
function isModelled(error, sdk) {
  return typeof sdk[error.name] === "function" && error instanceof sdk[error.name];
}

async function answerTo(asked) {
  const made = clientOf(asked);
  try {
    const { $metadata, ...answer } = await ask(asked, made);
    return { answer, contentType: made.contentType };
  } catch (error) {
    if (!error.$metadata) return { fault: error.stack ?? String(error) }; // no answer of AWS's
    const { name, message } = error;
    return { error: { name, message, modelled: isModelled(error, made.sdk) } };
  }
}

function revived(_, value) {
  if (value?.$bytes !== undefined) return Uint8Array.from(Buffer.from(value.$bytes, "base64"));
  return value?.$time !== undefined ? new Date(value.$time * 1000) : value;
}

function written(_, value) {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value;
}

for await (const line of readline.createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await answerTo(JSON.parse(line, revived)), written));
