#pragma once

#include <string>

#include "base/result.hpp"

namespace sluice::world {

/// An operation that AWS would not carry out, in AWS's own words.
struct Refusal {
  std::string code;     ///< "ResourceNotFoundException", as the service's API reference spells it
  std::string message;  ///< AWS's text for it
  int status = 400;     ///< of HTTP; 5xx says that the service is at fault
  /// The older code that Query clients know, where it differs (SQS and
  /// CloudWatch: x-amzn-query-error); empty: `code` itself.
  std::string query_code = {};

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// What an operation gives, or why AWS refuses it.
template <class Value>
using Answer = Result<Value, Refusal>;

/// The refusing half of an Answer: `return refuse("ValidationException", "...")`.
[[nodiscard]] inline Failure<Refusal> refuse(std::string code, std::string message,
                                             int status = 400) {
  Refusal refusal{.code = std::move(code), .message = std::move(message), .status = status};
  return Failure<Refusal>{std::move(refusal)};
}

}  // namespace sluice::world
