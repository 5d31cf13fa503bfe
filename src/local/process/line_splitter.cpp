#include "local/process/line_splitter.hpp"

#include <algorithm>
#include <utility>

namespace sluice::local {

void LineSplitter::feed(std::string_view bytes, const Sink& sink) {
  while (!bytes.empty()) {
    const std::size_t newline = bytes.find('\n');
    const std::size_t size = std::min({newline, bytes.size(), most_ - kept_.size()});
    const bool line_ends = size == newline;
    kept_ += bytes.substr(0, size);
    bytes.remove_prefix(size + (line_ends ? 1 : 0));
    // A line of just `most_` bytes waits for its end: no empty piece follows it.
    const bool full = kept_.size() == most_ && !bytes.empty() && bytes.front() != '\n';
    if (!line_ends && !full) continue;
    const std::string line = std::exchange(kept_, {});
    sink(line);
  }
}

void LineSplitter::finish(const Sink& sink) {
  if (!kept_.empty()) sink(std::exchange(kept_, {}));
}

}  // namespace sluice::local
