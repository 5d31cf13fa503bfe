#include "http/mailbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "http/crew.hpp"
#include "support/loopback.hpp"

namespace sluice::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MailboxTest : public testing::Test {
 protected:
  asio::awaitable<void> read(int count) {
    for (int i = 0; i < count; ++i) read_.push_back(*co_await mailbox_.take());
  }
  void put(int item) { mailbox_.put(std::make_unique<int>(item)); }

  asio::io_context loop_{1};
  Mailbox<std::unique_ptr<int>> mailbox_{loop_.get_executor()};
  std::vector<int> read_;
};

TEST_F(MailboxTest, HandsItsItemsOutInTheirOrder) {
  put(1);
  put(2);
  put(3);
  run_on(loop_, read(3));
  EXPECT_THAT(read_, ElementsAre(1, 2, 3));
}

TEST_F(MailboxTest, LetsItsReaderWaitUntilSomethingComes) {
  Crew reader{loop_.get_executor()};
  reader.start(read(3));
  loop_.poll();
  EXPECT_THAT(read_, IsEmpty());
  put(1);
  put(2);
  loop_.poll();
  EXPECT_THAT(read_, ElementsAre(1, 2));
  put(3);
  run_on(loop_, reader.all_ended());
  EXPECT_THAT(read_, ElementsAre(1, 2, 3));
}

TEST_F(MailboxTest, KeepsWhatACancelledReaderDidNotTake) {
  Crew reader{loop_.get_executor()};
  reader.start(read(1));
  loop_.poll();
  reader.cancel();
  run_on(loop_, reader.all_ended());
  put(7);
  run_on(loop_, read(1));
  EXPECT_THAT(read_, ElementsAre(7));
}

}  // namespace
}  // namespace sluice::http
