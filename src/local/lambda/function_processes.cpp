#include "local/lambda/function_processes.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>
#include <system_error>

#include "embedded/node_runtime.hpp"
#include "local/lambda/function_variables.hpp"
#include "local/lambda/package.hpp"

namespace sluice::local {
namespace {

namespace fs = std::filesystem;

/// Removes a folder whose own folders cannot be written.
void remove_read_only(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> folders{folder};
  for (fs::recursive_directory_iterator at{folder, ignored}, end; at != end; at.increment(ignored))
    if (at->is_directory(ignored) && !at->is_symlink(ignored)) folders.push_back(at->path());
  for (const fs::path& made : folders)
    fs::permissions(made, fs::perms::owner_all, fs::perm_options::add, ignored);
  fs::remove_all(folder, ignored);
}

/// A SHA-256 in base64 as the name of a folder.
std::string folder_name(std::string sha256) {
  std::ranges::replace(sha256, '/', '_');
  std::ranges::replace(sha256, '+', '-');
  return sha256;
}

fs::path node_program(const fs::path& folder) {
  return folder / "node_runtime.mjs";
}

Failure<std::string> failed(std::string text) {
  return Failure<std::string>{std::move(text)};
}

/// How the process of a function is called, or why it cannot be.
Result<std::vector<std::string>, std::string> arguments_of(const std::string& runtime,
                                                           const fs::path& task_root,
                                                           const fs::path& folder) {
  if (!runtime.starts_with("nodejs")) {
    const fs::path bootstrap = task_root / "bootstrap";
    if (::access(bootstrap.c_str(), X_OK) == 0) return std::vector{bootstrap.string()};
    return failed(
        fmt::format("Couldn't find valid bootstrap(s): [{} /opt/bootstrap]", bootstrap.string()));
  }
  const fs::path program = node_program(folder);
  if (!fs::exists(program)) {
    std::ofstream file{program, std::ios::binary};
    file << embedded::node_runtime;
    if (!file.flush()) return failed(fmt::format("cannot write {}", program.string()));
  }
  return std::vector<std::string>{"node", program.string()};
}

}  // namespace

/// A package, unpacked, for as long as an environment needs it.
class FunctionProcesses::CodeFolder {
 public:
  CodeFolder(fs::path path, std::string_view zip) : path_{std::move(path)} {
    remove_read_only(path_);
    if (auto done = unpack_package(zip, path_); !done) error_ = done.error();
  }
  CodeFolder(const CodeFolder&) = delete;
  CodeFolder& operator=(const CodeFolder&) = delete;
  ~CodeFolder() { remove_read_only(path_); }

  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  fs::path path_;
  std::string error_;
};

FunctionProcesses::FunctionProcesses(FunctionProcessesMeans means, world::Location where,
                                     FunctionProcessesOptions options)
    : means_{std::move(means)},
      where_{std::move(where)},
      options_{std::move(options)},
      done_{means_.executor, asio::steady_timer::time_point::max()} {
  remove_read_only(options_.folder);  // what a process that was killed has left
}

// NOLINTNEXTLINE(bugprone-exception-escape): a timer's cancel() fails on no system of ours
FunctionProcesses::~FunctionProcesses() {
  abandon();
  remove_read_only(options_.folder);
}

std::shared_ptr<FunctionProcesses::CodeFolder> FunctionProcesses::code_folder(
    const std::string& sha256, std::string_view zip) {
  std::erase_if(code_, [](const auto& known) { return known.second.expired(); });
  std::weak_ptr<CodeFolder>& known = code_[sha256];
  if (auto folder = known.lock()) return folder;
  auto folder = std::make_shared<CodeFolder>(options_.folder / "code" / folder_name(sha256), zip);
  known = folder;
  return folder;
}

Result<ProcessCommand, std::string> FunctionProcesses::command(const world::EnvironmentPlan& plan,
                                                               const CodeFolder& code,
                                                               std::uint16_t port) const {
  if (!code.error().empty()) return failed(code.error());
  auto arguments = arguments_of(plan.settings.runtime, code.path(), options_.folder);
  if (!arguments) return failed(arguments.error());
  const FunctionFolders folders{.task_root = code.path(),
                                .scratch = options_.folder / fmt::format("tmp-{}", plan.id)};
  std::error_code error;
  fs::create_directories(folders.scratch, error);
  if (error) return failed(fmt::format("cannot make {}", folders.scratch.string()));
  return ProcessCommand{.arguments = std::move(*arguments),
                        .environment = function_variables(plan, options_, where_, folders, port),
                        .working_directory = folders.task_root};
}

void FunctionProcesses::start(const world::EnvironmentPlan& plan, std::string_view zip) {
  std::shared_ptr<CodeFolder> code = code_folder(plan.code_sha256, zip);
  auto make_command = [this, plan, kept = code.get()](std::uint16_t port) {
    return command(plan, *kept, port);
  };
  const EnvironmentMeans means{.executor = means_.executor,
                               .processes = means_.processes,
                               .machine = means_.machine,
                               .init_limit = options_.init_limit};
  auto environment = std::make_shared<FunctionEnvironment>(means, plan, std::move(make_command),
                                                           static_cast<EnvironmentOwner&>(*this));
  environment->start();
  environments_.emplace(plan.id,
                        Entry{.environment = std::move(environment), .code = std::move(code)});
}

void FunctionProcesses::invoke(world::EnvironmentId id, world::FunctionInvocation invocation) {
  const auto found = environments_.find(id);
  if (found == environments_.end()) return;
  found->second.working = true;
  ++working_;
  found->second.environment->invoke(std::move(invocation));
}

void FunctionProcesses::stop(world::EnvironmentId id) {
  const auto found = environments_.find(id);
  if (found == environments_.end()) return;
  found->second.environment->stop();
  forget(id);
}

void FunctionProcesses::abandon() {
  for (auto& [id, entry] : environments_) entry.environment->stop();
  environments_.clear();
  working_ = 0;
  done_.cancel();
}

void FunctionProcesses::rest(world::EnvironmentId id) {
  const auto found = environments_.find(id);
  if (found == environments_.end() || !std::exchange(found->second.working, false)) return;
  if (--working_ == 0) done_.cancel();
}

void FunctionProcesses::forget(world::EnvironmentId id) {
  rest(id);
  environments_.erase(id);
  std::error_code ignored;
  fs::remove_all(options_.folder / fmt::format("tmp-{}", id), ignored);
}

asio::awaitable<void> FunctionProcesses::all_done() {
  while (!idle()) co_await done_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void FunctionProcesses::printed(world::EnvironmentId id, std::string_view line) {
  events_->printed(id, line, means_.cloud.now());
}

void FunctionProcesses::finished(world::EnvironmentId id, world::InvocationOutcome outcome) {
  // It counts as working until its end has been told: what follows from that
  // belongs to the same moment.
  if (const auto found = environments_.find(id); found != environments_.end())
    found->second.working = false;
  if (outcome.environment_ended) environments_.erase(id);
  events_->finished(id, outcome, means_.cloud.now());
  if (outcome.environment_ended) forget(id);
  if (--working_ == 0) done_.cancel();
}

void FunctionProcesses::ended(world::EnvironmentId id) {
  forget(id);
  events_->ended(id, means_.cloud.now());
}

}  // namespace sluice::local
