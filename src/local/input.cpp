#include "local/input.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "local/scalars.hpp"

namespace sluice::local {

/// One structure of the request: which of its members were read, and where it stands.
struct Input::Node {
  /// A structure that stands in no list.
  static constexpr std::size_t alone = std::numeric_limits<std::size_t>::max();

  const Json* value;
  const Node* above = nullptr;
  std::string name = {};
  std::size_t position = alone;
  std::vector<const Json*> read = {};
  std::vector<std::unique_ptr<Node>> below = {};
};

/// The whole request; every Input of it keeps it.
struct Input::Tree {
  Tree(const Json& value, Wording said, Texts kind)
      : wording{said}, texts{kind}, root{.value = &value} {}

  Wording wording;
  Texts texts;
  std::optional<world::Refusal> first = {};
  Node root;

  void refuse(std::string_view code, std::string message) {
    if (first) return;
    first = world::Refusal{.code = std::string{code}, .message = std::move(message)};
  }
  void wrong_type(std::string message) { refuse("SerializationException", std::move(message)); }
  /// In the words of AWS's own validation.
  void constraint(std::string_view value, const std::string& path, std::string_view must) {
    refuse(wording.code,
           fmt::format("1 validation error detected: Value {} at '{}' failed to satisfy "
                       "constraint: Member must {}",
                       value, path, must));
  }
};

namespace {

const Json no_members = Json::object();

/// Query has no other way to write an empty list or map.
bool is_empty_text(const Json& value, Input::Texts texts) {
  return texts == Input::Texts::convert && value.is_string() &&
         value.get_ref<const std::string&>().empty();
}

std::string lower_first(std::string_view name) {
  std::string text{name};
  if (!text.empty()) text[0] = lower_case(text[0]);
  return text;
}

/// "services[0].foo": as the request has it.
template <class Node>
std::string path_as_sent(const Node& node, std::string_view name) {
  if (node.above == nullptr) return std::string{name};
  const std::string step =
      node.position == Node::alone ? node.name : fmt::format("{}[{}]", node.name, node.position);
  return fmt::format("{}.{}", path_as_sent(*node.above, step), name);
}

/// "services.1.member.foo": as AWS's validation errors have it.
template <class Node>
std::string path_in_constraints(const Node& node, std::string_view name) {
  if (node.above == nullptr) return lower_first(name);
  const std::string step = node.position == Node::alone
                               ? node.name
                               : fmt::format("{}.{}.member", node.name, node.position + 1);
  return fmt::format("{}.{}", path_in_constraints(*node.above, step), lower_first(name));
}

/// The path of the first member that nobody has read; empty: all were.
template <class Node>
std::string first_unread(const Node& node) {
  for (const auto& [name, value] : node.value->items())
    if (!value.is_null() && std::ranges::find(node.read, &value) == node.read.end())
      return path_as_sent(node, name);
  for (const auto& below : node.below)
    if (std::string path = first_unread(*below); !path.empty()) return path;
  return {};
}

}  // namespace

Input::Input(const Json& value, Wording wording, Texts texts)
    : tree_{std::make_shared<Tree>(value, wording, texts)}, node_{&tree_->root} {
  if (value.is_object()) return;
  if (!value.is_null()) tree_->wrong_type(expected_structure());
  node_->value = &no_members;
}

Input::Input(std::shared_ptr<Tree> tree, Node& node) : tree_{std::move(tree)}, node_{&node} {}
Input::~Input() = default;
Input::Input(Input&&) noexcept = default;

bool Input::has(std::string_view name) const {
  const auto found = node_->value->find(name);
  return found != node_->value->end() && !found->is_null();
}

const Json* Input::read(std::string_view name) {
  const auto found = node_->value->find(name);
  if (found == node_->value->end() || found->is_null()) return nullptr;
  node_->read.push_back(&*found);
  return &*found;
}

/// The member, or a refusal that it is not there.
const Json* Input::required(std::string_view name) {
  const Json* value = read(name);
  if (value != nullptr) return value;
  const std::string_view code = tree_->wording.missing_code;
  if (code == "MissingParameter")
    tree_->refuse(code, fmt::format("The request must contain the parameter {}.",
                                    path_as_sent(*node_, name)));
  else if (!code.empty())
    tree_->refuse(code, fmt::format("The parameter {} is required.", path_as_sent(*node_, name)));
  else
    tree_->constraint("null", path_in_constraints(*node_, name), "not be null");
  return nullptr;
}

const Json* Input::elements(std::string_view name) {
  const Json* value = read(name);
  if (value == nullptr || value->is_array()) return value;
  if (!is_empty_text(*value, tree_->texts)) tree_->wrong_type(expected_list());
  return nullptr;
}

const Json* Input::members(std::string_view name) {
  const Json* value = read(name);
  if (value == nullptr || value->is_object()) return value;
  if (!is_empty_text(*value, tree_->texts)) tree_->wrong_type(expected_structure());
  return nullptr;
}

Input Input::below(const Json& value, std::string_view name, std::size_t position) {
  auto made = std::make_unique<Node>(Node{.value = value.is_object() ? &value : &no_members,
                                          .above = node_,
                                          .name = std::string{name},
                                          .position = position});
  if (!value.is_object()) tree_->wrong_type(expected_structure());
  return Input{tree_, *node_->below.emplace_back(std::move(made))};
}

namespace {

/// The value as `parse` reads it; otherwise notes what is wrong.
template <class Value, class Tree>
std::optional<Value> scalar(Tree& tree, const Json* value,
                            Scalar<Value> (*parse)(const Json&, bool), bool texts_convert) {
  if (value == nullptr) return std::nullopt;
  Scalar<Value> read = parse(*value, texts_convert);
  if (read) return std::move(*read);
  tree.wrong_type(std::move(read.error()));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Input::text(std::string_view name) {
  return scalar(*tree_, read(name), read_text, tree_->texts == Texts::convert);
}
std::optional<std::int64_t> Input::integer(std::string_view name) {
  return scalar(*tree_, read(name), read_integer, tree_->texts == Texts::convert);
}
std::optional<double> Input::number(std::string_view name) {
  return scalar(*tree_, read(name), read_number, tree_->texts == Texts::convert);
}
std::optional<bool> Input::flag(std::string_view name) {
  return scalar(*tree_, read(name), read_flag, tree_->texts == Texts::convert);
}
std::optional<Instant> Input::instant(std::string_view name) {
  return scalar(*tree_, read(name), read_instant, tree_->texts == Texts::convert);
}
std::optional<std::string> Input::blob(std::string_view name) {
  return scalar(*tree_, read(name), read_blob, tree_->texts == Texts::convert);
}

std::vector<std::string> Input::texts(std::string_view name) {
  std::vector<std::string> all;
  const Json* list = elements(name);
  if (list == nullptr) return all;
  for (const Json& one : *list)
    if (auto text = scalar(*tree_, &one, read_text, tree_->texts == Texts::convert))
      all.push_back(std::move(*text));
  return all;
}

std::vector<double> Input::numbers(std::string_view name) {
  std::vector<double> all;
  const Json* list = elements(name);
  if (list == nullptr) return all;
  for (const Json& one : *list)
    if (const auto number = scalar(*tree_, &one, read_number, tree_->texts == Texts::convert))
      all.push_back(*number);
  return all;
}

std::map<std::string, std::string, std::less<>> Input::text_map(std::string_view name) {
  std::map<std::string, std::string, std::less<>> all;
  const Json* map = members(name);
  if (map == nullptr) return all;
  for (const auto& [key, value] : map->items())
    if (auto text = scalar(*tree_, &value, read_text, tree_->texts == Texts::convert))
      all.emplace(key, std::move(*text));
  return all;
}

std::optional<Input> Input::structure(std::string_view name) {
  const Json* value = members(name);
  if (value == nullptr) return std::nullopt;
  return below(*value, name, Node::alone);
}

std::vector<Input> Input::structures(std::string_view name) {
  std::vector<Input> all;
  const Json* list = elements(name);
  if (list == nullptr) return all;
  all.reserve(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) all.push_back(below((*list)[i], name, i));
  return all;
}

std::map<std::string, Input, std::less<>> Input::structure_map(std::string_view name) {
  std::map<std::string, Input, std::less<>> all;
  const Json* map = members(name);
  if (map == nullptr) return all;
  for (const auto& [key, value] : map->items())
    all.emplace(key, below(value, fmt::format("{}.{}", name, key), Node::alone));
  return all;
}

Json Input::raw(std::string_view name) {
  const Json* value = read(name);
  return value == nullptr ? Json{} : *value;
}

std::string Input::required_text(std::string_view name) {
  const Json* value = required(name);
  return scalar(*tree_, value, read_text, tree_->texts == Texts::convert).value_or("");
}
std::int64_t Input::required_integer(std::string_view name) {
  const Json* value = required(name);
  return scalar(*tree_, value, read_integer, tree_->texts == Texts::convert).value_or(0);
}
double Input::required_number(std::string_view name) {
  const Json* value = required(name);
  return scalar(*tree_, value, read_number, tree_->texts == Texts::convert).value_or(0);
}

std::optional<std::string> Input::one_of(std::string_view name,
                                         std::initializer_list<std::string_view> words) {
  std::optional<std::string> word = text(name);
  if (!word || std::ranges::find(words, *word) != words.end()) return word;
  tree_->constraint(fmt::format("'{}'", *word), path_in_constraints(*node_, name),
                    fmt::format("satisfy enum value set: [{}]", fmt::join(words, ", ")));
  return std::nullopt;
}

std::optional<std::int64_t> Input::integer_within(std::string_view name, std::int64_t least,
                                                  std::int64_t most) {
  const std::optional<std::int64_t> value = integer(name);
  if (!value || (*value >= least && *value <= most)) return value;
  const bool small = *value < least;
  tree_->constraint(fmt::format("'{}'", *value), path_in_constraints(*node_, name),
                    fmt::format("have value {} than or equal to {}", small ? "greater" : "less",
                                small ? least : most));
  return std::nullopt;
}

void Input::ignore(std::string_view name) {
  read(name);
}

void Input::refuse(world::Refusal refusal) {
  if (!tree_->first) tree_->first = std::move(refusal);
}

std::optional<world::Refusal> Input::refusal() const {
  if (tree_->first) return tree_->first;
  const std::string unread = first_unread(*node_);
  if (unread.empty()) return std::nullopt;
  return world::Refusal{.code = std::string{tree_->wording.code},
                        .message = fmt::format("Sluice does not model the parameter {}", unread)};
}

}  // namespace sluice::local
