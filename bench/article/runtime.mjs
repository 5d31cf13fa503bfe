// The least that a Lambda runtime for Node has to do: loads the handler, polls
// the Runtime API, calls, posts the answer. It is leaner than AWS's own, so the
// start that `make bench` measures flatters the handler.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const agent = new http.Agent({ keepAlive: true });
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

function call(method, target, body = "") {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Length": Buffer.byteLength(body) };
    const options = { agent, host, port, method, headers, path: `/2018-06-01/runtime/${target}` };
    const request = http.request(options, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const [file, name] = process.env._HANDLER.split("."); // "index.handler"
const require = createRequire(import.meta.url);
const handler = require(path.resolve(process.env.LAMBDA_TASK_ROOT, `${file}.js`))[name];

for (;;) {
  const event = await call("GET", "invocation/next");
  const id = event.headers["lambda-runtime-aws-request-id"];
  try {
    const answer = await handler(JSON.parse(event.body));
    await call("POST", `invocation/${id}/response`, JSON.stringify(answer) ?? "null");
  } catch (error) {
    const document = { errorMessage: error.message, errorType: error.name, stackTrace: [] };
    await call("POST", `invocation/${id}/error`, JSON.stringify(document));
  }
}
