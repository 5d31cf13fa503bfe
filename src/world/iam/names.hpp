#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "world/iam/messages.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"
#include "world/refusal.hpp"

namespace sluice::world {

/// "AROA" and seventeen characters of base 32: what IAM's unique ids look like.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
[[nodiscard]] std::string iam_id(std::string_view prefix, Identities& identities);

/// The same, made of a text: always the same for it.
[[nodiscard]] std::string iam_id_of(std::string_view prefix, std::string_view text);

/// `digits` random characters of A-Z and 2-7.
[[nodiscard]] std::string base32(std::size_t digits, Identities& identities);

/// "arn:aws:iam::123456789012:role/path/name": IAM's ARNs name no region.
[[nodiscard]] std::string iam_arn(const Location& where, std::string_view resource);

/// By which two names are one: IAM's names are unique without regard to case.
[[nodiscard]] std::string name_key(std::string_view name);

/// A text that was sent, and the member that it was sent as.
struct NamedText {
  std::string_view member;  ///< "roleName", as IAM's errors spell it
  std::string_view value;
};

/// Why this is no name of at most `longest` characters; nothing where it is one.
[[nodiscard]] std::optional<Refusal> wrong_name(NamedText name, std::size_t longest);

/// Why this is no path ("/" or "/a/b/").
[[nodiscard]] std::optional<Refusal> wrong_path(std::string_view path);

/// Why a text is longer than IAM takes it.
[[nodiscard]] std::optional<Refusal> too_long(NamedText text, std::size_t longest);

/// Why these tags cannot be a resource's.
[[nodiscard]] std::optional<Refusal> wrong_tags(const IamTags& tags);

/// The size that IAM's quotas count: white space is free.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
[[nodiscard]] std::size_t size_without_blanks(std::string_view document);

/// Why a session cannot last so long.
[[nodiscard]] std::optional<Refusal> wrong_session(std::chrono::seconds longest);

}  // namespace sluice::world
