#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "request.hpp"

namespace sluice::bench {

/// How full the canned answers are.
struct AnswerOptions {
  /// Entries in each service's `events`; AWS answers with up to 100.
  /// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
  int events_per_service = 20;
  /// How many scheduled events the Runtime API hands out before it holds the
  /// poll open for ever.
  int invocations = 0;
};

/// Canned answers to the operations that a publisher of BacklogPerTask calls:
/// every queue holds 60 messages and every service runs 2 tasks (the article's
/// example). Counts the calls by operation. One thread only.
class CannedAnswers {
 public:
  explicit CannedAnswers(const AnswerOptions& options);

  /// Appends the HTTP answer to `request` to `out`; nothing where the Runtime API
  /// holds a poll. `at` is the moment at which the request was there.
  void answer(const Request& request, std::chrono::nanoseconds at, std::string& out);

 private:
  void answer_bench(const Request& request, std::string& out);
  void answer_runtime(const Request& request, std::chrono::nanoseconds at, std::string& out);
  void answer_aws(const Request& request, std::string& out);
  void describe_services(std::string_view body, std::string& out) const;
  [[nodiscard]] std::string stats() const;

  std::string service_tail_;  ///< a described service after its names
  int invocations_left_;
  std::map<std::string, int, std::less<>> calls_;
  std::optional<std::chrono::nanoseconds> first_runtime_poll_;
  std::optional<std::chrono::nanoseconds> first_runtime_answer_;
  std::optional<std::chrono::nanoseconds> last_runtime_answer_;
};

/// A whole HTTP/1.1 answer around `body`, appended to `out`.
void append_answer(std::string& out, std::string_view status_and_headers, std::string_view body);

}  // namespace sluice::bench
