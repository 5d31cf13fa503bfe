#include "orders/worker.hpp"

#include <gtest/gtest.h>

namespace sluice::orders {
namespace {

using namespace std::chrono_literals;

const Order order{"id", "AQEB", "one tea towel"};
constexpr Pace pace{.order_time = 30s, .grace = 10s};

template <class Expected>
Expected as(const Action& action) {
  const auto* found = std::get_if<Expected>(&action);
  EXPECT_NE(found, nullptr) << "action number " << action.index();
  return found == nullptr ? Expected{} : *found;
}

TEST(Worker, WorksOnAnOrderProtectedAndDeletesIt) {
  Worker worker{pace};
  as<Receive>(worker.next(Started{}, Instant{0s}));
  EXPECT_TRUE(as<SetProtection>(worker.next(Received{order}, Instant{1s})).enabled);
  EXPECT_EQ(as<Wait>(worker.next(ProtectionSet{}, Instant{2s})).span, 30s);
  EXPECT_EQ(as<DeleteOrder>(worker.next(Woke{}, Instant{32s})).order, order);
  as<Receive>(worker.next(Settled{}, Instant{33s}));
}

TEST(Worker, GivesUpItsProtectionWhenTheQueueIsEmpty) {
  Worker worker{pace};
  as<Receive>(worker.next(Started{}, Instant{0s}));
  as<Receive>(worker.next(Received{}, Instant{20s}));
  (void)worker.next(Received{order}, Instant{21s});
  (void)worker.next(ProtectionSet{}, Instant{21s});
  (void)worker.next(Woke{}, Instant{51s});
  (void)worker.next(Settled{}, Instant{51s});
  EXPECT_FALSE(as<SetProtection>(worker.next(Received{}, Instant{71s})).enabled);
  as<Receive>(worker.next(ProtectionSet{}, Instant{71s}));
  as<Receive>(worker.next(Received{}, Instant{91s}));
}

TEST(Worker, RenewsItsProtectionWithEachOrder) {
  Worker worker{{.order_time = 0s}};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(as<SetProtection>(worker.next(Received{order}, Instant{0s})).enabled);
    as<DeleteOrder>(worker.next(ProtectionSet{}, Instant{0s}));
    as<Receive>(worker.next(Settled{}, Instant{0s}));
  }
}

TEST(Worker, StopsBetweenOrders) {
  Worker worker{pace};
  (void)worker.next(Started{}, Instant{0s});
  worker.stop();
  as<End>(worker.next(Received{}, Instant{1s}));
}

TEST(Worker, FinishesAnOrderThatIsNearlyDone) {
  Worker worker{pace};
  (void)worker.next(Received{order}, Instant{0s});
  (void)worker.next(ProtectionSet{}, Instant{0s});
  worker.stop();
  EXPECT_EQ(as<Wait>(worker.next(Woke{}, Instant{20s})).span, 10s) << "10 s left: within the grace";
  as<DeleteOrder>(worker.next(Woke{}, Instant{30s}));
  as<End>(worker.next(Settled{}, Instant{30s}));
}

TEST(Worker, GivesAnOrderBackThatWouldTakeTooLong) {
  Worker worker{pace};
  (void)worker.next(Received{order}, Instant{0s});
  (void)worker.next(ProtectionSet{}, Instant{0s});
  worker.stop();
  EXPECT_EQ(as<GiveBack>(worker.next(Woke{}, Instant{19s})).order, order);
  as<End>(worker.next(Settled{}, Instant{19s}));
}

TEST(Worker, GivesAnOrderBackThatCameTooLate) {
  Worker worker{pace};
  (void)worker.next(Started{}, Instant{0s});
  worker.stop();
  EXPECT_EQ(as<GiveBack>(worker.next(Received{order}, Instant{1s})).order, order);
  as<End>(worker.next(Settled{}, Instant{1s}));
}

TEST(Worker, PausesWhereTheQueueCannotBeReached) {
  Worker worker{pace};
  EXPECT_EQ(as<Wait>(worker.next(ReceiveFailed{}, Instant{0s})).span, 1s);
  as<Receive>(worker.next(Woke{}, Instant{1s}));
  worker.stop();
  as<End>(worker.next(ReceiveFailed{}, Instant{2s}));
}

}  // namespace
}  // namespace sluice::orders
