#include "local/process/process_tree.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>

namespace sluice::local {
namespace {

namespace fs = std::filesystem;

/// A file of /proc, whole; nothing where its process has ended.
std::optional<std::string> read_proc(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text;
  std::array<char, 4096> part{};
  ssize_t size = 0;
  while ((size = ::read(file, part.data(), part.size())) > 0)
    text.append(part.data(), static_cast<std::size_t>(size));
  ::close(file);
  if (size < 0) return std::nullopt;
  return text;
}

template <class Number>
std::optional<Number> take_number(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<ProcessStat> stat_of(pid_t process) {
  const auto text = read_proc(fmt::format("/proc/{}/stat", process));
  if (!text) return std::nullopt;
  return parse_process_stat(*text, ::sysconf(_SC_CLK_TCK));
}

/// Where the kernel has no list of children, everybody is asked for its parent.
std::vector<pid_t> children_by_search(pid_t process) {
  std::vector<pid_t> children;
  std::error_code error;
  for (fs::directory_iterator at{"/proc", error}, end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::string_view rest = name;
    const auto pid = take_number<pid_t>(rest);
    if (!pid || !rest.empty()) continue;
    const auto stat = stat_of(*pid);
    if (stat && stat->parent == process) children.push_back(*pid);
  }
  return children;
}

}  // namespace

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  std::error_code error;
  bool listed = false;
  const fs::path threads = fmt::format("/proc/{}/task", process);
  for (fs::directory_iterator at{threads, error}, end; !error && at != end; at.increment(error)) {
    const auto text = read_proc((at->path() / "children").string());
    if (!text) continue;
    listed = true;
    std::string_view rest = *text;
    while (const auto pid = take_number<pid_t>(rest)) children.push_back(*pid);
  }
  return listed ? children : children_by_search(process);
}

std::optional<ProcessStat> parse_process_stat(std::string_view text, long ticks) {
  // The program's name, second and in brackets, may itself hold brackets and blanks.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 3 > text.size() || ticks <= 0)
    return std::nullopt;
  text.remove_prefix(name_end + 3);  // ") S": the state is a letter
  const auto parent = take_number<pid_t>(text);
  constexpr int fields_between = 9;  // pgrp .. cmajflt
  for (int i = 0; i < fields_between; ++i)
    if (!take_number<std::int64_t>(text)) return std::nullopt;
  std::array<std::int64_t, 4> times{};  // utime, stime, cutime, cstime
  for (std::int64_t& time : times) {
    const auto read = take_number<std::int64_t>(text);
    if (!read) return std::nullopt;
    time = *read;
  }
  if (!parent) return std::nullopt;
  const Duration tick = Duration{std::chrono::seconds{1}} / ticks;
  return ProcessStat{.parent = *parent,
                     .cpu_time = tick * (times[0] + times[1]),
                     .children_cpu_time = tick * (times[2] + times[3])};
}

std::optional<Duration> descendants_cpu_time(pid_t process) {
  const auto own = stat_of(process);
  if (!own) return std::nullopt;
  Duration sum = own->children_cpu_time;
  std::vector<pid_t> open = children_of(process);
  while (!open.empty()) {
    const pid_t next = open.back();
    open.pop_back();
    const auto stat = stat_of(next);
    if (!stat) continue;
    sum += stat->cpu_time + stat->children_cpu_time;
    for (const pid_t child : children_of(next)) open.push_back(child);
  }
  return sum;
}

}  // namespace sluice::local
