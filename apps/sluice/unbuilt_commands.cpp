#include <cstdio>

#include "sluice/commands.hpp"

namespace sluice::apps {

int run_demo(const DemoOptions& /*options*/, const Lent& /*lent*/) {
  std::fputs("sluice: demo is not in this build yet\n", stderr);
  return 1;
}

}  // namespace sluice::apps
