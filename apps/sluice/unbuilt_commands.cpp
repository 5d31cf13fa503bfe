#include <cstdio>

#include "sluice/commands.hpp"

// Until their parts are in: each moves to a file of its own.

namespace sluice::apps {

int run_demo(const DemoOptions& /*options*/, const Lent& /*lent*/) {
  std::fputs("sluice: demo is not in this build yet\n", stderr);
  return 1;
}

int run_orders_worker(const OrdersWorkerOptions& /*options*/, const Lent& /*lent*/) {
  std::fputs("sluice: orders-worker is not in this build yet\n", stderr);
  return 1;
}

}  // namespace sluice::apps
