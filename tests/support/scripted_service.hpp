#pragma once

#include <deque>
#include <initializer_list>
#include <utility>
#include <vector>

#include "http/service.hpp"

namespace sluice {

/// Plays given answers in their order, whatever is asked, and keeps what was
/// asked. Past the end of the script it says that the line was cut.
class ScriptedService final : public http::Service {
 public:
  using Answer = Result<http::Response, http::TransportError>;

  ScriptedService() = default;
  ScriptedService(std::initializer_list<Answer> script) : script_{script} {}

  void then(Answer answer) { script_.push_back(std::move(answer)); }
  void then(http::TransportError::Kind kind) {
    then(Answer{Failure<http::TransportError>{http::TransportError{kind, "it is only a script"}}});
  }

  http::asio::awaitable<Answer> send(http::Request request) override {
    requests_.push_back(std::move(request));
    if (script_.empty()) {
      co_return Failure<http::TransportError>{http::TransportError{
          http::TransportError::Kind::closed, "the script has no more answers"}};
    }
    Answer answer = std::move(script_.front());
    script_.pop_front();
    co_return answer;
  }

  /// All that was asked so far.
  [[nodiscard]] const std::vector<http::Request>& requests() const { return requests_; }
  /// How many answers are left.
  [[nodiscard]] std::size_t left() const { return script_.size(); }

 private:
  std::deque<Answer> script_;
  std::vector<http::Request> requests_;
};

}  // namespace sluice
