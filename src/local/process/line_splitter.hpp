#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace sluice::local {

/// Cuts a stream of bytes into lines. A line longer than `most` bytes is cut into
/// pieces of that length, as the awslogs driver does.
class LineSplitter {
 public:
  using Sink = std::function<void(std::string_view line)>;

  /// The longest event that CloudWatch Logs takes: 256 KiB, of which 26 bytes
  /// count for the event itself.
  /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
  static constexpr std::size_t longest_event = (std::size_t{256} << 10U) - 26;

  explicit LineSplitter(std::size_t most = longest_event) : most_{most} {}

  /// Hands each line that `bytes` completes to `sink`, without its end.
  void feed(std::string_view bytes, const Sink& sink);
  /// The stream has ended: what is left is a line.
  void finish(const Sink& sink);

 private:
  std::size_t most_;
  std::string kept_;  ///< the beginning of a line; shorter than `most_`
};

}  // namespace sluice::local
