#pragma once

#include <fmt/format.h>

#include <string_view>

#include "world/refusal.hpp"

namespace sluice::world {

// The codes, statuses and texts that several operations of IAM share; see "Errors" of each in
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html

/// NoSuchEntity.
[[nodiscard]] inline Refusal no_such_entity(std::string message) {
  return {.code = "NoSuchEntity", .message = std::move(message), .status = 404};
}

/// EntityAlreadyExists.
[[nodiscard]] inline Refusal entity_already_exists(std::string message) {
  return {.code = "EntityAlreadyExists", .message = std::move(message), .status = 409};
}

/// DeleteConflict.
[[nodiscard]] inline Refusal delete_conflict(std::string message) {
  return {.code = "DeleteConflict", .message = std::move(message), .status = 409};
}

/// LimitExceeded.
[[nodiscard]] inline Refusal limit_exceeded(std::string message) {
  return {.code = "LimitExceeded", .message = std::move(message), .status = 409};
}

/// InvalidInput.
[[nodiscard]] inline Refusal invalid_input(std::string message) {
  return {.code = "InvalidInput", .message = std::move(message), .status = 400};
}

/// A managed policy that is not there.
[[nodiscard]] inline Refusal no_such_policy(std::string_view arn) {
  return no_such_entity(fmt::format("Policy {} was not found.", arn));
}

}  // namespace sluice::world
