#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "local/store/fields.hpp"
#include "local/store/saved_component.hpp"

namespace sluice::local {

/// What is said of a document that cannot be read.
[[nodiscard]] inline Failure<std::string> damaged_document(std::string_view component,
                                                           std::string_view why) {
  return Failure<std::string>{
      fmt::format("the saved state of {} is damaged ({}); move the data directory away to begin "
                  "anew",
                  component, why)};
}

/// Reads the document of one place. Nothing where there is none.
template <class State>
Result<std::optional<State>, std::string> read_document(Store& store, std::string_view component,
                                                        std::string_view place) {
  std::optional<State> state;
  std::string wrong;
  const auto read =
      store.each_document(component, [&](std::string_view key, std::string_view bytes) {
        if (key != place) return;
        auto unpacked = unpack_document<State>(bytes);
        if (unpacked)
          state = std::move(*unpacked);
        else
          wrong = unpacked.error();
      });
  if (!read) return Failure<std::string>{read.error()};
  if (!wrong.empty()) return damaged_document(component, wrong);
  return state;
}

/// A component whose whole state is one document, which is written anew when the
/// component's revision has changed.
template <class Component, class State>
class SavedDocument final : public SavedComponent {
 public:
  SavedDocument(Component& component, std::string name, std::string place)
      : component_{component},
        name_{std::move(name)},
        place_{std::move(place)},
        saved_revision_{component.revision()} {}

  Result<void, std::string> load(Store& store, Instant now) override {
    auto state = read_document<State>(store, name_, place_);
    if (!state) return Failure<std::string>{state.error()};
    if (*state) component_.restore(std::move(**state), now);
    saved_revision_ = component_.revision();
    return {};
  }

  [[nodiscard]] bool changed() const override { return component_.revision() != saved_revision_; }

  void save(Store& store) override {
    if (component_.revision() == saved_revision_) return;
    saved_revision_ = component_.revision();
    store.put_document(name_, place_, packed_document(component_.state()));
  }

 private:
  Component& component_;
  std::string name_;
  std::string place_;
  std::uint64_t saved_revision_;
};

}  // namespace sluice::local
