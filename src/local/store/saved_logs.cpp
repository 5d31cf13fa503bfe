#include <algorithm>
#include <limits>
#include <map>

#include "local/store/packing.hpp"
#include "local/store/saved_document.hpp"
#include "world/logs/logs.hpp"

namespace sluice::world {

// Events are documents of their own, some dozens each: streams only grow.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LogStream, creation, last_ingestion, stored_bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LogGroup, creation, retention_days, tags, streams,
                                   log_group_class)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LogsState, groups, next_event)

}  // namespace sluice::world

namespace sluice::local {
namespace {

constexpr const char* name = "logs";
constexpr const char* events_name = "logs.events";

struct StreamKey {
  std::string group;
  std::string stream;
  friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};

/// What the store has of a stream.
struct SavedStream {
  Instant creation;
  std::uint64_t next_event = 0;  ///< events from this id on are not there yet
  std::size_t events = 0;
};

bool is_before(const world::LogEvent& one, const world::LogEvent& other) {
  return one.timestamp != other.timestamp ? one.timestamp < other.timestamp : one.id < other.id;
}

std::string packed(const std::vector<const world::LogEvent*>& events) {
  Packer packer;
  packer.number(static_cast<std::uint32_t>(events.size()));
  for (const world::LogEvent* const event : events) {
    packer.number(event->timestamp.time_since_epoch().count());
    packer.number(event->ingestion.time_since_epoch().count());
    packer.number(event->id).text(event->message);
  }
  return packer.bytes();
}

bool unpack(std::string_view bytes, std::deque<world::LogEvent>& events) {
  Unpacker from{bytes};
  const auto count = from.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && from.ok(); ++i) {
    world::LogEvent event{.timestamp = Instant{Duration{from.number<std::int64_t>()}},
                          .ingestion = Instant{Duration{from.number<std::int64_t>()}},
                          .id = from.number<std::uint64_t>(),
                          .message = {}};
    event.message = from.text();
    events.push_back(std::move(event));
  }
  return from.complete();
}

class SavedLogs final : public SavedComponent {
 public:
  SavedLogs(world::Logs& logs, std::string place)
      : logs_{logs}, place_{std::move(place)}, saved_revision_{logs.revision()} {}

  Result<void, std::string> load(Store& store, Instant now) override {
    auto state = read_document<world::LogsState>(store, name, place_);
    if (!state) return Failure<std::string>{state.error()};
    if (!*state) return {};
    if (auto read = read_events(store, **state); !read) return read;
    for (auto& [group, kept] : (*state)->groups)
      for (auto& [stream, one] : kept.streams) {
        std::ranges::sort(one.events, is_before);
        streams_[{group, stream}] = {.creation = one.creation,
                                     .next_event = (*state)->next_event,
                                     .events = one.events.size()};
      }
    logs_.restore(std::move(**state), now);
    saved_revision_ = logs_.revision();
    return {};
  }

  [[nodiscard]] bool changed() const override { return logs_.revision() != saved_revision_; }

  void save(Store& store) override {
    if (logs_.revision() == saved_revision_) return;
    saved_revision_ = logs_.revision();
    const world::LogsState& state = logs_.state();
    remove_gone(store, state);
    for (const auto& [group, kept] : state.groups)
      for (const auto& [stream, one] : kept.streams)
        save_stream(store, {group, stream}, one, state.next_event);
    store.put_document(name, place_, packed_document(state));
  }

 private:
  /// "place\ngroup\nstream\n": names of groups and streams have no line's end.
  [[nodiscard]] std::string prefix_of(const StreamKey& key) const {
    return fmt::format("{}\n{}\n{}\n", place_, key.group, key.stream);
  }

  Result<void, std::string> read_events(Store& store, world::LogsState& state) const {
    bool whole = true;
    const std::string prefix = place_ + "\n";
    const auto see = [&](std::string_view key, std::string_view bytes) {
      if (!key.starts_with(prefix)) return;
      const std::string_view rest = key.substr(prefix.size());
      const std::size_t group_end = rest.find('\n');
      const std::size_t stream_end = rest.rfind('\n');
      const auto group = state.groups.find(rest.substr(0, group_end));
      if (group == state.groups.end()) return;
      const auto stream =
          group->second.streams.find(rest.substr(group_end + 1, stream_end - group_end - 1));
      if (stream == group->second.streams.end()) return;
      whole = whole && unpack(bytes, stream->second.events);
    };
    if (auto read = store.each_document(events_name, see); !read) return read;
    if (!whole) return damaged_document(events_name, "events");
    return {};
  }

  void remove_events(Store& store, const StreamKey& key) const {
    const std::string from = prefix_of(key);
    std::string to = from;
    ++to.back();  // the first key beyond all that begin so
    store.remove_documents(events_name, {.from = from, .to = to});
  }

  void remove_gone(Store& store, const world::LogsState& state) {
    std::erase_if(streams_, [&](const auto& one) {
      const auto group = state.groups.find(one.first.group);
      const bool there =
          group != state.groups.end() && group->second.streams.contains(one.first.stream) &&
          group->second.streams.find(one.first.stream)->second.creation == one.second.creation;
      if (!there) remove_events(store, one.first);
      return !there;
    });
  }

  void save_stream(Store& store, const StreamKey& key, const world::LogStream& stream,
                   std::uint64_t next_event) {
    SavedStream& saved =
        streams_.try_emplace(key, SavedStream{.creation = stream.creation}).first->second;
    if (stream.events.size() < saved.events) {  // some left by age: begin anew
      remove_events(store, key);
      saved.next_event = 0;
    }
    std::vector<const world::LogEvent*> fresh;
    for (const world::LogEvent& event : stream.events)
      if (event.id >= saved.next_event) fresh.push_back(&event);
    saved.next_event = next_event;
    saved.events = stream.events.size();
    if (fresh.empty()) return;
    store.put_document(events_name, fmt::format("{}{:020}", prefix_of(key), fresh.front()->id),
                       packed(fresh));
  }

  world::Logs& logs_;
  std::string place_;
  std::uint64_t saved_revision_;
  std::map<StreamKey, SavedStream> streams_;
};

}  // namespace

std::unique_ptr<SavedComponent> saved(world::Logs& logs, std::string place) {
  return std::make_unique<SavedLogs>(logs, std::move(place));
}

}  // namespace sluice::local
