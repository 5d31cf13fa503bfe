#include "local/store/saved_document.hpp"
#include "local/store/sqs_journal.hpp"
#include "world/sqs/sqs.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RedrivePolicy, dead_letter_target, max_receive_count)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RedriveAllowPolicy, permission, sources)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(QueueAttributes, delay_seconds, maximum_message_size,
                                   message_retention_period, receive_message_wait_time_seconds,
                                   visibility_timeout, policy, redrive_policy, redrive_allow_policy,
                                   kms_master_key_id, kms_data_key_reuse_period_seconds,
                                   sqs_managed_sse_enabled, fifo_queue, content_based_deduplication,
                                   deduplication_scope, fifo_throughput_limit)
// What the journal keeps (next_serial, deduplications) is not among these.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(QueueState, name, incarnation, attributes, tags, created,
                                   modified, last_used, active_since, purged)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MoveTask, handle, status, source, destination, most_a_second,
                                   moved, to_move, failure_reason, started, next_step)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SqsState, queues, deleted, move_tasks, next_incarnation)

}  // namespace sluice::world

namespace sluice::local {
namespace {

class SavedSqs final : public SavedComponent {
 public:
  SavedSqs(world::Sqs& sqs, SqsJournal& journal, std::string place)
      : sqs_{sqs}, journal_{journal}, place_{std::move(place)}, saved_revision_{sqs.revision()} {}

  Result<void, std::string> load(Store& store, Instant now) override {
    auto state = read_document<world::SqsState>(store, "sqs", place_);
    if (!state) return Failure<std::string>{state.error()};
    if (!*state) return {};
    std::vector<std::string> names;
    for (const world::QueueState& queue : (*state)->queues) names.push_back(queue.name);
    auto messages = journal_.read(names);
    if (!messages) return Failure<std::string>{messages.error()};
    for (world::QueueState& queue : (*state)->queues) complete(queue, *messages);
    sqs_.restore(std::move(**state), std::move(messages->by_queue), now);
    saved_revision_ = sqs_.revision();
    return {};
  }

  [[nodiscard]] bool changed() const override { return sqs_.revision() != saved_revision_; }

  void save(Store& store) override {
    if (sqs_.revision() == saved_revision_) return;
    saved_revision_ = sqs_.revision();
    store.put_document("sqs", place_, packed_document(sqs_.state()));
  }

 private:
  static void complete(world::QueueState& queue, SavedMessages& messages) {
    queue.next_serial = std::max(queue.next_serial, messages.next_serial[queue.name]);
    for (world::Deduplication& accepted : messages.accepted[queue.name])
      if (accepted.accepted >= queue.created)  // else of an earlier queue of this name
        queue.deduplications.push_back(std::move(accepted));
  }

  world::Sqs& sqs_;
  SqsJournal& journal_;
  std::string place_;
  std::uint64_t saved_revision_;
};

}  // namespace

std::unique_ptr<SavedComponent> saved(world::Sqs& sqs, SqsJournal& journal, std::string place) {
  return std::make_unique<SavedSqs>(sqs, journal, std::move(place));
}

}  // namespace sluice::local
