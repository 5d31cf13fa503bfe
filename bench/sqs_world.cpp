// What a call costs in the model and its face, with few and with a million
// messages in the queue (the argument).
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>

#include "local/sqs/digests.hpp"
#include "local/sqs/fast_path.hpp"
#include "local/sqs/operations.hpp"

namespace {

using namespace sluice;
using std::chrono::microseconds;

struct Bench {
  explicit Bench(std::int64_t backlog, std::int64_t delay = 0) {
    sqs.create_queue({.queue_name = "q"}, now).value();
    for (std::int64_t i = 0; i < backlog; ++i) {
      world::SendMessageRequest request{.body = std::string(256, 'x')};
      request.delay_seconds = delay;
      sqs.send_message("q", std::move(request), now).value();
    }
  }
  local::Call call() {
    now += microseconds{20};
    return {.now = now, .where = {}, .host = "127.0.0.1:4566", .request_id = "r"};
  }

  Instant now{std::chrono::hours{24 * 365 * 50}};
  Random random{1};
  world::Identities identities{random};
  local::OpenSslDigests digests;
  world::Sqs sqs{world::Location{}, identities, digests};
  local::Queues queues{sqs, digests};
};

const std::string url = R"("QueueUrl":"http://127.0.0.1:4566/123456789012/q")";
const std::string send_body = "{" + url + R"(,"MessageBody":")" + std::string(256, 'x') + "\"}";
const std::string receive_body = "{" + url + R"(,"VisibilityTimeout":30})";

/// A send, a receive and a delete, so that the queue stays as deep as it is.
void round_by_fast_path(benchmark::State& state) {
  Bench bench{state.range(0), state.range(1)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        local::fast_answer(bench.queues, "SendMessage", send_body, bench.call()));
    const auto got = local::fast_answer(bench.queues, "ReceiveMessage", receive_body, bench.call());
    const std::size_t at = got->find("ReceiptHandle\":\"") + 16;
    const std::string body =
        "{" + url + R"(,"ReceiptHandle":")" + got->substr(at, got->find('"', at) - at) + "\"}";
    benchmark::DoNotOptimize(local::fast_answer(bench.queues, "DeleteMessage", body, bench.call()));
  }
}
BENCHMARK(round_by_fast_path)->Args({100, 0})->Args({1'000'000, 0})->Args({1'000'000, 900});

void send_by_handler(benchmark::State& state) {
  Bench bench{state.range(0)};
  const auto operations = local::sqs_operations();
  const auto send =
      std::ranges::find(operations, "SendMessage", &local::Operation<local::Queues>::name);
  for (auto _ : state) {
    const auto value = nlohmann::json::parse(send_body);
    local::Input input{value, {.code = "InvalidParameterValue"}};
    benchmark::DoNotOptimize(send->handle(bench.queues, input, bench.call())->dump());
  }
}
BENCHMARK(send_by_handler)->Arg(100)->Arg(1'000'000);

void send_by_fast_path(benchmark::State& state) {
  Bench bench{state.range(0)};
  for (auto _ : state)
    benchmark::DoNotOptimize(
        local::fast_answer(bench.queues, "SendMessage", send_body, bench.call()));
}
BENCHMARK(send_by_fast_path)->Arg(100)->Arg(1'000'000);

void send_in_the_world(benchmark::State& state) {
  Bench bench{state.range(0)};
  for (auto _ : state) {
    world::SendMessageRequest request{.body = std::string(256, 'x')};
    benchmark::DoNotOptimize(bench.sqs.send_message("q", std::move(request), bench.call().now));
  }
}
BENCHMARK(send_in_the_world)->Arg(100)->Arg(1'000'000);

}  // namespace

BENCHMARK_MAIN();
