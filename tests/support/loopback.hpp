#pragma once

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <utility>

#include "http/crew.hpp"

namespace sluice {

namespace asio = boost::asio;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Runs `loop`, with everything on it, until `done` says so. False: nothing
/// happens any more.
template <class Done>
[[nodiscard]] bool comes_true(asio::io_context& loop, Done done) {
  loop.restart();
  while (!done())
    if (loop.run_one_for(std::chrono::seconds{30}) == 0) return false;
  return true;
}

/// Runs `loop` until `done` says so. Throws where nothing happens any more.
template <class Done>
void run_until(asio::io_context& loop, Done done) {
  if (!comes_true(loop, std::move(done)))
    throw std::logic_error{"what the test waits for never comes"};
}

/// Runs `task` to its end next to what else is on `loop`.
template <class T>
T run_on(asio::io_context& loop, asio::awaitable<T> task) {
  std::future<T> end = asio::co_spawn(loop, std::move(task), asio::use_future);
  run_until(loop,
            [&] { return end.wait_for(std::chrono::seconds{0}) == std::future_status::ready; });
  return end.get();
}

/// A place on this machine.
inline asio::ip::tcp::endpoint loopback(std::uint16_t port) {
  return {asio::ip::address_v4::loopback(), port};
}

/// The head of a request, with its empty line; nothing where the other side
/// ends first.
template <class Stream>
asio::awaitable<std::string> read_head(Stream& stream) {
  std::string head;
  auto buffer = asio::dynamic_buffer(head, 65536);
  const auto [error, size] = co_await asio::async_read_until(stream, buffer, "\r\n\r\n", as_result);
  co_return error ? std::string{} : head.substr(0, size);
}

/// All that comes until the other side ends.
template <class Stream>
asio::awaitable<std::string> read_all(Stream& stream) {
  std::string text;
  auto buffer = asio::dynamic_buffer(text, 1U << 24U);
  co_await asio::async_read(stream, buffer, as_result);
  co_return text;
}

/// Writes `text`. False: nobody takes it any more.
template <class Stream>
asio::awaitable<bool> say(Stream& stream, std::string text) {
  const auto [error, written] = co_await asio::async_write(stream, asio::buffer(text), as_result);
  co_return !error;
}

/// A server that says to each connection what a test wants said, right or
/// wrong. Its connections end with it.
class RawServer {
 public:
  using Socket = asio::ip::tcp::socket;
  using Talk = std::function<asio::awaitable<void>(Socket& socket)>;

  /// `talk` has one connection; when it ends, the connection is closed.
  RawServer(asio::io_context& loop, Talk talk)
      : loop_{loop},
        talk_{std::move(talk)},
        acceptor_{loop, loopback(0)},
        crew_{loop.get_executor()} {
    crew_.start(accept());
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer() {
    crew_.cancel();
    EXPECT_TRUE(comes_true(loop_, [this] { return crew_.size() == 0; }));
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Connections so far, and those that are open now.
  [[nodiscard]] int accepted() const { return accepted_; }
  [[nodiscard]] int open() const { return open_; }

 private:
  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor_.async_accept(as_result);
      if (error) co_return;
      ++accepted_;
      crew_.start(serve(std::move(socket)));
    }
  }

  asio::awaitable<void> serve(Socket socket) {
    struct Counted {
      int& open;
      ~Counted() { --open; }
    };
    const Counted counted{++open_};
    co_await talk_(socket);
    socket.close();
  }

  asio::io_context& loop_;
  Talk talk_;
  asio::ip::tcp::acceptor acceptor_;
  http::Crew crew_;
  int accepted_ = 0;
  int open_ = 0;
};

/// Says `text` to the first request, and closes.
inline RawServer::Talk says(std::string text) {
  return [text = std::move(text)](RawServer::Socket& socket) -> asio::awaitable<void> {
    const std::string head = co_await read_head(socket);
    if (!head.empty()) co_await say(socket, text);
    // Closing over unread bytes would reset the connection.
    boost::system::error_code ignored;
    socket.shutdown(RawServer::Socket::shutdown_send, ignored);
    co_await read_all(socket);
  };
}

/// Says `text` to every request.
inline RawServer::Talk keeps_saying(std::string text) {
  return [text = std::move(text)](RawServer::Socket& socket) -> asio::awaitable<void> {
    for (;;) {
      const std::string head = co_await read_head(socket);
      if (head.empty()) co_return;
      co_await say(socket, text);
    }
  };
}

/// Listens, and never says a word.
inline RawServer::Talk says_nothing() {
  return [](RawServer::Socket& socket) -> asio::awaitable<void> { co_await read_all(socket); };
}

/// Says `text`, whatever comes in, on a connection of its own, and hands back
/// all that is said until the server closes.
inline asio::awaitable<std::string> converse(std::uint16_t port, std::string text) {
  RawServer::Socket socket{co_await asio::this_coro::executor};
  const auto server = loopback(port);
  const auto [error] = co_await socket.async_connect(server, as_result);
  if (error) co_return error.message();
  co_await say(socket, std::move(text));
  co_return co_await read_all(socket);
}

}  // namespace sluice
