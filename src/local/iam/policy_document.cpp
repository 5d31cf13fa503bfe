#include "local/iam/policy_document.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

namespace sluice::local {
namespace {

using Wrong = std::optional<std::string>;

constexpr const char* syntax_errors = "Syntax errors in policy.";

bool has_one_of(const Json& statement, const char* name, const char* opposite) {
  return statement.contains(name) || statement.contains(opposite);
}

Wrong wrong_members(const Json& statement) {
  constexpr std::array known{"Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
                             "NotAction", "Resource", "NotResource", "Condition"};
  for (const auto& [name, value] : statement.items()) {
    bool is_known = false;
    for (const char* const one : known) is_known = is_known || name == one;
    if (!is_known) return syntax_errors;
  }
  const auto effect = statement.find("Effect");
  if (effect == statement.end()) return syntax_errors;
  if (*effect != "Allow" && *effect != "Deny") return syntax_errors;
  return std::nullopt;
}

Wrong wrong_trust(const Json& statement) {
  if (has_one_of(statement, "Resource", "NotResource")) return "Has prohibited field Resource";
  if (!has_one_of(statement, "Principal", "NotPrincipal"))
    return "Missing required field Principal";
  if (!has_one_of(statement, "Action", "NotAction")) return "Missing required field Action";
  return std::nullopt;
}

Wrong wrong_permissions(const Json& statement) {
  if (has_one_of(statement, "Principal", "NotPrincipal"))
    return "Policy document should not specify a principal.";
  if (!has_one_of(statement, "Action", "NotAction"))
    return "Policy statement must contain actions.";
  if (!has_one_of(statement, "Resource", "NotResource"))
    return "Policy statement must contain resources.";
  return std::nullopt;
}

Wrong wrong_statement(const Json& statement, PolicyKind kind) {
  if (!statement.is_object()) return syntax_errors;
  if (auto wrong = wrong_members(statement)) return wrong;
  return kind == PolicyKind::trust ? wrong_trust(statement) : wrong_permissions(statement);
}

Wrong wrong_version(const Json& document, PolicyKind kind) {
  const std::string version = document.contains("Version") && document["Version"].is_string()
                                  ? document["Version"].get<std::string>()
                                  : std::string{};
  if (version == "2012-10-17") return std::nullopt;
  if (version.empty() && document.contains("Version")) return syntax_errors;
  if (kind == PolicyKind::trust)
    return version.empty() || version == "2008-10-17" ? Wrong{} : Wrong{syntax_errors};
  return "Policy document must be version 2012-10-17 or greater.";
}

Wrong wrong_document(const std::string& text, PolicyKind kind) {
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded() || !document.is_object())
    return kind == PolicyKind::trust ? "This policy contains invalid Json" : syntax_errors;
  for (const auto& [name, value] : document.items())
    if (name != "Version" && name != "Id" && name != "Statement") return syntax_errors;
  if (auto wrong = wrong_version(document, kind)) return wrong;
  const auto statement = document.find("Statement");
  if (statement == document.end()) return syntax_errors;
  if (statement->is_object()) return wrong_statement(*statement, kind);
  if (!statement->is_array()) return syntax_errors;
  for (const Json& one : *statement)
    if (auto wrong = wrong_statement(one, kind)) return wrong;
  return std::nullopt;
}

}  // namespace

std::string read_policy_document(Input& input, std::string_view name, PolicyKind kind) {
  std::string text = input.required_text(name);
  if (input.has(name))
    if (auto wrong = wrong_document(text, kind))
      input.refuse({.code = "MalformedPolicyDocument", .message = std::move(*wrong)});
  return text;
}

}  // namespace sluice::local
