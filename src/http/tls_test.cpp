#include "http/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <vector>

#include "http/client.hpp"
#include "support/certificates.hpp"
#include "support/loopback.hpp"
#include "support/temporary_folder.hpp"

namespace sluice::http {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Answer = Result<Response, TransportError>;
using Kind = TransportError::Kind;
using Validity = CertificateAuthority::Validity;

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// What `text` says to every request, over TLS.
RawServer::Talk keeps_saying_securely(asio::ssl::context& tls, std::string text) {
  return [&tls, text = std::move(text)](RawServer::Socket& socket) -> asio::awaitable<void> {
    asio::ssl::stream<RawServer::Socket&> stream{socket, tls};
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
    if (error) co_return;
    for (;;) {
      const std::string head = co_await read_head(stream);
      if (head.empty()) co_return;
      co_await say(stream, text);
    }
  };
}

class TlsTest : public testing::Test {
 protected:
  /// Serves https with a certificate for `names`.
  struct SecureServer {
    SecureServer(asio::io_context& loop, const Certificate& certificate)
        : tls{server_tls(certificate)}, raw{loop, keeps_saying_securely(tls, ok)} {}
    asio::ssl::context tls;
    RawServer raw;
  };

  Answer ask(Client& client, const Url& url) {
    Request request{.url = url};
    return run_on(loop_, client.send(std::move(request)));
  }
  Answer ask(const Url& url) {
    Client client{trusting_, clock_};
    return ask(client, url);
  }
  static Url url(const std::string& host, const RawServer& server) {
    return Url{.scheme = "https", .host = host, .port = server.port()};
  }

  asio::io_context loop_{1};
  ManualClock clock_;
  TemporaryFolder folder_;
  CertificateAuthority authority_{"Sluice's test authority"};
  Certificate usual_ = authority_.issue("DNS:localhost,IP:127.0.0.1", Validity::valid);
  ClientOptions trusting_{.ca_bundle = folder_.write("ca.pem", authority_.pem())};
};

TEST_F(TlsTest, TrustsTheServersOfItsBundle) {
  const SecureServer server{loop_, usual_};
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const Answer answer = ask(url(host, server.raw));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "ok");
  }
}

TEST_F(TlsTest, KeepsItsConnectionsForTheNextRequest) {
  const SecureServer server{loop_, usual_};
  Client client{trusting_, clock_};
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(ask(client, url("localhost", server.raw)));
  EXPECT_EQ(server.raw.accepted(), 1);
}

TEST_F(TlsTest, TrustsNobodyElse) {
  const CertificateAuthority stranger{"a stranger"};
  const SecureServer server{loop_, stranger.issue("DNS:localhost", Validity::valid)};
  const Answer answer = ask(url("localhost", server.raw));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::tls);
  EXPECT_THAT(answer.error().message, StartsWith(url("localhost", server.raw).origin()));
  EXPECT_THAT(answer.error().message, HasSubstr("unable to get local issuer certificate"));
}

TEST_F(TlsTest, RefusesACertificateForAnotherName) {
  const SecureServer server{loop_,
                            authority_.issue("DNS:other.example,IP:127.0.0.2", Validity::valid)};
  for (const auto& [host, why] : {std::pair{"localhost", "hostname mismatch"},
                                  std::pair{"127.0.0.1", "IP address mismatch"}}) {
    const Answer answer = ask(url(host, server.raw));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, Kind::tls);
    EXPECT_THAT(answer.error().message, HasSubstr(why));
  }
}

TEST_F(TlsTest, RefusesACertificateThatHasExpired) {
  const SecureServer server{loop_, authority_.issue("DNS:localhost", Validity::expired)};
  const Answer answer = ask(url("localhost", server.raw));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::tls);
  EXPECT_THAT(answer.error().message, HasSubstr("certificate has expired"));
}

TEST_F(TlsTest, RefusesToSpeakTlsOlderThanItsYears) {
  SecureServer server{loop_, usual_};
  SSL_CTX_set_security_level(server.tls.native_handle(), 0);
  SSL_CTX_set_max_proto_version(server.tls.native_handle(), TLS1_1_VERSION);
  const Answer answer = ask(url("localhost", server.raw));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::tls) << answer.error().message;
}

TEST_F(TlsTest, TellsAServerThatDoesNotSpeakTls) {
  const auto greet = [](RawServer::Socket& socket) -> asio::awaitable<void> {
    co_await say(socket, "220 mail.example ESMTP\r\n");
    co_await read_all(socket);
  };
  const RawServer mail{loop_, greet};
  const Answer answer = ask(url("localhost", mail));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::tls) << answer.error().message;
}

TEST_F(TlsTest, WaitsForTheHandshakeNoLongerThanItsLimits) {
  const RawServer server{loop_, says_nothing()};
  Request request{.url = url("127.0.0.1", server)};
  request.time_limit = 50ms;
  Client patient{trusting_, clock_};
  EXPECT_EQ(run_on(loop_, patient.send(request)).error().kind, Kind::timeout);

  request.time_limit.reset();
  trusting_.connect_limit = 50ms;
  Client hasty{trusting_, clock_};
  EXPECT_EQ(run_on(loop_, hasty.send(request)).error().kind, Kind::timeout);
}

TEST_F(TlsTest, TellsAConnectionThatEndsWithinTheHandshake) {
  const auto hang_up = [](RawServer::Socket& socket) -> asio::awaitable<void> {
    std::string hello(16, 0);
    co_await socket.async_read_some(asio::buffer(hello), as_result);
  };
  const RawServer server{loop_, hang_up};
  const Answer answer = ask(url("localhost", server));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::closed) << answer.error().message;
}

TEST_F(TlsTest, TakesACutConnectionForNoAnswer) {
  // Without TLS's own farewell nobody knows whether the answer was whole.
  SecureServer server{loop_, usual_};
  const auto cut = [&](RawServer::Socket& socket) -> asio::awaitable<void> {
    asio::ssl::stream<RawServer::Socket&> stream{socket, server.tls};
    co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
    co_await read_head(stream);
    co_await say(stream, "HTTP/1.1 200 OK\r\n\r\nonly this");
  };
  const RawServer cutting{loop_, cut};
  const Answer answer = ask(url("localhost", cutting));
  ASSERT_FALSE(answer) << answer->body;
  EXPECT_EQ(answer.error().kind, Kind::closed) << answer.error().message;
}

TEST_F(TlsTest, NamesABundleThatCannotBeRead) {
  const SecureServer server{loop_, usual_};
  for (const std::string& bundle :
       {(folder_.path() / "missing.pem").string(), folder_.write("bad.pem", "no PEM").string(),
        folder_.path().string()}) {
    Client client{{.ca_bundle = bundle}, clock_};
    const Answer answer = ask(client, url("localhost", server.raw));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, Kind::tls);
    EXPECT_THAT(answer.error().message, AllOf(HasSubstr(bundle), HasSubstr("AWS_CA_BUNDLE")));
  }
  EXPECT_EQ(server.raw.accepted(), 0) << "no need to connect";
}

TEST_F(TlsTest, ReadsItsBundleForHttpsOnly) {
  const RawServer server{loop_, keeps_saying(ok)};
  Client client{{.ca_bundle = "/nowhere/missing.pem"}, clock_};
  Url plain = url("127.0.0.1", server);
  plain.scheme = "http";
  const Answer answer = ask(client, plain);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "ok");
}

TEST_F(TlsTest, FindsTheBundleOfThisLinux) {
  const std::string bundle = system_ca_bundle();
  const auto tls = client_tls("");
  EXPECT_EQ(tls.has_value(), !bundle.empty());
  if (!tls) {
    EXPECT_THAT(tls.error(), HasSubstr("AWS_CA_BUNDLE"));
  }
}

/// A proxy that keeps what it is asked, answers it, and leads to one server
/// whatever was asked.
class ProxyTest : public TlsTest {
 protected:
  Answer ask_through(const Url& url) {
    trusting_.proxy = via_;
    return ask(url);
  }

  const SecureServer server_{loop_,
                             authority_.issue("DNS:queue.example,IP:127.0.0.1", Validity::valid)};
  std::string answer_ = "HTTP/1.1 200 Connection established\r\n\r\n";
  std::vector<std::string> asked_;
  const RawServer proxy_{loop_, [this](RawServer::Socket& socket) { return lead_on(socket); }};
  Proxy via_{.url = {.host = "127.0.0.1", .port = proxy_.port()}};

 private:
  asio::awaitable<void> lead_on(RawServer::Socket& socket) {
    asked_.push_back(co_await read_head(socket));
    co_await say(socket, answer_);
    RawServer::Socket onward{socket.get_executor()};
    const auto destination = loopback(server_.raw.port());
    co_await onward.async_connect(destination, as_result);
    using asio::experimental::awaitable_operators::operator||;
    co_await (copy(socket, onward) || copy(onward, socket));
  }

  static asio::awaitable<void> copy(RawServer::Socket& from, RawServer::Socket& to) {
    std::string some(4096, '\0');
    for (;;) {
      const auto [error, size] = co_await from.async_read_some(asio::buffer(some), as_result);
      if (error) co_return;
      co_await say(to, some.substr(0, size));
    }
  }
};

TEST_F(ProxyTest, AsksForATunnelByTheServersName) {
  Url queue = url("queue.example", server_.raw);
  queue.port = 443;
  trusting_.proxy = via_;
  Client client{trusting_, clock_};
  for (int i = 0; i < 2; ++i) {
    const Answer answer = ask(client, queue);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "ok");
  }
  EXPECT_THAT(asked_, ElementsAre(StartsWith("CONNECT queue.example:443 HTTP/1.1\r\n")))
      << "one tunnel for both requests";
  EXPECT_THAT(asked_[0], HasSubstr("Host: queue.example:443\r\n"));
  EXPECT_THAT(asked_[0], Not(HasSubstr("Proxy-Authorization")));
}

TEST_F(ProxyTest, TellsItsUserToTheProxyOnly) {
  via_.url.user = "Aladdin";
  via_.url.password = "open sesame";
  ASSERT_TRUE(ask_through(url("queue.example", server_.raw)));
  // The example of RFC 7617, section 2.
  EXPECT_THAT(asked_.at(0),
              HasSubstr("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
}

TEST_F(ProxyTest, VerifiesTheServerBehindTheTunnel) {
  const Answer answer = ask_through(url("other.example", server_.raw));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::tls) << answer.error().message;
}

TEST_F(ProxyTest, WritesAnIpv6AddressInBrackets) {
  ASSERT_FALSE(ask_through(url("fd00::1", server_.raw)));
  EXPECT_THAT(asked_.at(0), StartsWith("CONNECT [fd00::1]:"));
}

TEST_F(ProxyTest, TellsInTheProxysWordsWhyItRefuses) {
  answer_ = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
  via_.url.user = "Aladdin";
  via_.url.password = "wrong";
  const Answer answer = ask_through(url("queue.example", server_.raw));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::connect);
  EXPECT_THAT(answer.error().message, StartsWith(via_.url.origin()));
  EXPECT_THAT(answer.error().message, HasSubstr("407 Proxy Authentication Required"));
  EXPECT_THAT(answer.error().message, HasSubstr("queue.example"));
  EXPECT_THAT(answer.error().message, Not(HasSubstr("wrong")));
}

TEST_F(ProxyTest, TakesAnySuccessForATunnel) {
  answer_ = "HTTP/1.1 204 No Content\r\n\r\n";  // RFC 9110, section 9.3.6: any 2xx
  const Answer answer = ask_through(url("queue.example", server_.raw));
  EXPECT_TRUE(answer) << answer.error().message;
}

TEST_F(ProxyTest, TellsAProxyThatIsNone) {
  answer_ = "220 mail.example ESMTP\r\n\r\n";
  const Answer answer = ask_through(url("queue.example", server_.raw));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::malformed);
  EXPECT_THAT(answer.error().message, StartsWith(via_.url.origin()));
}

TEST_F(ProxyTest, WaitsForTheProxyNoLongerThanItsLimit) {
  const RawServer silent{loop_, says_nothing()};
  via_.url.port = silent.port();
  trusting_.connect_limit = 50ms;
  EXPECT_EQ(ask_through(url("queue.example", server_.raw)).error().kind, Kind::timeout);
}

TEST_F(ProxyTest, IsGoneAroundForItsExceptionsAndForHttp) {
  via_.except = {"127.0.0.1"};
  EXPECT_TRUE(ask_through(url("127.0.0.1", server_.raw)));
  via_.except = {};
  const RawServer plain{loop_, keeps_saying(ok)};
  Url http = url("127.0.0.1", plain);
  http.scheme = "http";
  EXPECT_TRUE(ask_through(http));
  EXPECT_THAT(asked_, IsEmpty());
}

}  // namespace
}  // namespace sluice::http
