#include "aws/credentials/container.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

#include "aws/credentials/ask.hpp"
#include "aws/credentials/from_json.hpp"

namespace sluice::aws {
namespace {

constexpr std::string_view relative_uri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr std::string_view full_uri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr std::string_view token = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr std::string_view token_file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

constexpr Tries tries{.count = 3, .pause = std::chrono::seconds{1}};
constexpr Duration time_limit = std::chrono::seconds{2};

/// Hosts that may be asked without TLS: the agents of ECS and EKS, and this
/// machine itself.
bool is_trusted(const http::Url& url) {
  constexpr std::array<std::string_view, 4> agents{"169.254.170.2", "169.254.170.23",
                                                   "fd00:ec2::23", "localhost"};
  if (url.secure() || std::ranges::find(agents, url.host) != agents.end()) return true;
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(url.host, no_address);
  return !no_address && address.is_loopback();
}

bool is_final(const http::Response& response) {
  return response.status == 200 && credentials_from_json(response.body, JsonForm::metadata);
}

}  // namespace

Container::Container(const CredentialSources& sources)
    : CredentialLink{{.name = "container", .needed = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"}},
      sources_{sources} {}

bool Container::configured() const {
  return sources_.environment.find(relative_uri) || sources_.environment.find(full_uri);
}

Result<http::Url, std::string> Container::place() const {
  const auto relative = sources_.environment.find(relative_uri);
  if (relative && !relative->starts_with('/'))
    return Failure<std::string>{fmt::format("{} must start with /", relative_uri)};
  auto url = http::parse_url(relative ? "http://169.254.170.2" + *relative
                                      : sources_.environment.find(full_uri).value_or(""));
  if (!url) {
    return Failure<std::string>{
        fmt::format("{}: {}", relative ? relative_uri : full_uri, url.error())};
  }
  if (is_trusted(*url)) return url;
  return Failure<std::string>{
      fmt::format("{} names the host {}, which is neither https nor loopback nor an agent of ECS "
                  "or EKS (169.254.170.2, 169.254.170.23, fd00:ec2::23)",
                  full_uri, url->host)};
}

Result<http::Headers, std::string> Container::headers() const {
  http::Headers headers{{"Accept", "application/json"}};
  std::optional<std::string> authorization = sources_.environment.find(token);
  std::string_view origin = token;
  if (const auto path = sources_.environment.find(token_file)) {
    const auto text = sources_.files.read(*path);
    if (!text) return Failure<std::string>{fmt::format("{}: {}", token_file, text.error().message)};
    authorization = *text;
    origin = token_file;
  }
  if (!authorization) return headers;
  if (authorization->find_first_of("\r\n") != std::string::npos)
    return Failure<std::string>{
        fmt::format("{}: the token has a line break, so it is no header's value", origin)};
  headers.add("Authorization", *std::move(authorization));
  return headers;
}

asio::awaitable<Result<Credentials, Error>> Container::credentials() {
  const auto url = place();
  if (!url) co_return failed(url.error());
  auto lines = headers();
  if (!lines) co_return failed(std::move(lines.error()));
  http::Request request{.url = *url, .headers = *std::move(lines), .time_limit = time_limit};
  const auto answer = co_await ask(sources_.shared.http, sources_.shared.sleeper,
                                   std::move(request), tries, is_final);
  const std::string where = fmt::format("container agent at {}", url->origin());
  if (!answer) co_return failed(fmt::format("{}: {}", where, answer.error().message));
  if (answer->status != 200) {
    co_return failed(
        fmt::format("{} answered {}: {}", where, answer->status, excerpt(answer->body)));
  }
  auto credentials = credentials_from_json(answer->body, JsonForm::metadata);
  if (!credentials) co_return failed(fmt::format("{}: {}", where, credentials.error()));
  co_return *std::move(credentials);
}

}  // namespace sluice::aws
