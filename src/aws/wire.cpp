#include "aws/wire.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "aws/json_reading.hpp"
#include "base/check.hpp"

namespace sluice::aws {
namespace {

using nlohmann::json;

/// The part of AWS's answer that says what went wrong.
struct Words {
  std::string code = {};
  std::string message = {};
};

/// "com.amazonaws.sqs#QueueDoesNotExist" and
/// "ThrottlingException:http://internal.amazon.com/..." name a code inside.
std::string bare_code(std::string_view text) {
  text = text.substr(0, text.find(':'));
  const std::size_t hash = text.find('#');
  return std::string{hash == std::string_view::npos ? text : text.substr(hash + 1)};
}

/// Of several names that AWS's services use for one thing, the first that is
/// there.
std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (!text.empty()) return text;
  return {};
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CommonErrors.html
// and the awsJson1.0/1.1 protocols of https://smithy.io
Words json_words(const http::Response& response) {
  const json body = json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  Words words;
  if (body.is_object()) {
    words.code = bare_code(first_of({text_or_empty(body, "__type"), text_or_empty(body, "code")}));
    words.message = first_of({text_or_empty(body, "message"), text_or_empty(body, "Message"),
                              text_or_empty(body, "errorMessage")});
  }
  const auto header = response.headers.find("x-amzn-errortype");
  if (words.code.empty() && header) words.code = bare_code(*header);
  return words;
}

// <ErrorResponse><Error><Type/><Code/><Message/></Error></ErrorResponse>
Words xml_words(const http::Response& response) {
  pugi::xml_document document;
  if (!document.load_buffer(response.body.data(), response.body.size())) return {};
  const pugi::xml_node error = document.child("ErrorResponse").child("Error");
  return {error.child_value("Code"), error.child_value("Message")};
}

/// The start of a body that is no AWS error, fit for one line.
std::string excerpt(std::string_view body) {
  constexpr std::size_t longest = 120;
  std::string text{body.substr(0, longest)};
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, ' ');
  return text.empty() ? "an empty answer" : fmt::format("an answer that is no AWS error: {}", text);
}

const char* content_type(Protocol protocol) {
  switch (protocol) {
    case Protocol::json_1_0:
      return "application/x-amz-json-1.0";
    case Protocol::json_1_1:
      return "application/x-amz-json-1.1";
    case Protocol::query:
      return "application/x-www-form-urlencoded; charset=utf-8";
    case Protocol::rest_json:
      return "application/json";
  }
  return "";
}

}  // namespace

std::string operation_name(const ServiceDescription& service, std::string_view operation) {
  return fmt::format("{}:{}", service.id, operation);
}

http::Request wire_request(const ServiceDescription& service, std::string_view operation,
                           http::Url endpoint, std::string body) {
  http::Request request{.method = "POST", .url = std::move(endpoint)};
  request.headers.add("Content-Type", content_type(service.protocol));
  request.headers.add("User-Agent", "sluice");
  if (service.protocol == Protocol::query)
    request.body = fmt::format("Action={}&Version={}{}{}", operation, service.api_version,
                               body.empty() ? "" : "&", body);
  else
    request.body = std::move(body);
  if (!service.target_prefix.empty())
    request.headers.add("X-Amz-Target", fmt::format("{}.{}", service.target_prefix, operation));
  return request;
}

void gzip_body(http::Request& request) {
  constexpr int gzip_window = 15 + 16;  // the largest window, with a gzip header
  constexpr int default_memory = 8;
  z_stream stream{};
  CHECK(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, default_memory,
                     Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, request.body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(request.body.data());
  stream.avail_in = static_cast<uInt>(request.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  request.body = std::move(packed);
  request.headers.set("Content-Encoding", "gzip");
}

Result<std::string, Error> read_answer(const ServiceDescription& service,
                                       std::string_view operation, const http::Response& response) {
  if (response.status >= 200 && response.status < 300) return response.body;
  const Words words =
      service.protocol == Protocol::query ? xml_words(response) : json_words(response);
  Error error{.remedy = remedy_for(words.code, response.status),
              .operation = operation_name(service, operation),
              .message = words.message,
              .http_status = response.status,
              .code = words.code};
  if (words.message.empty() && words.code.empty()) error.message = excerpt(response.body);
  if (const auto id = response.headers.find("x-amzn-requestid")) error.request_id = *id;
  return Failure<Error>{std::move(error)};
}

}  // namespace sluice::aws
