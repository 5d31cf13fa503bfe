#include "sluice/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace sluice::apps {
namespace {

constexpr std::size_t width = 40;
constexpr const char* anew = "\r\033[K";

}  // namespace

ProgressBar::ProgressBar(std::FILE* stream)
    : stream_{stream}, is_terminal_{::isatty(::fileno(stream)) != 0} {}

ProgressBar::~ProgressBar() {
  clear();
}

void ProgressBar::progressed(std::size_t done, std::size_t all) {
  if (!is_terminal_) return;
  const std::size_t filled = all > 0 ? std::min(width, done * width / all) : width;
  std::string bar;
  for (std::size_t i = 0; i < width; ++i) bar += i < filled ? "█" : "░";
  std::fputs(fmt::format("{}{} {} of {} settings", anew, bar, done, all).c_str(), stream_);
  std::fflush(stream_);
  is_drawn_ = true;
}

void ProgressBar::clear() {
  if (is_drawn_) std::fputs(anew, stream_);
  is_drawn_ = false;
}

}  // namespace sluice::apps
