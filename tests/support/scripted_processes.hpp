#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aws/credentials/process_runner.hpp"

namespace sluice {

/// Ends every program at once with one given outcome, and keeps the commands.
class ScriptedProcesses final : public aws::ProcessRunner {
 public:
  using Outcome = Result<std::string, std::string>;

  /// What the programs that follow write, or how they fail.
  void answer(Outcome outcome) { outcome_ = std::move(outcome); }

  boost::asio::awaitable<Outcome> run(std::vector<std::string> command,
                                      aws::ProcessLimits /*limits*/) override {
    commands_.push_back(std::move(command));
    co_return outcome_;
  }

  [[nodiscard]] const std::vector<std::vector<std::string>>& commands() const { return commands_; }

 private:
  Outcome outcome_ = Failure<std::string>{"is not in the script"};
  std::vector<std::vector<std::string>> commands_;
};

}  // namespace sluice
