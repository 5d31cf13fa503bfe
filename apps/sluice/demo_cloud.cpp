#include "sluice/demo_cloud.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "aws/json_reading.hpp"
#include "demo/bootstrap_zip.hpp"

namespace sluice::apps {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr const char* region = "ap-southeast-2";
constexpr const char* account = "123456789012";
/// It answers within 50 ms; a machine that compiles beside it may take longer.
constexpr Duration ready_limit = 20s;
/// What `sluice local` promises for its end, and a little.
constexpr Duration end_limit = 12s;

std::string path_of_this_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

Result<std::string, std::string> content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string content{std::istreambuf_iterator<char>{file}, {}};
  if (!file) return Failure<std::string>{fmt::format("{} cannot be read", path)};
  return content;
}

std::vector<std::string> command_of(const std::string& program, const DemoOptions& options,
                                    const demo::Scenario& scenario) {
  const auto delay =
      std::chrono::duration_cast<std::chrono::milliseconds>(scenario.task_start_delay).count();
  return {program,
          "local",
          "--port",
          "0",
          "--speed",
          fmt::format("{}", options.speed),
          "--region",
          region,
          "--account",
          account,
          "--task-start-delay",
          fmt::format("{}ms", delay)};
}

/// {"listening": "http://127.0.0.1:4566"}
Result<http::Url, std::string> listening(const std::string& line) {
  const auto object = aws::read_object(line);
  if (!object) return Failure<std::string>{fmt::format("it said '{:.100}'", line)};
  return http::parse_url(aws::text_or_empty(*object, "listening"));
}

}  // namespace

asio::awaitable<Result<DemoCloud, std::string>> DemoCloud::start(asio::any_io_executor executor,
                                                                 const DemoOptions& options,
                                                                 const demo::Scenario& scenario) {
  const std::string program = path_of_this_program();
  const auto content = content_of(program);
  if (!content) co_return Failure<std::string>{content.error()};
  // Before the cloud's clock runs: this takes a while.
  std::string zip = demo::zip_of_program("bootstrap", *content);
  const std::filesystem::path log =
      std::filesystem::temp_directory_path() / fmt::format("sluice-demo-{}.log", ::getpid());
  auto process = ChildProcess::start(executor, command_of(program, options, scenario), log);
  if (!process) co_return Failure<std::string>{process.error()};
  const auto line = co_await process->read_line(ready_limit);
  const auto endpoint = line ? listening(*line) : Failure<std::string>{line.error()};
  if (!endpoint) {
    co_return Failure<std::string>{
        fmt::format("sluice local did not start: {}; its log: {}", endpoint.error(), log.string())};
  }
  demo::Setting setting{.endpoint = *endpoint,
                        .region = region,
                        .account = account,
                        .speed = options.speed,
                        .program = program,
                        .bootstrap_zip = std::move(zip)};
  co_return DemoCloud{std::move(*process), std::move(setting), log};
}

void DemoCloud::keep_log() {
  keep_log_ = true;
  std::fputs(fmt::format("sluice demo: what the cloud logged: {}\n", log_.string()).c_str(),
             stderr);
}

asio::awaitable<void> DemoCloud::end() {
  co_await process_.end(end_limit);
  std::error_code ignored;
  if (!keep_log_) std::filesystem::remove(log_, ignored);
}

}  // namespace sluice::apps
