#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "local/process/process.hpp"

namespace sluice::local {

/// A file descriptor that is closed when this goes away.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept : number_{other.release()} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(-1); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  void close() { reset(-1); }

 private:
  void reset(int number);
  int number_ = -1;
};

/// A guardian that was started, and our ends of the lines to it.
struct Launched {
  pid_t guardian;
  Descriptor life;         ///< a socket, written: signals; closing it ends everything
  Descriptor output;       ///< read: what the program prints
  Descriptor status;       ///< read: how the program ended (an int), then the guardian's end
  Descriptor output_file;  ///< appended to; not open where none is wanted
};

/// Where the program of `command` is: a name without a slash is looked for in the
/// PATH of its environment. The error says why it cannot be run.
[[nodiscard]] Result<std::filesystem::path, std::string> find_program(
    const ProcessCommand& command);

/// Starts `guardian` for `command`. The error says why that is impossible, in one
/// line. Nothing that we have open is inherited.
[[nodiscard]] Result<Launched, std::string> launch(const std::filesystem::path& guardian,
                                                   const ProcessCommand& command);

}  // namespace sluice::local
