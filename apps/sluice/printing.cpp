#include "sluice/printing.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <utility>

#include "base/one_line.hpp"
#include "sluice/exit_codes.hpp"

namespace sluice::apps {

void print_line(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

bool write_file(const std::string& path, std::string_view text) {
  std::ofstream file{path, std::ios::binary};
  file << text;
  return file.flush().good();
}

int refused(std::string why) {
  std::fputs(fmt::format("sluice: {}\n", one_line(std::move(why))).c_str(), stderr);
  return exit_codes::wrong_usage;
}

}  // namespace sluice::apps
