// canned_server: the other side of `make bench`, cheaper than any client.
//
// Answers SQS, ECS, CloudWatch and the Lambda Runtime API on loopback with
// canned bytes. Prints {"listening": PORT} when ready; GET /_bench/stats says
// what was called and what that cost this process, /_bench/reset starts the
// counts anew. SIGTERM and SIGINT end it.
#include <fmt/format.h>
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <array>
#include <boost/asio.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <variant>

#include "canned_answers.hpp"
#include "request.hpp"

namespace sluice::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// CLOCK_MONOTONIC: the line on which bench/publish.py stands, too.
std::chrono::nanoseconds monotonic() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

/// Tells the client what could not be read; the connection ends after it.
std::string refusal(const std::string& why) {
  std::string out;
  append_answer(out, "400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain",
                why + "\n");
  return out;
}

/// Answers the requests of one connection until it ends.
asio::awaitable<void> converse(tcp::socket socket, CannedAnswers& answers) {
  std::array<char, 16384> chunk;  // NOLINT(*-member-init): only what was read is looked at
  std::string received;
  std::string out;
  for (bool open = true; open;) {
    const auto [read_error, count] = co_await socket.async_read_some(asio::buffer(chunk), as_tuple);
    if (read_error) co_return;
    received.append(chunk.data(), count);
    const std::chrono::nanoseconds at = monotonic();

    auto next = first_request(received);
    while (const auto* const request = std::get_if<Request>(&next)) {
      answers.answer(*request, at, out);
      open = open && request->keep_alive;
      received.erase(0, request->size);
      next = first_request(received);
    }
    if (const auto* const malformed = std::get_if<Malformed>(&next)) {
      out += refusal(malformed->why);
      open = false;
    }
    const auto [write_error, written] =
        co_await asio::async_write(socket, asio::buffer(out), as_tuple);
    if (write_error) co_return;
    out.clear();
  }
}

void rethrow(std::exception_ptr failure) {  // NOLINT(performance-unnecessary-value-param)
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, CannedAnswers& answers) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay{true});
    asio::co_spawn(acceptor.get_executor(), converse(std::move(socket), answers), rethrow);
  }
}

struct Options {
  unsigned short port = 0;
  AnswerOptions answers = {};
};

int serve(const Options& options) {
  asio::io_context io{1};
  CannedAnswers answers{options.answers};
  tcp::acceptor acceptor{io, tcp::endpoint{asio::ip::address_v4::loopback(), options.port}};
  asio::signal_set signals{io, SIGTERM, SIGINT};
  signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
  asio::co_spawn(io, accept_all(acceptor, answers), rethrow);

  fmt::print("{{\"listening\": {}}}\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  io.run();
  return 0;
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app{"Answers SQS, ECS, CloudWatch and the Lambda Runtime API with canned bytes"};
  app.add_option("--port", options.port, "where to listen on 127.0.0.1; 0 picks a free port");
  app.add_option("--events", options.answers.events_per_service, "events in each described service")
      ->check(CLI::Range(0, 100));
  app.add_option("--invocations", options.answers.invocations,
                 "events that the Runtime API hands out before it holds")
      ->check(CLI::NonNegativeNumber);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    std::fprintf(stderr, "canned_server: %s\n", error.what());
    return 2;
  }
  return serve(options);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // a bench that is killed leaves no server behind
  try {
    return sluice::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "canned_server: %s\n", error.what());
    return 1;
  }
}
