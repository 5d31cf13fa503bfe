#include "http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>

#include "http/client.hpp"
#include "http/crew.hpp"
#include "http/departure.hpp"
#include "support/loopback.hpp"
#include "support/scripted_service.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Answer = Result<Response, TransportError>;

/// Answers nobody until it is told to answer all.
class PatientService final : public Service {
 public:
  explicit PatientService(asio::io_context& loop)
      : told_{loop, asio::steady_timer::time_point::max()} {}

  asio::awaitable<Answer> send(Request) override {
    ++waiting_;
    co_await told_.async_wait(as_result);
    --waiting_;
    Response answer{.body = "served"};
    co_return answer;
  }

  void answer_all() { told_.cancel(); }
  [[nodiscard]] int waiting() const { return waiting_; }

 private:
  asio::steady_timer told_;
  int waiting_ = 0;
};

/// Answers when its client has gone, or when it is told to.
class WatchingService final : public Service {
 public:
  explicit WatchingService(asio::io_context& loop)
      : gone_{loop, asio::steady_timer::time_point::max()} {}

  asio::awaitable<Answer> send(Request request) override {
    ++waiting_;
    request.departure->notice([this] { gone_.cancel(); });
    co_await gone_.async_wait(as_result);
    request.departure->notice({});
    --waiting_;
    co_return Response{};
  }

  void answer_all() { gone_.cancel(); }
  [[nodiscard]] int waiting() const { return waiting_; }

 private:
  asio::steady_timer gone_;
  int waiting_ = 0;
};

const std::string get = "GET / HTTP/1.1\r\nHost: local\r\n\r\n";
const std::string last_get = "GET / HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n";

class ServerTest : public testing::Test {
 protected:
  ~ServerTest() override {
    server_.reset();  // its connections end, and with them what they wait for
    crew_.cancel();
    EXPECT_TRUE(comes_true(loop_, [this] { return crew_.size() == 0; }));
  }

  void serve(Service& service, const ServerOptions& options = {}) {
    auto server = Server::listen(loop_.get_executor(), options, service);
    if (!server) throw std::runtime_error{server.error()};
    server_ = std::move(*server);
  }
  std::string converse(std::string text) {
    return run_on(loop_, sluice::converse(server_->port(), std::move(text)));
  }
  /// A client whose request `watching` has, and keeps.
  asio::ip::tcp::socket waiting_client(WatchingService& watching) {
    serve(watching);
    asio::ip::tcp::socket client{loop_};
    client.connect(loopback(server_->port()));
    asio::write(client, asio::buffer(get));
    run_until(loop_, [&] { return watching.waiting() == 1; });
    return client;
  }
  /// Begins a conversation whose end comes later.
  void begin(std::string text, std::string& said) {
    crew_.start(keep(server_->port(), std::move(text), said));
  }

  asio::io_context loop_{1};
  ScriptedService script_;
  std::unique_ptr<Server> server_;
  Crew crew_{loop_.get_executor()};

 private:
  static asio::awaitable<void> keep(std::uint16_t port, std::string text, std::string& said) {
    said = co_await sluice::converse(port, std::move(text));
  }
};

TEST_F(ServerTest, AnswersOneRequestAfterTheOtherOnOneConnection) {
  script_.then(Response{.body = "first"});
  script_.then(Response{.status = 503, .headers = {{"Retry-After", "1"}}, .body = "second"});
  serve(script_);
  const std::string said = converse(
      "POST /a?b HTTP/1.1\r\nHost: local:80\r\nContent-Length: 4\r\n\r\nbody"
      "GET /c HTTP/1.1\r\nHost: local:4566\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(said, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, HasSubstr("firstHTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(said, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_THAT(said, EndsWith("\r\n\r\nsecond"));
  ASSERT_EQ(script_.requests().size(), 2);
  EXPECT_EQ(script_.requests()[0].method, "POST");
  EXPECT_EQ(script_.requests()[0].url.target, "/a?b");
  EXPECT_EQ(script_.requests()[0].body, "body");
  EXPECT_EQ(script_.requests()[1].url.target, "/c");
  EXPECT_EQ(script_.requests()[1].url.authority(), "local:4566");
}

TEST_F(ServerTest, ClosesAfterTheAnswerWhereTheClientWantsIt) {
  for (const std::string& request : {last_get, std::string{"GET / HTTP/1.0\r\n\r\n"}}) {
    script_.then(Response{.body = "bye"});
    serve(script_);
    EXPECT_THAT(converse(request), EndsWith("bye"));
  }
}

TEST_F(ServerTest, TellsThatABodyIsTooLargeThoughItIsStillBeingSent) {
  serve(script_, {.largest_body = 1000});
  const std::string body(std::size_t{4} << 20U, 'x');
  const std::string sized =
      "POST / HTTP/1.1\r\nHost: local\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n";
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: local\r\nTransfer-Encoding: chunked\r\n\r\n400000\r\n";
  EXPECT_THAT(converse(sized + body), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(converse(chunked + body), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(script_.requests(), IsEmpty());
}

TEST_F(ServerTest, TellsWhoeverSendsNoHttpAndEndsTheConnection) {
  serve(script_);
  const auto bad = StartsWith("HTTP/1.1 400 ");
  EXPECT_THAT(converse("what is this\r\n\r\n"), bad);
  EXPECT_THAT(converse(std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}), bad);
  EXPECT_THAT(converse("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), bad);
  EXPECT_THAT(converse("GET / HTTP/1.1\r\nX: " + std::string(70000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(script_.requests(), IsEmpty());
}

TEST_F(ServerTest, AnswersHeadWithTheLengthOfTheBodyAndWithoutIt) {
  script_.then(Response{.body = "twelve bytes"});
  script_.then(Response{.body = "after"});
  serve(script_);
  const std::string said = converse("HEAD / HTTP/1.1\r\nHost: local\r\n\r\n" + last_get);
  EXPECT_THAT(said, HasSubstr("Content-Length: 12\r\n"));
  EXPECT_THAT(said, HasSubstr("\r\n\r\nHTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, EndsWith("after"));
}

TEST_F(ServerTest, GivesLeaveToSendABodyToWhoeverWaitsForIt) {
  script_.then(Response{.body = "taken"});
  serve(script_);
  const std::string head =
      "POST / HTTP/1.1\r\nHost: local\r\nContent-Length: 4\r\nExpect: 100-continue\r\n"
      "Connection: close\r\n\r\n";
  asio::ip::tcp::socket socket{loop_};
  socket.connect(loopback(server_->port()));
  run_on(loop_, say(socket, head));
  EXPECT_EQ(run_on(loop_, read_head(socket)), "HTTP/1.1 100 Continue\r\n\r\n");
  run_on(loop_, say(socket, "body"));
  EXPECT_THAT(run_on(loop_, read_all(socket)), EndsWith("taken"));
  ASSERT_EQ(script_.requests().size(), 1);
  EXPECT_EQ(script_.requests()[0].body, "body");
}

TEST_F(ServerTest, EndsAHeadThatDripsInByItsDeadline) {
  serve(script_, {.read_limit = 30ms});
  asio::ip::tcp::socket socket{loop_};
  socket.connect(loopback(server_->port()));
  asio::steady_timer pause{loop_};
  bool open = true;
  for (int i = 0; open && i < 1000; ++i) {
    open = run_on(loop_, say(socket, i == 0 ? "GET / HTTP/1.1\r\nX: " : "x"));
    pause.expires_after(2ms);
    run_on(loop_, pause.async_wait(asio::use_awaitable));
  }
  EXPECT_FALSE(open);
  EXPECT_THAT(script_.requests(), IsEmpty());
}

TEST_F(ServerTest, EndsTheConnectionWhereItsServiceHasNoAnswer) {
  serve(script_);
  EXPECT_EQ(converse(get), "");
  EXPECT_EQ(script_.requests().size(), 1);
}

TEST_F(ServerTest, EndsConnectionsThatSayNothingOrDoNotFinish) {
  serve(script_, {.read_limit = 20ms});
  EXPECT_EQ(converse(""), "");
  EXPECT_EQ(converse("GET / HTTP/1.1\r\nHost: lo"), "");
  EXPECT_THAT(script_.requests(), IsEmpty());
}

TEST_F(ServerTest, GivesItsServiceAllTheTimeItNeeds) {
  PatientService patient{loop_};
  serve(patient, {.read_limit = 1ms});
  std::string said;
  begin(last_get, said);
  run_until(loop_, [&] { return patient.waiting() == 1; });
  asio::steady_timer later{loop_, 5ms};
  run_on(loop_, later.async_wait(asio::use_awaitable));
  patient.answer_all();
  run_on(loop_, crew_.all_ended());
  EXPECT_THAT(said, EndsWith("served"));
}

TEST_F(ServerTest, TellsItsServiceThatTheClientHasGone) {
  WatchingService watching{loop_};
  asio::ip::tcp::socket client = waiting_client(watching);
  loop_.restart();
  loop_.poll();
  EXPECT_EQ(watching.waiting(), 1) << "a client that only waits is there";
  client.close();
  run_until(loop_, [&] { return watching.waiting() == 0; });
}

TEST_F(ServerTest, AClientThatSendsItsNextRequestEarlyIsThere) {
  WatchingService watching{loop_};
  asio::ip::tcp::socket client = waiting_client(watching);
  asio::write(client, asio::buffer(get));
  loop_.restart();
  loop_.poll();
  EXPECT_EQ(watching.waiting(), 1);
  watching.answer_all();
  run_until(loop_, [&] { return watching.waiting() == 0; });
}

TEST_F(ServerTest, ClosesConnectionsAboveItsBoundAtOnceAndGivesPlacesBack) {
  PatientService patient{loop_};
  serve(patient, {.most_connections = 3});
  for (int round = 0; round < 2; ++round) {
    std::array<std::string, 30> said;
    said.fill("nothing yet");
    for (std::string& one : said) begin(last_get, one);
    run_until(loop_, [&] { return crew_.size() == 3; });
    EXPECT_EQ(patient.waiting(), 3);
    patient.answer_all();
    run_on(loop_, crew_.all_ended());
    EXPECT_EQ(std::ranges::count_if(said, [](const auto& s) { return s.ends_with("served"); }), 3);
    EXPECT_EQ(std::ranges::count(said, ""), 27);
  }
}

TEST_F(ServerTest, CutsOpenRequestsWhenItStops) {
  PatientService patient{loop_};
  serve(patient);
  std::string idle = "?";
  std::string served = "?";
  begin("", idle);
  begin(get, served);
  run_until(loop_, [&] { return patient.waiting() == 1; });
  server_->stop();
  run_on(loop_, crew_.all_ended());
  EXPECT_EQ(idle, "");
  EXPECT_EQ(served, "");
  patient.answer_all();
  run_until(loop_, [&] { return patient.waiting() == 0; });
  server_->stop();  // once more is no harm
}

TEST_F(ServerTest, IsNotThereAnyMoreAfterItStopped) {
  serve(script_);
  const std::uint16_t port = server_->port();
  server_->stop();
  EXPECT_THAT(run_on(loop_, sluice::converse(port, get)), HasSubstr("refused"));
  serve(script_, {.port = port});
  script_.then(Response{.body = "a new one"});
  EXPECT_THAT(converse(last_get), EndsWith("a new one"));
}

TEST_F(ServerTest, NamesTheAddressThatItCannotHave) {
  serve(script_);
  const ServerOptions taken{.port = server_->port()};
  const auto second = Server::listen(loop_.get_executor(), taken, script_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("127.0.0.1:" + std::to_string(taken.port)));
  const auto nowhere = Server::listen(loop_.get_executor(), {.address = "here"}, script_);
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error(), HasSubstr("here:0"));
}

TEST_F(ServerTest, ServesItsClientAtItsOwnLoop) {
  const ManualClock clock;
  Client client{{.most_connections = 1}, clock};
  serve(script_, {.most_connections = 1});
  for (int i = 0; i < 3; ++i) {
    script_.then(Response{.body = std::string(100000, 'x')});
    Request request;
    request.url.host = "127.0.0.1";
    request.url.port = server_->port();
    const Answer answer = run_on(loop_, client.send(request));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body.size(), 100000);
  }
}

}  // namespace
}  // namespace sluice::http
