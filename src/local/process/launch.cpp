#include "local/process/launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <vector>

#include "local/process/guardian.hpp"

namespace sluice::local {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view usual_path = "/usr/local/bin:/usr/bin:/bin";

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

/// 0, or the errno that executing `file` would give.
int executable(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return errno;
  if (!S_ISREG(found.st_mode)) return EACCES;
  return ::access(file.c_str(), X_OK) == 0 ? 0 : errno;
}

/// Two connected ends: what is written to `in` is read from `out`.
struct Pipe {
  Descriptor out;
  Descriptor in;
};

/// Numbers above those that the guardian's lines get, so that making these does
/// not close a pipe's end which happens to have one of their numbers.
Descriptor above_lines(int number) {
  constexpr int first_free = 4;
  if (number >= first_free) return Descriptor{number};
  const Descriptor low{number};
  return Descriptor{::fcntl(number, F_DUPFD_CLOEXEC, first_free)};
}

Result<Pipe, std::string> pipe_of(const std::array<int, 2>& ends) {
  Pipe pipe{above_lines(ends[0]), above_lines(ends[1])};
  if (!pipe.in.open() || !pipe.out.open())
    return Failure<std::string>{fmt::format("no pipe can be made: {}", reason(errno))};
  return pipe;
}

Result<Pipe, std::string> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return Failure<std::string>{fmt::format("no pipe can be made: {}", reason(errno))};
  return pipe_of(ends);
}

/// Two sockets: unlike a pipe's, their writer can refuse SIGPIPE, which would end
/// us where the reader has just ended.
Result<Pipe, std::string> make_life_line() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Failure<std::string>{fmt::format("no sockets can be made: {}", reason(errno))};
  return pipe_of(ends);
}

/// What is told to posix_spawn: the guardian's lines and nothing else that is
/// open, a session of its own (so that no terminal signals it), the program's
/// working directory, and signals as a fresh program expects them.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&files_);
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }

  void give(const Descriptor& ours, int theirs) {
    posix_spawn_file_actions_adddup2(&files_, ours.number(), theirs);
  }
  void close_others() {
    posix_spawn_file_actions_addclosefrom_np(&files_, GuardianLines{}.status + 1);
  }
  void work_in(const fs::path& directory) {
    posix_spawn_file_actions_addchdir_np(&files_, directory.c_str());
  }

  [[nodiscard]] Result<pid_t, std::string> carry_out(const fs::path& program,
                                                     std::vector<std::string> arguments,
                                                     std::vector<std::string> environment) const {
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, program.c_str(), &files_, &attributes_,
                                    pointers(arguments).data(), pointers(environment).data());
    if (error == 0) return pid;
    return Failure<std::string>{
        fmt::format("the guardian {} cannot be started: {}", program.string(), reason(error))};
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
  }

  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

Result<Descriptor, std::string> open_output(const fs::path& file) {
  if (file.empty()) return Descriptor{};
  constexpr mode_t for_the_owner = 0600;
  Descriptor opened{::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, for_the_owner)};
  if (opened.open()) return opened;
  return Failure<std::string>{
      fmt::format("the output file {} cannot be opened: {}", file.string(), reason(errno))};
}

Result<void, std::string> check_directory(const fs::path& directory) {
  struct stat found {};
  if (directory.empty()) return {};
  const int error = ::stat(directory.c_str(), &found) != 0 ? errno
                    : S_ISDIR(found.st_mode)               ? 0
                                                           : ENOTDIR;
  if (error == 0) return {};
  return Failure<std::string>{fmt::format("the working directory {} cannot be entered: {}",
                                          directory.string(), reason(error))};
}

Failure<std::string> cannot_run(const std::string& program, int error) {
  return Failure<std::string>{fmt::format("{} cannot be executed: {}", program, reason(error))};
}

}  // namespace

void Descriptor::reset(int number) {
  if (number_ >= 0) ::close(number_);
  number_ = number;
}

Result<fs::path, std::string> find_program(const ProcessCommand& command) {
  if (command.arguments.empty() || command.arguments.front().empty())
    return Failure<std::string>{"there is no program to execute"};
  const std::string& name = command.arguments.front();
  if (name.find('/') != std::string::npos) {
    const int error = executable(command.working_directory / name);
    if (error != 0) return cannot_run(name, error);
    return fs::path{name};
  }
  const auto found = command.environment.find("PATH");
  std::string_view path = usual_path;
  if (found != command.environment.end()) path = found->second;
  int error = ENOENT;
  while (!path.empty()) {
    const std::size_t colon = std::min(path.find(':'), path.size());
    fs::path candidate{path.substr(0, colon)};
    if (candidate.empty()) candidate = ".";
    candidate /= name;
    const int problem = executable(command.working_directory / candidate);
    if (problem == 0) return candidate;
    if (problem == EACCES) error = EACCES;
    path.remove_prefix(std::min(colon + 1, path.size()));
  }
  return cannot_run(name, error);
}

Result<Launched, std::string> launch(const fs::path& guardian, const ProcessCommand& command) {
  if (auto entered = check_directory(command.working_directory); !entered)
    return Failure<std::string>{std::move(entered.error())};
  const auto program = find_program(command);
  if (!program) return Failure<std::string>{program.error()};
  auto file = open_output(command.output_file);
  auto life = make_life_line();
  auto output = make_pipe();
  auto status = make_pipe();
  if (!file) return Failure<std::string>{file.error()};
  if (!life) return Failure<std::string>{life.error()};
  if (!output) return Failure<std::string>{output.error()};
  if (!status) return Failure<std::string>{status.error()};

  SpawnPlan plan;
  plan.give(life->out, GuardianLines{}.life);
  plan.give(output->in, STDOUT_FILENO);
  plan.give(output->in, STDERR_FILENO);
  plan.give(status->in, GuardianLines{}.status);
  plan.close_others();
  if (!command.working_directory.empty()) plan.work_in(command.working_directory);
  std::vector<std::string> arguments{guardian.string(), guardian_subcommand, program->string()};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment;
  environment.reserve(command.environment.size());
  for (const auto& [name, value] : command.environment)
    environment.push_back(fmt::format("{}={}", name, value));
  const auto pid = plan.carry_out(guardian, std::move(arguments), std::move(environment));
  if (!pid) return Failure<std::string>{pid.error()};
  return Launched{.guardian = *pid,
                  .life = std::move(life->in),
                  .output = std::move(output->out),
                  .status = std::move(status->out),
                  .output_file = std::move(*file)};
}

}  // namespace sluice::local
