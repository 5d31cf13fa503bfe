#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "world/refusal.hpp"

namespace sluice::local {

using Json = nlohmann::json;

/// What a request gives, whichever protocol it came by: JSON, CBOR, or Query,
/// whose texts count as numbers and truth values where these are asked for.
///
/// A reader that remembers: each getter notes the first thing that is wrong and
/// returns an empty value, so a handler reads all that it knows and then asks
/// once for `refusal()`. A member that was sent and never read is a parameter
/// that Sluice does not model, and is refused as well: nothing succeeds in
/// silence. The Input of a nested structure reports to the one that it came from.
class Input {
 public:
  /// How the service words its validation errors.
  struct Wording {
    std::string_view code = "ValidationException";  ///< a literal, as the next
    /// For a required member that is not there; empty: as `code`.
    std::string_view missing_code = {};
  };

  /// Whether a text counts where a number or a truth value is asked for, as it
  /// must in Query, which knows nothing else. JSON and CBOR refuse it, as AWS does.
  enum class Texts { convert, stay };

  /// `value` must outlive the Input and all that come from it.
  Input(const Json& value, Wording wording, Texts texts = Texts::convert);
  Input(const Json&& value, Wording wording, Texts texts = Texts::convert) = delete;
  ~Input();
  Input(Input&&) noexcept;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  Input& operator=(Input&&) = delete;

  /// Whether the member was sent (JSON's null counts as not sent). Does not
  /// count as reading it.
  [[nodiscard]] bool has(std::string_view name) const;

  /// Optional members.
  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name);
  std::optional<double> number(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  /// A time: epoch seconds (JSON, CBOR) or ISO 8601 (Query).
  std::optional<Instant> instant(std::string_view name);
  /// Base64 in JSON and Query, bytes in CBOR.
  std::optional<std::string> blob(std::string_view name);
  /// Empty where it was not sent.
  std::vector<std::string> texts(std::string_view name);
  std::vector<double> numbers(std::string_view name);
  std::map<std::string, std::string, std::less<>> text_map(std::string_view name);
  /// A structure; nothing where it was not sent.
  std::optional<Input> structure(std::string_view name);
  /// A list of structures.
  std::vector<Input> structures(std::string_view name);
  /// A map of structures, by key.
  std::map<std::string, Input, std::less<>> structure_map(std::string_view name);
  /// The member as it came, for what is only stored and shown again (counts as
  /// read, with all below it). Null where it was not sent.
  Json raw(std::string_view name);

  /// Required members: absence is a refusal.
  std::string required_text(std::string_view name);
  std::int64_t required_integer(std::string_view name);
  double required_number(std::string_view name);

  /// One of `words`; empty optional where not sent, a refusal for another word.
  std::optional<std::string> one_of(std::string_view name,
                                    std::initializer_list<std::string_view> words);
  /// An integer within [least, most].
  std::optional<std::int64_t> integer_within(std::string_view name, std::int64_t least,
                                             std::int64_t most);

  /// Notes that this member may be there and changes nothing in our model.
  void ignore(std::string_view name);

  /// Notes a refusal of the handler's own; the first one counts.
  void refuse(world::Refusal refusal);

  /// What was wrong first, anywhere in the request; then the members that nobody has read
  /// (recursively). Nothing where all is well.
  [[nodiscard]] std::optional<world::Refusal> refusal() const;

 private:
  struct Node;
  struct Tree;
  Input(std::shared_ptr<Tree> tree, Node& node);
  const Json* read(std::string_view name);
  const Json* required(std::string_view name);
  const Json* elements(std::string_view name);
  const Json* members(std::string_view name);
  Input below(const Json& value, std::string_view name, std::size_t position);

  std::shared_ptr<Tree> tree_;
  Node* node_;
};

}  // namespace sluice::local
