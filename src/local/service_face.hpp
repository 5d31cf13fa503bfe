#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "local/operation.hpp"
#include "local/service_description.hpp"

namespace sluice::local {

/// An operation whose answer may have to wait (ReceiveMessage's long poll).
/// `component`, `input` and `call` live until it is done.
template <class Component>
struct WaitingOperation {
  std::string_view name;  ///< "ReceiveMessage"
  boost::asio::awaitable<Output> (*handle)(Component& component, Input& input, const Call& call);
};

/// A service as the router knows it: operations by name, whatever they work on.
class ServiceFace {
 public:
  /// An operation that was found.
  struct Entry {
    std::string_view name;
    std::size_t place;  ///< in its table
    bool waits;         ///< to be called by `handle_waiting`
  };

  explicit ServiceFace(const ServiceDescription& description) : description_{description} {}
  ServiceFace(const ServiceFace&) = delete;
  ServiceFace& operator=(const ServiceFace&) = delete;
  virtual ~ServiceFace() = default;

  [[nodiscard]] const ServiceDescription& description() const { return description_; }

  /// Null where the service has no such operation, or Sluice does not model it.
  [[nodiscard]] const Entry* find(std::string_view operation) const {
    const auto found = std::ranges::lower_bound(entries_, operation, {}, &Entry::name);
    return found == entries_.end() || found->name != operation ? nullptr : &*found;
  }

  /// REQUIRES: `entry` is this face's own and does not wait.
  virtual Output handle(const Entry& entry, Input& input, const Call& call) = 0;
  /// REQUIRES: `entry` is this face's own and waits. `input` and `call` must
  /// live until it is done.
  virtual boost::asio::awaitable<Output> handle_waiting(const Entry& entry, Input& input,
                                                        const Call& call) = 0;

  /// Whether some calls of the JSON protocol are answered without a document.
  [[nodiscard]] virtual bool has_shortcut() const { return false; }
  /// The answer's body, straight from the request's; nothing where the call has
  /// to go the common way: then nothing was done.
  virtual std::optional<std::string> shortcut(std::string_view /*operation*/,
                                              std::string_view /*body*/, const Call& /*call*/) {
    return std::nullopt;
  }

 protected:
  void add(Entry entry) { entries_.push_back(entry); }
  void sort() { std::ranges::sort(entries_, {}, &Entry::name); }

 private:
  ServiceDescription description_;
  std::vector<Entry> entries_;  ///< by name
};

/// A face over tables of operations on a `Component`.
template <class Component>
class TableFace final : public ServiceFace {
 public:
  /// Gives the component of a region; called once a request.
  using Locate = std::function<Component&(const world::Location& where)>;
  /// See ServiceFace::shortcut.
  using Shortcut = std::optional<std::string> (*)(Component& component, std::string_view operation,
                                                  std::string_view body, const Call& call);

  TableFace(const ServiceDescription& description, std::span<const Operation<Component>> operations,
            Locate locate, std::span<const WaitingOperation<Component>> waiting = {},
            Shortcut direct = nullptr)
      : ServiceFace{description},
        operations_{operations},
        waiting_{waiting},
        locate_{std::move(locate)},
        shortcut_{direct} {
    for (std::size_t i = 0; i < operations.size(); ++i) add({operations[i].name, i, false});
    for (std::size_t i = 0; i < waiting.size(); ++i) add({waiting[i].name, i, true});
    sort();
  }

  Output handle(const Entry& entry, Input& input, const Call& call) override {
    return operations_[entry.place].handle(locate_(call.where), input, call);
  }

  boost::asio::awaitable<Output> handle_waiting(const Entry& entry, Input& input,
                                                const Call& call) override {
    return waiting_[entry.place].handle(locate_(call.where), input, call);
  }

  [[nodiscard]] bool has_shortcut() const override { return shortcut_ != nullptr; }

  std::optional<std::string> shortcut(std::string_view operation, std::string_view body,
                                      const Call& call) override {
    return shortcut_(locate_(call.where), operation, body, call);
  }

 private:
  std::span<const Operation<Component>> operations_;
  std::span<const WaitingOperation<Component>> waiting_;
  Locate locate_;
  Shortcut shortcut_;
};

/// `make_face<world::Ecs>(ecs_service, ecs_operations(), [&](const auto& where) -> auto& {...})`.
/// The tables must outlive the face.
template <class Component>
std::unique_ptr<ServiceFace> make_face(const ServiceDescription& description,
                                       std::span<const Operation<Component>> operations,
                                       typename TableFace<Component>::Locate locate,
                                       std::span<const WaitingOperation<Component>> waiting = {},
                                       typename TableFace<Component>::Shortcut shortcut = nullptr) {
  return std::make_unique<TableFace<Component>>(description, operations, std::move(locate), waiting,
                                                shortcut);
}

}  // namespace sluice::local
