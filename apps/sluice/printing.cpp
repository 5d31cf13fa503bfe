#include "sluice/printing.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "base/one_line.hpp"

namespace sluice::apps {

void print_line(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

int refused(std::string why) {
  constexpr int wrong_usage = 2;
  std::fputs(fmt::format("sluice: {}\n", one_line(std::move(why))).c_str(), stderr);
  return wrong_usage;
}

}  // namespace sluice::apps
