#include "sluice/thread_crew.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace sluice::apps {

ThreadCrew::ThreadCrew(std::size_t threads)
    : threads_{threads > 0 ? threads
                           : std::max<std::size_t>(1, std::thread::hardware_concurrency())} {}

void ThreadCrew::run(std::size_t count, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  const std::size_t threads = std::min(threads_, count);
  std::vector<std::exception_ptr> thrown(threads);
  const auto work = [&](std::size_t self) {
    try {
      for (std::size_t i = next++; i < count; i = next++) job(i);
    } catch (const std::exception&) {
      thrown[self] = std::current_exception();
      next = count;  // the others need not go on
    }
  };
  {
    std::vector<std::jthread> crew;  // joins at the end of the block
    crew.reserve(threads);
    for (std::size_t i = 1; i < threads; ++i) crew.emplace_back(work, i);
    if (threads > 0) work(0);
  }
  for (const std::exception_ptr& one : thrown)
    if (one) std::rethrow_exception(one);
}

}  // namespace sluice::apps
