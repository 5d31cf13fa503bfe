#include <cstdio>

#include "sluice/commands.hpp"

namespace sluice::apps {

int run_local(const LocalOptions& /*options*/, const Lent& /*lent*/) {
  std::fputs("sluice: local is not in this build\n", stderr);
  return 1;
}

}  // namespace sluice::apps
