// sqs_server [--empty] [--port N]: SQS behind our own HTTP server, and nothing
// else; or the same server with an empty answer, the most that it could do.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/system_clock.hpp"
#include "http/server.hpp"
#include "local/sqs/digests.hpp"
#include "local/sqs/fast_path.hpp"
#include "local/sqs/operations.hpp"

namespace {

using namespace sluice;

/// Routes by the target header alone.
class SqsService final : public http::Service {
 public:
  explicit SqsService(bool empty) : empty_{empty} {}

  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override {
    http::Response response;
    response.headers.add("Content-Type", "application/x-amz-json-1.0");
    if (!empty_) response.body = answer(request);
    co_return response;
  }

 private:
  std::string answer(const http::Request& request) {
    std::string_view target = request.headers.find("X-Amz-Target").value_or("");
    target.remove_prefix(std::min(target.size(), target.find('.') + 1));
    const std::string host = request.url.host_and_port();
    const local::Call call{.now = clock_.now(), .where = {}, .host = host, .request_id = ""};
    if (auto fast = local::fast_answer(queues_, target, request.body, call))
      return *std::move(fast);
    for (const auto& operation : local::sqs_operations()) {
      if (operation.name != target) continue;
      const auto value = nlohmann::json::parse(request.body, nullptr, false);
      local::Input input{value, {.code = "InvalidParameterValue"}};
      const auto output = operation.handle(queues_, input, call);
      return output ? output->dump() : output.error().message;
    }
    return "{}";
  }

  bool empty_;
  SystemClock clock_;
  Random random_{1};
  world::Identities identities_{random_};
  local::OpenSslDigests digests_;
  world::Sqs sqs_{world::Location{}, identities_, digests_};
  local::Queues queues_{sqs_, digests_};
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app;
  bool empty = false;
  std::uint16_t port = 0;
  app.add_flag("--empty", empty);
  app.add_option("--port", port);
  CLI11_PARSE(app, argc, argv);
  http::asio::io_context loop{1};
  SqsService service{empty};
  auto server = http::Server::listen(loop.get_executor(), {.port = port}, service);
  if (!server) {
    std::cerr << server.error() << '\n';
    return 1;
  }
  std::cout << "{\"listening\": \"http://127.0.0.1:" << (*server)->port() << "\"}" << std::endl;
  http::asio::signal_set signals{loop, SIGTERM, SIGINT};
  signals.async_wait([&](auto, auto) { loop.stop(); });
  loop.run();
  return 0;
}
