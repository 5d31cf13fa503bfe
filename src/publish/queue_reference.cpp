#include "publish/queue_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "aws/endpoint.hpp"
#include "base/ascii.hpp"
#include "base/one_line.hpp"
#include "http/url.hpp"

namespace sluice::publish {
namespace {

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
bool is_queue_name(std::string_view text) {
  const std::string_view stem = text.ends_with(".fifo") ? text.substr(0, text.size() - 5) : text;
  return !stem.empty() && text.size() <= 80 && std::ranges::all_of(stem, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

/// "aws", "aws-cn" and what else AWS may call its partitions.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
bool is_partition(std::string_view text) {
  return text.starts_with("aws") &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

bool is_account(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Failure<std::string> refused(std::string_view text, std::string_view why) {
  return Failure<std::string>{
      one_line(fmt::format("'{:.200}' is no queue: {}; give its URL "
                           "(https://sqs.<region>.amazonaws.com/<account>/<name>), "
                           "its ARN (arn:aws:sqs:<region>:<account>:<name>) or its name",
                           text, why))};
}

/// The region in one of AWS's own host names for SQS; empty for other hosts.
/// https://docs.aws.amazon.com/general/latest/gr/sqs-service.html
std::string region_of_host(const std::string& host) {
  const std::vector<std::string_view> labels = split(host, '.');
  if (host.find("amazonaws.") == std::string::npos && !host.ends_with(".api.aws")) return {};
  for (const std::string_view label : labels)
    if (aws::is_region(label)) return std::string{label};
  return {};
}

Result<QueueReference, std::string> from_url(std::string_view text) {
  const auto url = http::parse_url(text);
  if (!url) return refused(text, url.error());
  const std::vector<std::string_view> path = split(url->target, '/');
  if (path.size() < 3) return refused(text, "its path is not /<account>/<name>");
  const std::string_view name = path.back();
  const std::string_view account = path[path.size() - 2];
  if (!is_queue_name(name)) return refused(text, fmt::format("'{:.80}' is no queue name", name));
  if (!is_account(account)) return refused(text, fmt::format("'{:.80}' is no account id", account));
  QueueReference reference{.name = std::string{name},
                           .account = std::string{account},
                           .region = region_of_host(url->host),
                           .url = std::string{text}};
  if (reference.region.empty()) reference.origin = url->origin();
  return reference;
}

Result<QueueReference, std::string> from_arn(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() != 6 || parts[2] != "sqs") return refused(text, "it is no ARN of SQS");
  if (!is_partition(parts[1])) return refused(text, fmt::format("'{}' is no partition", parts[1]));
  if (!aws::is_region(parts[3])) return refused(text, fmt::format("'{}' is no region", parts[3]));
  if (!is_account(parts[4])) return refused(text, fmt::format("'{}' is no account id", parts[4]));
  if (!is_queue_name(parts[5]))
    return refused(text, fmt::format("'{}' is no queue name", parts[5]));
  return QueueReference{.name = std::string{parts[5]},
                        .account = std::string{parts[4]},
                        .region = std::string{parts[3]}};
}

}  // namespace

std::string QueueReference::identity() const {
  return fmt::format("{}/{}/{}/{}", origin, region, account, name);
}

Result<QueueReference, std::string> parse_queue_reference(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return from_url(text);
  if (text.starts_with("arn:")) return from_arn(text);
  if (!is_queue_name(text))
    return refused(text, "a name has 1 to 80 letters, digits, - and _, and may end in .fifo");
  return QueueReference{.name = std::string{text}};
}

}  // namespace sluice::publish
