#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::world {

/// What a receipt handle says to the queue that gave it: which message, and
/// which of its receives. To everybody else it is an opaque text.
struct Receipt {
  std::uint32_t incarnation;  ///< of the queue
  std::uint32_t slot;
  std::uint64_t serial;
  std::uint32_t receive;  ///< the message's receive count then
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// The handle as text of letters, digits, '+' and '/'.
[[nodiscard]] std::string receipt_handle(const Receipt& receipt);
/// Nothing where no queue made this text.
[[nodiscard]] std::optional<Receipt> read_receipt_handle(std::string_view handle);

}  // namespace sluice::world
