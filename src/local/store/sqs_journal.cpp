#include "local/store/sqs_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "local/store/message_rows.hpp"

namespace sluice::local {
namespace {

constexpr std::string_view serials = "sqs.serials";
constexpr std::string_view deduplications = "sqs.deduplications";
/// Reserved at once, so that a message costs one write. After a crash as many at
/// most are passed over: sequence numbers have gaps anyway.
constexpr std::uint64_t reserved_at_once = 1000;

/// "region\nqueue\nkey": no queue's name has a line's end.
std::string joined(std::string_view region, std::string_view queue, std::string_view key) {
  return fmt::format("{}\n{}\n{}", region, queue, key);
}

Failure<std::string> damaged(std::string_view what) {
  return Failure<std::string>{fmt::format(
      "the saved state is damaged ({}); move the data directory away to begin anew", what)};
}

}  // namespace

SqsJournal::SqsJournal(Store& store, std::string region, Duration window)
    : store_{store}, region_{std::move(region)}, window_{window} {}

SqsJournal::Known& SqsJournal::known(std::string_view queue) {
  if (const auto found = queues_.find(queue); found != queues_.end()) return found->second;
  const std::int64_t number = store_.queue_number(fmt::format("{}/{}", region_, queue));
  return queues_.emplace(queue, Known{.number = number}).first->second;
}

void SqsJournal::reserve(std::string_view queue, Known& known, std::uint64_t serial) {
  if (serial < known.reserved) return;
  known.reserved = serial + reserved_at_once;
  Packer packer;
  store_.put_document(serials, fmt::format("{}\n{}", region_, queue),
                      packer.number(known.reserved).bytes());
}

void SqsJournal::stored(std::string_view queue, const world::StoredMessage& message) {
  Known& known = this->known(queue);
  reserve(queue, known, message.serial);
  state_.clear();
  content_.clear();
  pack_state(message, state_);
  pack_content(message, content_);
  store_.put_message({.queue = known.number, .serial = message.serial}, state_.bytes(),
                     content_.bytes());
}

void SqsJournal::changed(std::string_view queue, const world::StoredMessage& message) {
  state_.clear();
  pack_state(message, state_);
  store_.change_message({.queue = known(queue).number, .serial = message.serial}, state_.bytes());
}

void SqsJournal::removed(std::string_view queue, const world::StoredMessage& message) {
  store_.remove_message({.queue = known(queue).number, .serial = message.serial});
}

void SqsJournal::emptied(std::string_view queue) {
  store_.remove_messages(known(queue).number);
}

void SqsJournal::accepted(std::string_view queue, const world::Deduplication& deduplication) {
  while (!accepted_.empty() && accepted_.front().at + window_ <= deduplication.accepted) {
    store_.remove_document(deduplications, accepted_.front().document);
    accepted_.pop_front();
  }
  std::string document = joined(region_, queue, deduplication.key);
  store_.put_document(deduplications, document, packed(deduplication));
  accepted_.push_back({.at = deduplication.accepted, .document = std::move(document)});
}

Result<void, std::string> SqsJournal::read_messages(const std::string& queue,
                                                    SavedMessages& saved) {
  std::vector<world::StoredMessage>& messages = saved.by_queue[queue];
  bool whole = true;
  auto read = store_.each_message_of(known(queue).number, [&](const MessageRow& row) {
    auto message = unpack_message(row);
    whole = whole && message;
    if (message) messages.push_back(std::move(*message));
  });
  if (!read) return read;
  if (!whole) return damaged(fmt::format("a message of the queue {}", queue));
  return {};
}

Result<void, std::string> SqsJournal::read_serials(const std::vector<std::string>& queues,
                                                   SavedMessages& saved) {
  bool whole = true;
  const std::string prefix = region_ + "\n";
  auto read = store_.each_document(serials, [&](std::string_view key, std::string_view bytes) {
    if (!key.starts_with(prefix)) return;
    const std::string queue{key.substr(prefix.size())};
    Unpacker from{bytes};
    const auto next = from.number<std::uint64_t>();
    whole = whole && from.complete();
    known(queue).reserved = next;
    if (std::ranges::find(queues, queue) != queues.end()) saved.next_serial[queue] = next;
  });
  if (!read) return read;
  if (!whole) return damaged("a queue's serial number");
  return {};
}

Result<void, std::string> SqsJournal::read_accepted(SavedMessages& saved) {
  bool whole = true;
  const std::string prefix = region_ + "\n";
  const auto see = [&](std::string_view document, std::string_view bytes) {
    if (!document.starts_with(prefix)) return;
    const std::string_view rest = document.substr(prefix.size());
    const std::size_t end = rest.find('\n');
    auto entry = end == std::string_view::npos ? std::nullopt
                                               : unpack_deduplication(rest.substr(end + 1), bytes);
    whole = whole && entry;
    if (!entry) return;
    accepted_.push_back({.at = entry->accepted, .document = std::string{document}});
    saved.accepted[std::string{rest.substr(0, end)}].push_back(std::move(*entry));
  };
  if (const auto read = store_.each_document(deduplications, see); !read) return read;
  if (!whole) return damaged("what a FIFO queue accepted");
  std::ranges::stable_sort(accepted_, {}, &Accepted::at);
  for (auto& [queue, entries] : saved.accepted)
    std::ranges::stable_sort(entries, {}, [](const world::Deduplication& one) {
      return std::pair{one.accepted, one.serial};
    });
  return {};
}

Result<SavedMessages, std::string> SqsJournal::read(const std::vector<std::string>& queues) {
  SavedMessages saved;
  for (const std::string& queue : queues)
    if (auto read = read_messages(queue, saved); !read) return Failure<std::string>{read.error()};
  if (auto read = read_serials(queues, saved); !read) return Failure<std::string>{read.error()};
  if (auto read = read_accepted(saved); !read) return Failure<std::string>{read.error()};
  return saved;
}

}  // namespace sluice::local
