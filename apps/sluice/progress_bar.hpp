#pragma once

#include <cstdio>

#include "plan/executor.hpp"

namespace sluice::apps {

/// A search's progress on a terminal, one line that is drawn anew; on anything else
/// nothing at all.
class ProgressBar final : public plan::Audience {
 public:
  explicit ProgressBar(std::FILE* stream);
  ~ProgressBar() override;
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void progressed(std::size_t done, std::size_t all) override;
  /// Takes the bar away.
  void clear();

 private:
  std::FILE* stream_;
  bool is_terminal_;
  bool is_drawn_ = false;
};

}  // namespace sluice::apps
