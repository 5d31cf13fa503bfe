#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>

#include "http/client.hpp"
#include "support/loopback.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using Kind = TransportError::Kind;
using Answer = Result<Response, TransportError>;

Request get(std::uint16_t port) {
  Request request;
  request.url.host = "127.0.0.1";
  request.url.port = port;
  return request;
}

struct Row {
  std::string name;
  std::string said;
  Kind kind;
};

class HostileServer : public testing::TestWithParam<Row> {};

TEST_P(HostileServer, IsToldByItsKindAndLeavesNoConnectionBehind) {
  asio::io_context loop{1};
  const ManualClock clock;
  const RawServer server{loop, says(GetParam().said)};
  Client client{{.largest_body = 100}, clock};
  for (int i = 0; i < 2; ++i) {
    const Request request = get(server.port());
    const Answer answer = run_on(loop, client.send(request));
    ASSERT_FALSE(answer) << answer->body;
    EXPECT_EQ(answer.error().kind, GetParam().kind) << answer.error().message;
    EXPECT_THAT(answer.error().message, HasSubstr(request.url.origin()));
    run_until(loop, [&] { return server.open() == 0; });
  }
  EXPECT_EQ(server.accepted(), 2);
}

const std::string head = "HTTP/1.1 200 OK\r\n";
const std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, HostileServer, testing::Values(
    Row{"says_nothing_and_closes", "", Kind::closed},
    Row{"closes_within_the_status_line", "HTTP/1.", Kind::closed},
    Row{"closes_within_the_head", head + "Content-Len", Kind::closed},
    Row{"closes_within_the_body", head + "Content-Length: 100\r\n\r\nonly this", Kind::closed},
    Row{"closes_within_a_chunk", chunks + "50\r\nonly this", Kind::closed},
    Row{"closes_before_the_last_chunk", chunks + "4\r\nthis\r\n", Kind::closed},
    Row{"closes_after_an_interim_answer", "HTTP/1.1 100 Continue\r\n\r\n", Kind::closed},
    Row{"sends_a_tls_alert", std::string{"\x15\x03\x01\x00\x02\x02\x46", 7}, Kind::closed},
    Row{"speaks_another_protocol", "220 mail.example ESMTP\r\n\r\n", Kind::malformed},
    Row{"speaks_http_2", std::string{"\x00\x00\x12\x04\x00\x00\x00\x00\x00", 9}, Kind::malformed},
    Row{"says_an_unknown_version", "HTTP/9.9 200 OK\r\n\r\n", Kind::malformed},
    Row{"says_no_number_for_a_status", "HTTP/1.1 abc OK\r\n\r\n", Kind::malformed},
    Row{"says_no_number_for_a_length", head + "Content-Length: many\r\n\r\n", Kind::malformed},
    Row{"says_two_lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", Kind::malformed},
    Row{"says_a_length_past_64_bits", head + "Content-Length: 99999999999999999999\r\n\r\n", Kind::malformed},
    Row{"says_a_header_without_a_colon", head + "what is this\r\n\r\n", Kind::malformed},
    Row{"says_no_number_for_a_chunk", chunks + "zz\r\n", Kind::malformed},
    Row{"says_a_large_body", head + "Content-Length: 101\r\n\r\n" + std::string(101, 'x'), Kind::too_large},
    Row{"says_a_huge_body", head + "Content-Length: 9000000000000000000\r\n\r\n", Kind::too_large},
    Row{"says_large_chunks", chunks + "40\r\n" + std::string(64, 'x') + "\r\n40\r\n" + std::string(64, 'x') + "\r\n0\r\n\r\n", Kind::too_large},
    Row{"says_a_huge_chunk", chunks + "ffffffffffff\r\nx", Kind::too_large},
    Row{"says_a_large_body_without_a_length", head + "\r\n" + std::string(101, 'x'), Kind::too_large},
    Row{"says_a_huge_header", head + "X-Long: " + std::string(70000, 'x') + "\r\n\r\n", Kind::too_large},
    Row{"says_a_huge_status_line", "HTTP/1.1 200 " + std::string(70000, 'x') + "\r\n\r\n", Kind::too_large}),
    [](const auto& row) { return row.param.name; });
// clang-format on

class ClientFaultsTest : public testing::Test {
 protected:
  TransportError error_of(Request request, ClientOptions options = {}) {
    Client client{std::move(options), clock_};
    const Answer answer = run_on(loop_, client.send(std::move(request)));
    if (answer) throw std::logic_error{"it was answered"};
    return answer.error();
  }

  asio::io_context loop_{1};
  ManualClock clock_;
};

TEST_F(ClientFaultsTest, AServerThatNeverAnswersCostsNoMoreThanTheTimeLimit) {
  const RawServer server{loop_, says_nothing()};
  Request request = get(server.port());
  request.time_limit = 50ms;
  const TransportError error = error_of(request);
  EXPECT_EQ(error.kind, Kind::timeout);
  EXPECT_THAT(error.message, HasSubstr(request.url.origin()));
}

TEST_F(ClientFaultsTest, AServerThatAnswersByteByByteDoesNotStretchTheTimeLimit) {
  const auto drip = [](RawServer::Socket& socket) -> asio::awaitable<void> {
    asio::steady_timer timer{socket.get_executor()};
    bool heard = co_await say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (heard) {
      timer.expires_after(1ms);
      co_await timer.async_wait(as_result);
      heard = co_await say(socket, "x");
    }
  };
  const RawServer server{loop_, drip};
  Request request = get(server.port());
  request.time_limit = 50ms;
  EXPECT_EQ(error_of(request).kind, Kind::timeout);
}

TEST_F(ClientFaultsTest, AServerThatDoesNotReadCostsNoMoreThanTheTimeLimit) {
  const auto ignore = [](RawServer::Socket& socket) -> asio::awaitable<void> {
    asio::steady_timer never{socket.get_executor(), asio::steady_timer::time_point::max()};
    co_await never.async_wait(as_result);
  };
  const RawServer server{loop_, ignore};
  Request request = get(server.port());
  request.method = "POST";
  request.body = std::string(std::size_t{32} << 20U, 'x');  // more than the sockets' buffers take
  request.time_limit = 50ms;
  EXPECT_EQ(error_of(request).kind, Kind::timeout);
}

TEST_F(ClientFaultsTest, TimeThatPassedBeforeSendingCountsToo) {
  class Jumping final : public Clock {
   public:
    Instant now() const override { return now_ += 1h; }

   private:
    mutable Instant now_;
  };
  const Jumping clock;
  const RawServer server{loop_, says_nothing()};
  Client client{{}, clock};
  Request request = get(server.port());
  request.time_limit = 1h;
  const Answer answer = run_on(loop_, client.send(request));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::timeout);
}

TEST_F(ClientFaultsTest, ARefusedConnectionIsToldWithItsAddress) {
  std::uint16_t port = 0;
  {
    const asio::ip::tcp::acceptor free{loop_, loopback(0)};
    port = free.local_endpoint().port();
  }
  const Request request = get(port);
  const TransportError error = error_of(request);
  EXPECT_EQ(error.kind, Kind::connect);
  EXPECT_THAT(error.message, HasSubstr(request.url.origin()));
  EXPECT_THAT(error.message, HasSubstr("cannot connect"));
}

TEST_F(ClientFaultsTest, AnUnknownHostIsToldByItsName) {
  Request request = get(80);
  request.url.host = "nowhere.invalid";  // never is anywhere (RFC 6761, section 6.4)
  const TransportError error = error_of(request, {.connect_limit = 2s});
  EXPECT_THAT(error.kind, AnyOf(Kind::resolve, Kind::timeout));
  EXPECT_THAT(error.message, HasSubstr("nowhere.invalid"));
}

TEST_F(ClientFaultsTest, AnEarlyAnswerToALongRequestIsHeard) {
  const auto refuse = [](RawServer::Socket& socket) -> asio::awaitable<void> {
    co_await read_head(socket);
    co_await say(socket,
                 "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    co_await read_all(socket);
  };
  const RawServer server{loop_, refuse};
  Client client{{}, clock_};
  Request request = get(server.port());
  request.method = "POST";
  request.body = std::string(std::size_t{1} << 20U, 'x');
  const Answer answer = run_on(loop_, client.send(request));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 413);
}

}  // namespace
}  // namespace sluice::http
