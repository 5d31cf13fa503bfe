// The short texts that people and servers write: queues, URLs, durations, times.
#include <fmt/format.h>

#include <chrono>

#include "base/calendar.hpp"
#include "base/duration_text.hpp"
#include "fuzz/expect.hpp"
#include "http/url.hpp"
#include "publish/queue_reference.hpp"

namespace sluice {
namespace {

using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::seconds;

void read_queue(std::string_view text) {
  const auto queue = publish::parse_queue_reference(text);
  if (!queue) return fuzz::expect_one_line(queue.error());
  CHECK(!queue->name.empty() &&
        queue->region.empty() != (queue->origin.empty() && !queue->account.empty()));
  std::string other = queue->name;
  if (!queue->region.empty())
    other = fmt::format("arn:aws:sqs:{}:{}:{}", queue->region, queue->account, queue->name);
  if (!queue->origin.empty())
    other = fmt::format("{}/{}/{}", queue->origin, queue->account, queue->name);
  const auto again = publish::parse_queue_reference(other);
  CHECK(again && again->identity() == queue->identity());
}

void read_url(std::string_view text) {
  auto url = http::parse_url(text);
  if (!url) return fuzz::expect_one_line(url.error());
  CHECK(!url->host.empty() && url->port != 0 && url->target.starts_with('/'));
  fuzz::expect_one_line(url->host + url->target);
  url->user.clear();
  url->password.clear();
  CHECK(http::parse_url(url->origin() + url->target) == *url);
}

void read_duration(std::string_view text) {
  const auto span = parse_duration(text);
  if (!span) return fuzz::expect_one_line(span.error());
  CHECK(*span >= Duration{0} && *span <= std::chrono::years{1} + std::chrono::days{1});
  CHECK(parse_duration(fmt::format("{}ms", floor<milliseconds>(*span).count())) == *span);
}

void read_time(std::string_view text) {
  const auto first = parse_iso8601("1678-01-01T00:00:00Z");
  const auto last = parse_iso8601("2261-12-31T23:59:59Z");
  const auto at = parse_iso8601(text);
  if (at && at >= first && at <= last) {  // an offset may lead out of what can be written
    CHECK(parse_iso8601(iso8601(*at)) == floor<seconds>(*at));
    CHECK(parse_iso8601(iso8601_milliseconds(*at)) == floor<milliseconds>(*at));
  }
  const auto date = parse_http_date(text);
  if (date && date <= last) CHECK(parse_iso8601(iso8601(*date)) == *date);
}

void encode(std::string_view text) {
  const std::string encoded = http::percent_encoded(text);
  const auto url = http::parse_url(fmt::format("http://{}@host/{}", encoded, encoded));
  CHECK(url && url->user == text && url->target == "/" + encoded);
}

}  // namespace
}  // namespace sluice

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sluice;
  const std::string_view text = fuzz::as_text(data, size);
  read_queue(text);
  read_url(text);
  read_duration(text);
  read_time(text);
  encode(text);
  return 0;
}
