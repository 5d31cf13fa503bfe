#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "local/sqs/handlers.hpp"
#include "world/sqs/message_rules.hpp"
#include "world/sqs/refusals.hpp"

namespace sluice::local::sqs_handlers {
namespace {

using Refused = Failure<world::Refusal>;
namespace sqs = world::sqs;

constexpr std::size_t most_statements = 20;
constexpr std::size_t most_actions = 7;

/// The queue's policy as a document, new where it has none.
Json policy_of(const world::QueueState& queue, const std::string& arn) {
  const std::string& text = queue.attributes.policy;
  if (!text.empty()) return Json::parse(text, nullptr, false);
  Json policy = Json::object();
  policy["Version"] = "2008-10-17";
  policy["Id"] = arn + "/SQSDefaultPolicy";
  policy["Statement"] = Json::array();
  return policy;
}

/// A policy may hold one statement outside a list.
Json& statements_of(Json& policy) {
  Json& statements = policy["Statement"];
  if (statements.is_object()) {
    Json list = Json::array();
    list.push_back(std::move(statements));
    statements = std::move(list);
  }
  if (!statements.is_array()) statements = Json::array();
  return statements;
}

auto labelled(Json& statements, const std::string& label) {
  return std::ranges::find_if(statements, [&](const Json& statement) {
    return statement.is_object() && statement.contains("Sid") && statement["Sid"] == label;
  });
}

Json one_or_all(std::vector<std::string> texts) {
  return texts.size() == 1 ? Json(texts.front()) : Json(std::move(texts));
}

Output set_policy(Queues& queues, const std::string& queue, std::string policy, Instant now) {
  world::QueueSettings settings;
  settings.policy = std::move(policy);
  auto done = queues.sqs.set_queue_attributes(queue, settings, now);
  if (!done) return Refused{done.error()};
  return Json{};
}

struct Permission {
  std::string label;
  std::vector<std::string> accounts;
  std::vector<std::string> actions;
};

std::optional<world::Refusal> wrong_in(const Permission& permission) {
  if (permission.accounts.empty()) return sqs::missing_parameter("AWSAccountIds").value();
  if (permission.actions.empty()) return sqs::missing_parameter("Actions").value();
  if (permission.actions.size() > most_actions)
    return world::Refusal{.code = "OverLimit",
                          .message = fmt::format("{} Actions were found, maximum allowed is {}.",
                                                 permission.actions.size(), most_actions)};
  constexpr std::array<std::string_view, 9> shareable{"*",
                                                      "SendMessage",
                                                      "ReceiveMessage",
                                                      "DeleteMessage",
                                                      "ChangeMessageVisibility",
                                                      "GetQueueAttributes",
                                                      "GetQueueUrl",
                                                      "ListDeadLetterSourceQueues",
                                                      "PurgeQueue"};
  for (const std::string& action : permission.actions)
    if (std::ranges::find(shareable, action) == shareable.end())
      return sqs::invalid_parameter(fmt::format("SQS:{}", action), "ActionName",
                                    "Only the queue owner is allowed to invoke this action.")
          .value();
  return std::nullopt;
}

Json statement_of(const Permission& permission, const std::string& arn, const Call& call) {
  std::vector<std::string> principals;
  principals.reserve(permission.accounts.size());
  for (const std::string& account : permission.accounts)
    principals.push_back(fmt::format("arn:{}:iam::{}:root", call.where.partition, account));
  std::vector<std::string> actions;
  actions.reserve(permission.actions.size());
  for (const std::string& action : permission.actions)
    actions.push_back(fmt::format("SQS:{}", action));
  Json statement = Json::object();
  statement["Sid"] = permission.label;
  statement["Effect"] = "Allow";
  statement["Principal"] = Json::object();
  statement["Principal"]["AWS"] = one_or_all(std::move(principals));
  statement["Action"] = one_or_all(std::move(actions));
  statement["Resource"] = arn;
  return statement;
}

}  // namespace

Output add_permission(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  Permission permission{.label = input.required_text("Label"),
                        .accounts = input.texts("AWSAccountIds"),
                        .actions = input.texts("Actions")};
  if (auto refused = input.refusal()) return Refused{*refused};
  if (auto wrong = wrong_in(permission)) return Refused{*wrong};
  const std::vector<std::string_view> labels{permission.label};
  if (!sqs::check_batch_ids("Label", labels))
    return sqs::invalid_value(
        fmt::format("Value {} for parameter Label is invalid.", permission.label));
  const world::QueueState* state = queues.sqs.find_queue(queue);
  if (state == nullptr) return sqs::no_such_queue();
  const std::string arn = queues.sqs.queue_arn(queue);
  Json policy = policy_of(*state, arn);
  Json& statements = statements_of(policy);
  if (labelled(statements, permission.label) != statements.end())
    return sqs::invalid_parameter(permission.label, "Label", "Already exists.");
  if (statements.size() >= most_statements)
    return world::refuse("OverLimit", fmt::format("{} Statements were found, maximum allowed is "
                                                  "{}.",
                                                  statements.size() + 1, most_statements));
  statements.push_back(statement_of(permission, arn, call));
  return set_policy(queues, queue, policy.dump(), call.now);
}

Output remove_permission(Queues& queues, Input& input, const Call& call) {
  const std::string queue = queue_of(input);
  const std::string label = input.required_text("Label");
  if (auto refused = input.refusal()) return Refused{*refused};
  const world::QueueState* state = queues.sqs.find_queue(queue);
  if (state == nullptr) return sqs::no_such_queue();
  Json policy = policy_of(*state, queues.sqs.queue_arn(queue));
  Json& statements = statements_of(policy);
  const auto found = labelled(statements, label);
  if (found == statements.end())
    return sqs::invalid_parameter(label, "Label", "can't find label on existing policy.");
  statements.erase(found);
  return set_policy(queues, queue, statements.empty() ? "" : policy.dump(), call.now);
}

}  // namespace sluice::local::sqs_handlers
