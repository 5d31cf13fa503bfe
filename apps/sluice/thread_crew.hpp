#pragma once

#include <cstddef>

#include "plan/executor.hpp"

namespace sluice::apps {

/// Carries jobs out on several threads at once, which it starts for each run.
class ThreadCrew final : public plan::Executor {
 public:
  /// 0 threads: one a core.
  explicit ThreadCrew(std::size_t threads);

  /// What a job throws is thrown here, once all threads have ended.
  void run(std::size_t count, const std::function<void(std::size_t)>& job) override;

 private:
  std::size_t threads_;
};

}  // namespace sluice::apps
