// measured_run REPORT PROGRAM [ARGUMENT...]: runs the program and, when it has
// ended, writes into the file REPORT as one JSON object what the kernel says
// that it cost: CPU time, peak memory, wall time and exit status.
//
// Why not Python alone: at exec, Linux keeps the peak of the memory that the
// new process had before, which is its parent's. A child of Python never shows
// less than Python's own 20 MB; this parent has next to none.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdio>

namespace {

struct Outcome {
  std::chrono::duration<double> wall;
  rusage used;
  int status;  ///< as a shell has it, or the negative number of the signal
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + (static_cast<double>(time.tv_usec) / 1e6);
}

Outcome wait_for(pid_t child, std::chrono::steady_clock::time_point start) {
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  return {.wall = std::chrono::steady_clock::now() - start,
          .used = used,
          .status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)};
}

bool write_report(const char* path, const Outcome& outcome) {
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) return false;
  std::fprintf(file,
               "{\"cpu_seconds\": %.6f, \"peak_kib\": %ld, "
               "\"wall_seconds\": %.6f, \"status\": %d}\n",
               seconds(outcome.used.ru_utime) + seconds(outcome.used.ru_stime),
               outcome.used.ru_maxrss, outcome.wall.count(), outcome.status);
  return std::fclose(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: measured_run REPORT PROGRAM [ARGUMENT...]\n", stderr);
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  errno = posix_spawnp(&child, argv[2], nullptr, nullptr, argv + 2, environ);
  if (errno != 0) {
    std::perror(argv[2]);
    return 2;
  }
  if (write_report(argv[1], wait_for(child, start))) return 0;
  std::perror(argv[1]);
  return 2;
}
