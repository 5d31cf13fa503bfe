#include "world/lambda/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::world {
namespace {

constexpr std::size_t longest_name = 64;

Failure<Refusal> malformed(std::string_view name) {
  return refuse("ValidationException",
                fmt::format("1 validation error detected: Value '{}' at 'functionName' failed to "
                            "satisfy constraint: Member must satisfy regular expression pattern: "
                            "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{{2}}(-gov)?-[a-z]+-\\d{{1}}:)?"
                            "(\\d{{12}}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|"
                            "[a-zA-Z0-9-_]+))?",
                            name));
}

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, in_name);
}

bool is_qualifier(std::string_view text) {
  return text == "$LATEST" || is_name(text);
}

}  // namespace

Answer<FunctionReference> function_reference(const Location& where, std::string_view name,
                                             std::string_view qualifier) {
  std::string_view rest = name;
  const std::string whole = arn(where, "lambda", "function:");
  const std::string partial = fmt::format("{}:function:", where.account);
  if (rest.starts_with(whole))
    rest.remove_prefix(whole.size());
  else if (rest.starts_with(partial))
    rest.remove_prefix(partial.size());
  else if (rest.starts_with("arn:"))
    return refuse("ResourceNotFoundException", fmt::format("Function not found: {}", name), 404);
  else if (rest.starts_with("function:"))
    rest.remove_prefix(std::string_view{"function:"}.size());

  const std::size_t colon = rest.find(':');
  FunctionReference reference{.name = std::string{rest.substr(0, colon)},
                              .qualifier = std::string{qualifier}};
  if (!is_name(reference.name)) return malformed(name);
  if (colon == std::string_view::npos) {
    if (!qualifier.empty() && !is_qualifier(qualifier)) return malformed(qualifier);
    return reference;
  }
  const std::string_view in_the_name = rest.substr(colon + 1);
  if (!is_qualifier(in_the_name)) return malformed(name);
  if (!qualifier.empty() && qualifier != in_the_name)
    return refuse("InvalidParameterValueException",
                  "The derived qualifier from the function name does not match the specified "
                  "qualifier.");
  reference.qualifier = std::string{in_the_name};
  return reference;
}

}  // namespace sluice::world
