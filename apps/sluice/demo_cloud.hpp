#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "demo/scenario.hpp"
#include "demo/stage.hpp"
#include "sluice/child_process.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// `sluice local` for the demo: this program again, as a child, on a free port.
class DemoCloud {
 public:
  /// The error is one line.
  static boost::asio::awaitable<Result<DemoCloud, std::string>> start(
      boost::asio::any_io_executor executor, const DemoOptions& options,
      const demo::Scenario& scenario);

  [[nodiscard]] const demo::Setting& setting() const { return setting_; }

  /// Leaves what the cloud logged for a person to read, and says where.
  void keep_log();

  /// Stops it, and removes its log where that is not kept.
  boost::asio::awaitable<void> end();

 private:
  DemoCloud(ChildProcess process, demo::Setting setting, std::filesystem::path log)
      : process_{std::move(process)}, setting_{std::move(setting)}, log_{std::move(log)} {}

  ChildProcess process_;
  demo::Setting setting_;
  std::filesystem::path log_;
  bool keep_log_ = false;
};

}  // namespace sluice::apps
