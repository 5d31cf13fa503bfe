// warm.mjs COUNT QUEUE_URL_PREFIX: calls the article's handler once for each of
// COUNT services in this one process, as that many invocations of a warm
// function would, and prints on stderr as JSON what the invocations cost: CPU
// seconds without the start of Node and the loading of the handler.
import { createRequire } from "node:module";

const [count, prefix] = [Number(process.argv[2]), process.argv[3]];
const bundle = "../../examples/article/apps/backlog-per-task-lambda/dist/index.js";
const { handler } = createRequire(import.meta.url)(bundle);

const cpuSeconds = ({ user, system }) => (user + system) / 1e6;
const atStart = process.cpuUsage();
for (let i = 0; i < count; ++i) {
  const name = String(i).padStart(4, "0");
  process.env.QUEUE_URL = `${prefix}/orders-${name}-queue`;
  process.env.ECS_CLUSTER_NAME = "bench";
  process.env.ECS_SERVICE_NAME = `orders-${name}`;
  await handler();
}
const cost = {
  invocations: count,
  cpu_seconds: cpuSeconds(process.cpuUsage(atStart)),
  peak_kib: process.resourceUsage().maxRSS,
};
process.stderr.write(JSON.stringify(cost) + "\n");
