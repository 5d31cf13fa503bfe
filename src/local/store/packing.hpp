#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::local {

/// Writes numbers and texts one after the other, least byte first.
class Packer {
 public:
  template <class Number>
  Packer& number(Number value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
      bytes_ += static_cast<char>(static_cast<unsigned char>(bits & 0xffU));
      bits >>= 8U;
    }
    return *this;
  }
  Packer& text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
    return *this;
  }
  /// Begins anew, in the memory there is.
  void clear() { bytes_.clear(); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads them back; remembers whether there was less than was asked for.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_{bytes} {}

  template <class Number>
  Number number() {
    if (rest_.size() < sizeof(Number)) {
      ok_ = false;
      return {};
    }
    std::uint64_t bits = 0;
    for (std::size_t i = sizeof(Number); i > 0; --i)
      bits = (bits << 8U) | static_cast<unsigned char>(rest_[i - 1]);
    rest_.remove_prefix(sizeof(Number));
    return static_cast<Number>(bits);
  }
  std::string text() {
    const auto size = number<std::uint32_t>();
    if (rest_.size() < size) {
      ok_ = false;
      return {};
    }
    std::string value{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return value;
  }
  /// All was there, and nothing is left.
  [[nodiscard]] bool complete() const { return ok_ && rest_.empty(); }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace sluice::local
