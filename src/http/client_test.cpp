#include "http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "http/crew.hpp"
#include "http/server.hpp"
#include "support/loopback.hpp"
#include "support/scripted_service.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Kind = TransportError::Kind;
using Answer = Result<Response, TransportError>;

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

Request get(std::uint16_t port) {
  Request request;
  request.url.host = "127.0.0.1";
  request.url.port = port;
  return request;
}

class ClientTest : public testing::Test {
 protected:
  Answer ask(Client& client, Request request) {
    return run_on(loop_, client.send(std::move(request)));
  }
  Answer ask(Client& client, const RawServer& server) { return ask(client, get(server.port())); }

  void run_until_nobody_is_at(const RawServer& server) {
    run_until(loop_, [&] { return server.open() == 0; });
  }

  asio::io_context loop_{1};
  ManualClock clock_;
};

TEST_F(ClientTest, SendsARequestAndHandsBackItsAnswer) {
  ScriptedService service{Response{
      .status = 404, .headers = {{"X-Kind", "a"}, {"x-kind", "b"}}, .body = "no such queue"}};
  const auto server = Server::listen(loop_.get_executor(), {}, service);
  ASSERT_TRUE(server) << server.error();
  Client client{{}, clock_};
  Request request = get((*server)->port());
  request.method = "POST";
  request.url.target = "/123456789012/orders?a=b%20c";
  request.headers = {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", "A.B"}};
  request.body = R"({"QueueUrl": "orders"})";

  const Answer answer = ask(client, request);

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 404) << "an answer like any other";
  EXPECT_EQ(answer->headers.find("X-Kind"), "a");
  EXPECT_EQ(answer->body, "no such queue");
  const Request& got = service.requests().at(0);
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.url, request.url);
  EXPECT_EQ(got.headers.find("content-type"), "application/x-amz-json-1.0");
  EXPECT_EQ(got.headers.find("x-amz-target"), "A.B");
  EXPECT_EQ(got.body, request.body);
}

TEST_F(ClientTest, SendsTheHostThatTheRequestNamesWhereverItConnects) {
  ScriptedService service{Response{}};
  const auto server = Server::listen(loop_.get_executor(), {}, service);
  Client client{{}, clock_};
  Request request = get((*server)->port());
  request.headers.add("host", "sqs.eu-west-1.amazonaws.com");
  ASSERT_TRUE(ask(client, request));
  EXPECT_EQ(service.requests().at(0).url.host, "sqs.eu-west-1.amazonaws.com");
}

TEST_F(ClientTest, FindsAHostByItsName) {
  const RawServer server{loop_, keeps_saying(ok)};
  Client client{{}, clock_};
  Request request = get(server.port());
  request.url.host = "localhost";
  const Answer answer = ask(client, request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "ok");
}

TEST_F(ClientTest, KeepsAConnectionForTheNextRequest) {
  const RawServer server{loop_, keeps_saying(ok)};
  Client client{{}, clock_};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(client, server)->body, "ok");
  EXPECT_EQ(server.accepted(), 1);
}

TEST_F(ClientTest, TakesANewConnectionWhereTheServerWantsToCloseTheOld) {
  const RawServer server{
      loop_, keeps_saying("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")};
  Client client{{}, clock_};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(client, server)->body, "ok");
  EXPECT_EQ(server.accepted(), 3);
}

TEST_F(ClientTest, NoticesThatTheServerHasClosedAnIdleConnection) {
  const auto answer_once = [](RawServer::Socket& socket) -> asio::awaitable<void> {
    co_await read_head(socket);
    co_await say(socket, ok);
  };
  const RawServer server{loop_, answer_once};
  Client client{{}, clock_};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ask(client, server)->body, "ok");
    run_until_nobody_is_at(server);
  }
  EXPECT_EQ(server.accepted(), 3);
}

TEST_F(ClientTest, NeverTakesWhatWasSentUnaskedForTheNextAnswer) {
  const RawServer server{loop_,
                         keeps_saying(std::string{ok} + "HTTP/1.1 200 OK\r\n\r\nnot for you")};
  Client client{{}, clock_};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(client, server)->body, "ok");
  EXPECT_EQ(server.accepted(), 3);
}

TEST_F(ClientTest, TakesANewConnectionWhereTheIdleOneIsTooOld) {
  const RawServer server{loop_, keeps_saying(ok)};
  Client client{{.idle_limit = 50s}, clock_};
  EXPECT_TRUE(ask(client, server));
  clock_.advance(50s);
  EXPECT_TRUE(ask(client, server));
  EXPECT_EQ(server.accepted(), 1);
  clock_.advance(50s + 1ns);
  EXPECT_TRUE(ask(client, server));
  EXPECT_EQ(server.accepted(), 2);
}

TEST_F(ClientTest, ReadsPastInterimAnswers) {
  const RawServer server{
      loop_, keeps_saying(std::string{"HTTP/1.1 100 Continue\r\n\r\n"
                                      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"} +
                          ok)};
  Client client{{}, clock_};
  for (int i = 0; i < 2; ++i) {
    const Answer answer = ask(client, server);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "ok");
  }
  EXPECT_EQ(server.accepted(), 1);
}

TEST_F(ClientTest, ReadsChunksAndAnswersThatEndWithTheirConnection) {
  const RawServer chunked{loop_,
                          keeps_saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "1\r\no\r\n1\r\nk\r\n0\r\n\r\n")};
  const RawServer endless{loop_, says("HTTP/1.0 200 OK\r\n\r\nok")};
  Client client{{}, clock_};
  EXPECT_EQ(ask(client, chunked)->body, "ok");
  EXPECT_EQ(ask(client, endless)->body, "ok");
}

/// Sends many requests at the same time. What is not answered when it goes is
/// cancelled.
class Crowd {
 public:
  Crowd(asio::io_context& loop, Client& client)
      : loop_{loop}, client_{client}, crew_{loop.get_executor()} {}
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd() {
    crew_.cancel();
    EXPECT_TRUE(comes_true(loop_, [this] { return crew_.size() == 0; }));
  }

  void send(Request request) { crew_.start(keep_answer(std::move(request))); }
  void wait() { run_on(loop_, crew_.all_ended()); }
  void cancel() {
    crew_.cancel();
    wait();
  }

  [[nodiscard]] const std::vector<Answer>& answers() const { return answers_; }

 private:
  asio::awaitable<void> keep_answer(Request request) {
    answers_.push_back(co_await client_.send(std::move(request)));
  }

  asio::io_context& loop_;
  Client& client_;
  Crew crew_;
  std::vector<Answer> answers_;
};

TEST_F(ClientTest, SharesAsManyConnectionsAsAreAllowed) {
  const RawServer server{loop_, keeps_saying(ok)};
  Client client{{.most_connections = 2}, clock_};
  Crowd crowd{loop_, client};
  for (int i = 0; i < 20; ++i) crowd.send(get(server.port()));
  crowd.wait();
  EXPECT_EQ(crowd.answers().size(), 20);
  EXPECT_TRUE(std::ranges::all_of(crowd.answers(), &Answer::has_value));
  EXPECT_EQ(server.accepted(), 2);
}

TEST_F(ClientTest, CountsIdleConnectionsToOtherHostsAmongThoseAllowed) {
  const RawServer a{loop_, keeps_saying(ok)};
  const RawServer b{loop_, keeps_saying(ok)};
  Client client{{.most_connections = 2}, clock_};
  Crowd crowd{loop_, client};
  crowd.send(get(a.port()));
  crowd.send(get(a.port()));
  crowd.wait();
  EXPECT_EQ(a.open(), 2);
  EXPECT_TRUE(ask(client, b));
  run_until(loop_, [&] { return a.open() == 1; });
  EXPECT_TRUE(ask(client, b));
  EXPECT_TRUE(ask(client, a));
  EXPECT_EQ(a.accepted(), 2) << "the other one was kept";
  EXPECT_EQ(b.accepted(), 1);
}

TEST_F(ClientTest, WaitsForAConnectionNoLongerThanTheTimeLimit) {
  const RawServer server{loop_, says_nothing()};
  Client client{{.most_connections = 1}, clock_};
  Crowd crowd{loop_, client};
  crowd.send(get(server.port()));
  run_until(loop_, [&] { return server.open() == 1; });
  Request request = get(server.port());
  request.time_limit = 20ms;
  const Answer answer = ask(client, request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::timeout);
  EXPECT_THAT(answer.error().message, HasSubstr(request.url.origin()));
  EXPECT_THAT(answer.error().message, HasSubstr("connections were in use"));
}

TEST_F(ClientTest, GivesAllUpWhenItsCallersAreCancelled) {
  const RawServer server{loop_, says_nothing()};
  Client client{{.most_connections = 2}, clock_};
  Crowd crowd{loop_, client};
  for (int i = 0; i < 4; ++i) crowd.send(get(server.port()));  // two of them wait for a place
  run_until(loop_, [&] { return server.open() == 2; });
  crowd.cancel();
  EXPECT_TRUE(std::ranges::none_of(crowd.answers(), &Answer::has_value));
  run_until_nobody_is_at(server);
  Request request = get(server.port());
  request.time_limit = 20ms;
  EXPECT_EQ(ask(client, request).error().kind, Kind::timeout);
  EXPECT_EQ(server.accepted(), 3) << "the places were given back";
}

}  // namespace
}  // namespace sluice::http
