#include <fmt/format.h>

#include <algorithm>

#include "world/sqs/entry.hpp"
#include "world/sqs/refusals.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::world {
namespace {

constexpr std::int64_t most_results = 1000;
constexpr std::size_t most_tags = 50;

std::string as_json(const RedrivePolicy& policy) {
  return fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":{}}})",
                     policy.dead_letter_target, policy.max_receive_count);
}

Failure<Refusal> wrong_redrive(const RedrivePolicy& policy, std::string_view reason) {
  return sqs::invalid_parameter(as_json(policy), "RedrivePolicy", reason);
}

bool allows(const std::optional<RedriveAllowPolicy>& policy, const std::string& source) {
  if (!policy || policy->permission == "allowAll") return true;
  return policy->permission == "byQueue" &&
         std::ranges::find(policy->sources, source) != policy->sources.end();
}

}  // namespace

Answer<void> Sqs::check_dead_letter_target(const QueueSettings& settings, std::string_view queue,
                                           bool fifo) {
  if (!settings.redrive_policy || settings.redrive_policy->dead_letter_target.empty()) return {};
  const RedrivePolicy& policy = *settings.redrive_policy;
  if (policy.max_receive_count < 1 || policy.max_receive_count > 1000)
    return wrong_redrive(policy,
                         fmt::format("Invalid value for maxReceiveCount: {}, valid values are from "
                                     "1 to 1000 both inclusive.",
                                     policy.max_receive_count));
  const Entry* target = find_by_arn(policy.dead_letter_target);
  if (target == nullptr) return wrong_redrive(policy, "Dead letter target does not exist.");
  if (target->queue.fifo() != fifo)
    return wrong_redrive(policy, "Dead-letter queue must be same type of queue as the source.");
  if (!allows(target->queue.state().attributes.redrive_allow_policy, queue_arn(queue)))
    return wrong_redrive(policy, "Dead-letter queue does not allow this queue as its source.");
  return {};
}

/// What is derived from the attributes.
void Sqs::remake(Entry& entry) const {
  const auto& policy = entry.queue.state().attributes.redrive_policy;
  entry.dead_letter_queue =
      policy ? policy->dead_letter_target.substr(policy->dead_letter_target.rfind(':') + 1) : "";
}

Answer<std::string> Sqs::create_queue(const CreateQueueRequest& request, Instant now) {
  run(now);
  const std::string& name = request.queue_name;
  const bool fifo = request.attributes.fifo_queue.value_or(false);
  if (auto good = check_queue_name(name, fifo); !good) return Failure<Refusal>{good.error()};
  if (auto good = check_settings(request.attributes, fifo); !good)
    return Failure<Refusal>{good.error()};
  if (Entry* known = find(name); known != nullptr) {
    const std::string other = first_difference(request.attributes, known->queue.state().attributes);
    if (other.empty()) return name;
    Refusal refusal{.code = "QueueNameExists",
                    .message = fmt::format("A queue already exists with the same name and a "
                                           "different value for attribute {}",
                                           other)};
    refusal.query_code = "QueueAlreadyExists";
    return Failure<Refusal>{std::move(refusal)};
  }
  std::erase_if(deleted_,
                [&](const auto& old) { return old.second + parameters_.name_rest <= now; });
  if (deleted_.contains(name))
    return sqs::prefixed("QueueDeletedRecently",
                         "You must wait 60 seconds after deleting a queue before you can create "
                         "another with the same name.");
  if (auto good = check_dead_letter_target(request.attributes, name, fifo); !good)
    return Failure<Refusal>{good.error()};
  QueueState state{.name = name, .incarnation = next_incarnation_++};
  state.attributes = changed_by(request.attributes, {});
  state.tags = request.tags;
  state.created = state.modified = state.last_used = state.active_since = now;
  Entry& entry =
      entries_.try_emplace(name, std::move(state), parameters_.deduplication_window).first->second;
  remake(entry);
  ++revision_;
  return name;
}

Answer<void> Sqs::delete_queue(std::string_view queue, Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  const std::string name{queue};
  while (const auto* poll = polls_.first(name)) {
    answered_.push_back({poll->ticket, sqs::no_such_queue()});
    polls_.remove(poll->ticket);
  }
  if (entry->scheduled) agenda_.erase({*entry->scheduled, name});
  if (journal_ != nullptr) journal_->emptied(name);
  if (parameters_.name_rest > Duration::zero()) deleted_[name] = now;
  entries_.erase(name);
  ++revision_;
  return {};
}

ListQueuesResponse Sqs::page_of(std::vector<std::string> names,
                                const ListQueuesRequest& request) const {
  const auto limit = static_cast<std::size_t>(request.max_results.value_or(most_results));
  ListQueuesResponse page{.queues = std::move(names)};
  if (page.queues.size() <= limit) return page;
  page.queues.resize(limit);
  if (request.max_results) page.next_token = page.queues.back();
  return page;
}

Answer<ListQueuesResponse> Sqs::list_queues(const ListQueuesRequest& request) const {
  if (request.max_results && (*request.max_results < 1 || *request.max_results > most_results))
    return sqs::invalid_parameter(fmt::to_string(*request.max_results), "MaxResults",
                                  "MaxResults must be an integer between 1 and 1000.");
  std::vector<std::string> names;
  const auto wanted = static_cast<std::size_t>(request.max_results.value_or(most_results)) + 1;
  for (auto at = entries_.lower_bound(std::max(request.prefix, request.next_token));
       at != entries_.end() && names.size() < wanted; ++at) {
    if (!at->first.starts_with(request.prefix)) break;
    if (at->first != request.next_token) names.push_back(at->first);
  }
  return page_of(std::move(names), request);
}

Answer<ListQueuesResponse> Sqs::list_dead_letter_source_queues(
    std::string_view queue, const ListQueuesRequest& page) const {
  if (find_queue(queue) == nullptr) return sqs::no_such_queue();
  if (page.max_results && (*page.max_results < 1 || *page.max_results > most_results))
    return sqs::invalid_parameter(fmt::to_string(*page.max_results), "MaxResults",
                                  "MaxResults must be an integer between 1 and 1000.");
  std::vector<std::string> names;
  for (auto at = entries_.lower_bound(page.next_token); at != entries_.end(); ++at)
    if (at->second.dead_letter_queue == queue && at->first != page.next_token)
      names.push_back(at->first);
  return page_of(std::move(names), page);
}

Answer<void> Sqs::set_queue_attributes(std::string_view queue, const QueueSettings& settings,
                                       Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  const bool fifo = entry->queue.fifo();
  if (auto good = check_settings(settings, fifo); !good) return good;
  if (settings.fifo_queue && *settings.fifo_queue != fifo)
    return sqs::invalid_attribute_value("FifoQueue");
  if (auto good = check_dead_letter_target(settings, queue, fifo); !good) return good;
  QueueState& state = entry->queue.state();
  const std::int64_t delay = state.attributes.delay_seconds;
  state.attributes = changed_by(settings, std::move(state.attributes));
  state.modified = now;
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
  if (fifo && state.attributes.delay_seconds != delay)
    for (const std::uint32_t slot :
         entry->queue.change_delay(std::chrono::seconds{state.attributes.delay_seconds}))
      if (journal_ != nullptr) journal_->changed(state.name, entry->queue.at(slot));
  remake(*entry);
  schedule(*entry);
  ++revision_;
  run(now);
  return {};
}

Answer<void> Sqs::purge_queue(std::string_view queue, Instant now) {
  Entry* entry = use(queue, now);
  if (entry == nullptr) return sqs::no_such_queue();
  QueueState& state = entry->queue.state();
  if (state.purged && now - *state.purged < parameters_.purge_rest)
    return sqs::prefixed("PurgeQueueInProgress",
                         fmt::format("Only one PurgeQueue operation on {} is allowed every 60 "
                                     "seconds.",
                                     queue));
  state.purged = now;
  entry->queue.clear();
  if (journal_ != nullptr) journal_->emptied(state.name);
  ++revision_;
  return {};
}

Answer<void> Sqs::tag_queue(std::string_view queue,
                            const std::map<std::string, std::string, std::less<>>& tags) {
  Entry* entry = find(queue);
  if (entry == nullptr) return sqs::no_such_queue();
  auto all = entry->queue.state().tags;
  for (const auto& [key, value] : tags) all.insert_or_assign(key, value);
  if (all.size() > most_tags)
    return sqs::invalid_value(fmt::format("Too many tags added for queue {}.", queue));
  entry->queue.state().tags = std::move(all);
  ++revision_;
  return {};
}

Answer<void> Sqs::untag_queue(std::string_view queue, const std::vector<std::string>& keys) {
  Entry* entry = find(queue);
  if (entry == nullptr) return sqs::no_such_queue();
  for (const std::string& key : keys) entry->queue.state().tags.erase(key);
  ++revision_;
  return {};
}

}  // namespace sluice::world
