#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "local/sqs/attributes.hpp"
#include "local/sqs/handlers.hpp"
#include "world/sqs/refusals.hpp"

namespace sluice::local::sqs_handlers {
namespace {

using Refused = Failure<world::Refusal>;

Json urls(const std::vector<std::string>& names, const Call& call) {
  Json all = Json::array();
  for (const std::string& name : names) all.push_back(queue_url(call, name));
  return all;
}

world::ListQueuesRequest page_from(Input& input) {
  world::ListQueuesRequest page;
  page.max_results = input.integer("MaxResults");
  page.next_token = input.text("NextToken").value_or("");
  return page;
}

}  // namespace

std::string queue_of(Input& input) {
  return std::string{queue_named_by(input.required_text("QueueUrl"))};
}

Output create_queue(Queues& queues, Input& input, const Call& call) {
  world::CreateQueueRequest request{.queue_name = input.required_text("QueueName")};
  auto settings = settings_from(input.text_map("Attributes"));
  request.tags = input.text_map("tags");
  if (auto refused = input.refusal()) return Refused{*refused};
  if (!settings) return Refused{settings.error()};
  request.attributes = std::move(*settings);
  const auto name = queues.sqs.create_queue(request, call.now);
  if (!name) return Refused{name.error()};
  Json output = Json::object();
  output["QueueUrl"] = queue_url(call, *name);
  return output;
}

Output delete_queue(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  if (auto done = queues.sqs.delete_queue(queue, call.now); !done) return Refused{done.error()};
  return Json{};
}

Output get_queue_url(Queues& queues, Input& input, const Call& call) {
  const std::string name = input.required_text("QueueName");
  const std::string owner = input.text("QueueOwnerAWSAccountId").value_or(call.where.account);
  if (auto refused = input.refusal()) return Refused{*refused};
  if (owner != call.where.account || queues.sqs.find_queue(name) == nullptr)
    return world::sqs::no_such_queue();
  Json output = Json::object();
  output["QueueUrl"] = queue_url(call, name);
  return output;
}

Output list_queues(Queues& queues, Input& input, const Call& call) {
  world::ListQueuesRequest request = page_from(input);
  request.prefix = input.text("QueueNamePrefix").value_or("");
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto page = queues.sqs.list_queues(request);
  if (!page) return Refused{page.error()};
  Json output = Json::object();
  if (!page->queues.empty()) output["QueueUrls"] = urls(page->queues, call);
  if (!page->next_token.empty()) output["NextToken"] = page->next_token;
  return output;
}

Output get_queue_attributes(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  const std::vector<std::string> names = input.texts("AttributeNames");
  if (auto refused = input.refusal()) return Refused{*refused};
  if (queues.sqs.find_queue(queue) == nullptr) return world::sqs::no_such_queue();
  const world::QueueCounts counts = queues.sqs.counts(queue, call.now);
  auto shown =
      shown_attributes({*queues.sqs.find_queue(queue), counts, queues.sqs.queue_arn(queue)}, names);
  if (!shown) return Refused{shown.error()};
  Json output = Json::object();
  if (!shown->empty()) output["Attributes"] = std::move(*shown);
  return output;
}

Output set_queue_attributes(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  if (!input.has("Attributes")) return world::sqs::missing_parameter("Attributes");
  const auto settings = settings_from(input.text_map("Attributes"));
  if (auto refused = input.refusal()) return Refused{*refused};
  if (!settings) return Refused{settings.error()};
  auto done = queues.sqs.set_queue_attributes(queue, *settings, call.now);
  if (!done) return Refused{done.error()};
  return Json{};
}

Output purge_queue(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  if (auto done = queues.sqs.purge_queue(queue, call.now); !done) return Refused{done.error()};
  return Json{};
}

Output tag_queue(Queues& queues, Input& input, const Call&) {
  const std::string queue = queue_of(input);
  const auto tags = input.text_map("Tags");
  if (auto refused = input.refusal()) return Refused{*refused};
  if (tags.empty()) return world::sqs::missing_parameter("Tags");
  if (auto done = queues.sqs.tag_queue(queue, tags); !done) return Refused{done.error()};
  return Json{};
}

Output untag_queue(Queues& queues, Input& input, const Call&) {
  const std::string queue = queue_of(input);
  const std::vector<std::string> keys = input.texts("TagKeys");
  if (auto refused = input.refusal()) return Refused{*refused};
  if (keys.empty()) return world::sqs::missing_parameter("TagKeys");
  if (auto done = queues.sqs.untag_queue(queue, keys); !done) return Refused{done.error()};
  return Json{};
}

Output list_queue_tags(Queues& queues, Input& input, const Call&) {
  const std::string queue = queue_of(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const world::QueueState* state = queues.sqs.find_queue(queue);
  if (state == nullptr) return world::sqs::no_such_queue();
  Json output = Json::object();
  if (state->tags.empty()) return output;
  Json& tags = output["Tags"] = Json::object();
  for (const auto& [key, value] : state->tags) tags[key] = value;
  return output;
}

Output list_dead_letter_source_queues(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  const world::ListQueuesRequest request = page_from(input);
  if (auto refused = input.refusal()) return Refused{*refused};
  const auto page = queues.sqs.list_dead_letter_source_queues(queue, request);
  if (!page) return Refused{page.error()};
  Json output = Json::object();
  output["queueUrls"] = urls(page->queues, call);  // with a small letter, as AWS has it
  if (!page->next_token.empty()) output["NextToken"] = page->next_token;
  return output;
}

}  // namespace sluice::local::sqs_handlers
