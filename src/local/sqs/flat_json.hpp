#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::local {

/// A text or a whole number in a request, where it stands there.
struct FlatValue {
  std::string_view name;
  std::string_view raw;  ///< between the quotes, escapes and all
  bool is_text = false;
  bool has_escapes = false;
  std::int64_t number = 0;

  /// The text itself. Nothing for what is not plain: half a surrogate pair, say.
  [[nodiscard]] std::optional<std::string> text() const;
};

/// An object whose members are texts and whole numbers, each name once.
class FlatObject {
 public:
  static constexpr std::size_t most_members = 8;

  /// False: there are too many, or this one is there already.
  bool add(const FlatValue& value);
  /// Null where it was not sent.
  [[nodiscard]] const FlatValue* find(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::array<FlatValue, most_members> members_ = {};
  std::size_t size_ = 0;
};

/// What the busiest requests look like: a flat object, and in batches a list
/// of flat objects named Entries.
struct FlatRequest {
  FlatObject members = {};
  std::vector<FlatObject> entries = {};
};

/// Reads a request of that form, without a document; the result views `body`.
/// Nothing where it has any other form, good or bad: then the common way of
/// reading takes it, and says what is wrong.
[[nodiscard]] std::optional<FlatRequest> read_flat(std::string_view body);

/// `text` as it stands between the quotes of a JSON string, at the end of `json`.
void append_json_text(std::string& json, std::string_view text);

}  // namespace sluice::local
