#pragma once

#include <cstddef>
#include <functional>

namespace sluice::plan {

/// Whoever carries out jobs that have nothing to do with each other; `main` lends
/// one that uses all cores.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Calls `job` with each number below `count`, in any order and on any thread;
  /// returns when all calls have. A job touches what is its number's alone.
  virtual void run(std::size_t count, const std::function<void(std::size_t)>& job) = 0;
};

/// Is told how far a search is.
class Audience {
 public:
  Audience() = default;
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;
  virtual ~Audience() = default;

  /// `done` of about `all` settings have been tried; on the thread of the caller.
  virtual void progressed(std::size_t done, std::size_t all) = 0;
};

}  // namespace sluice::plan
