#include "request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "base/result.hpp"

namespace sluice::bench {
namespace {

constexpr std::string_view line_end = "\r\n";

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same_name(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Cuts the text up to `end`, and `end` itself, off the front of `rest`.
std::string_view take_until(std::string_view& rest, std::string_view end) {
  const auto at = rest.find(end);
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + end.size());
  return taken;
}

struct Head {
  Request request;
  std::size_t body_size = 0;
};

Result<void, Malformed> read_header(Head& head, std::string_view name, std::string_view value) {
  if (same_name(name, "x-amz-target")) head.request.aws_target = value;
  if (same_name(name, "connection")) head.request.keep_alive = !same_name(value, "close");
  if (same_name(name, "transfer-encoding"))
    return Failure<Malformed>{{"Transfer-Encoding is not read here: send a Content-Length"}};
  if (!same_name(name, "content-length")) return {};

  const auto [stop, error] = std::from_chars(value.begin(), value.end(), head.body_size);
  if (error == std::errc{} && stop == value.end() && head.body_size <= longest_body) return {};
  return Failure<Malformed>{{fmt::format("Content-Length is \"{}\": it has to be a number up to {}",
                                         value, longest_body)}};
}

Result<Head, Malformed> read_head(std::string_view text) {
  Head head{.request = {.method = take_until(text, " "),
                        .path = take_until(text, " "),
                        .aws_target = {},
                        .body = {},
                        .size = 0}};
  const std::string_view version = take_until(text, line_end);
  if (version != "HTTP/1.1" || !head.request.path.starts_with('/'))
    return Failure<Malformed>{{"the first line has to be METHOD /PATH HTTP/1.1"}};
  while (!text.empty()) {
    std::string_view line = take_until(text, line_end);
    const std::string_view name = take_until(line, ":");
    if (auto read = read_header(head, name, trimmed(line)); !read)
      return Failure<Malformed>{read.error()};
  }
  return head;
}

}  // namespace

std::variant<Request, Incomplete, Malformed> first_request(std::string_view received) {
  const auto head_size = received.find("\r\n\r\n");
  if (std::min(head_size, received.size()) > longest_head)
    return Malformed{fmt::format("the headers are longer than {} bytes", longest_head)};
  if (head_size == std::string_view::npos) return Incomplete{};

  auto head = read_head(received.substr(0, head_size));
  if (!head) return head.error();
  const std::size_t body_at = head_size + (2 * line_end.size());
  if (received.size() - body_at < head->body_size) return Incomplete{};
  head->request.body = received.substr(body_at, head->body_size);
  head->request.size = body_at + head->body_size;
  return head->request;
}

}  // namespace sluice::bench
