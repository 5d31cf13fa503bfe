#include "local/store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace sluice::local {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using Messages = std::map<std::pair<std::int64_t, std::uint64_t>, std::string>;

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string name = testing::TempDir() + "sluice-store-XXXXXX";
    directory = mkdtemp(name.data());
  }
  ~StoreTest() override { std::filesystem::remove_all(directory); }

  std::unique_ptr<Store> open() {
    auto opened = Store::open(directory, loop.get_executor());
    EXPECT_TRUE(opened) << opened.error();
    return std::move(*opened);
  }
  std::string refusal() {
    const auto opened = Store::open(directory, loop.get_executor());
    return opened ? "" : opened.error();
  }
  [[nodiscard]] std::filesystem::path file() const { return directory / "sluice.db"; }
  void sql(const char* statement) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &handle), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(handle, statement, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
  }
  static Messages messages(Store& store) {
    Messages all;
    EXPECT_TRUE(store.each_message([&all](const MessageRow& row) {
      all[{row.queue, row.serial}] = std::string{row.state} + '/' + std::string{row.content};
    }));
    return all;
  }
  static std::map<std::string, std::string> documents(Store& store, std::string_view component) {
    std::map<std::string, std::string> all;
    EXPECT_TRUE(store.each_document(
        component,
        [&all](std::string_view key, std::string_view value) { all.emplace(key, value); }));
    return all;
  }
  void spawn(asio::awaitable<void> work) {
    asio::co_spawn(loop, std::move(work), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
  }

  std::filesystem::path directory;
  asio::io_context loop;
};

TEST_F(StoreTest, WhatWasWrittenIsThereAfterAReopening) {
  std::int64_t orders = 0;
  {
    const auto store = open();
    orders = store->queue_number("us-east-1/orders");
    store->put_message({.queue = orders, .serial = 1}, "new", "one");
    store->put_message({.queue = orders, .serial = 2}, "new", "two");
    store->put_message({.queue = orders, .serial = 3}, "new", "");
    store->change_message({.queue = orders, .serial = 2}, "got");
    store->remove_message({.queue = orders, .serial = 1});
    store->put_document("iam", "state", std::string_view{"\0{}", 3});
  }
  const auto store = open();
  EXPECT_EQ(store->queue_number("us-east-1/orders"), orders);
  EXPECT_THAT(messages(*store),
              ElementsAre(Pair(Pair(orders, 2U), "got/two"), Pair(Pair(orders, 3U), "new/")));
  EXPECT_EQ(documents(*store, "iam").at("state"), (std::string{"\0{}", 3}));
}

TEST_F(StoreTest, QueuesDoNotMix) {
  const auto store = open();
  const std::int64_t one = store->queue_number("a");
  const std::int64_t other = store->queue_number("b");
  ASSERT_NE(one, other);
  const std::uint64_t largest = (std::uint64_t{1} << 42U) - 1;
  for (const std::int64_t queue : {one, other})
    for (const std::uint64_t serial : {std::uint64_t{0}, largest})
      store->put_message({.queue = queue, .serial = serial}, "s", "c");
  store->remove_messages(one);
  EXPECT_THAT(messages(*store),
              ElementsAre(Pair(Pair(other, 0U), "s/c"), Pair(Pair(other, largest), "s/c")));
}

TEST_F(StoreTest, DocumentsAreReplacedAndRemovedByKey) {
  const auto store = open();
  store->put_document("ecs", "a", "1");
  store->put_document("ecs", "a", "2");
  store->put_document("ecs", "b", "3");
  store->put_document("logs", "a", "4");
  store->remove_document("ecs", "b");
  EXPECT_THAT(documents(*store, "ecs"), ElementsAre(Pair("a", "2")));
  EXPECT_THAT(documents(*store, "logs"), ElementsAre(Pair("a", "4")));
  store->clear();
  EXPECT_THAT(documents(*store, "logs"), IsEmpty());
}

asio::awaitable<void> put_and_wait(Store& store, MessageKey key, std::vector<std::uint64_t>& done) {
  store.put_message(key, "s", "c");
  const auto safe = co_await store.committed();
  EXPECT_TRUE(safe);
  done.push_back(key.serial);
}

TEST_F(StoreTest, WritesOfOneTurnShareOneCommit) {
  const auto store = open();
  const std::int64_t queue = store->queue_number("q");
  ASSERT_TRUE(store->commit());
  const std::uint64_t before = store->commits();
  std::vector<std::uint64_t> done;
  for (std::uint64_t serial = 1; serial <= 50; ++serial)
    spawn(put_and_wait(*store, {.queue = queue, .serial = serial}, done));
  EXPECT_THAT(done, IsEmpty());
  loop.run();
  EXPECT_EQ(done.size(), 50U);
  EXPECT_LE(store->commits() - before, 2U);
}

asio::awaitable<void> wait_only(Store& store, bool& done) {
  const auto safe = co_await store.committed();
  done = safe.has_value();
}

TEST_F(StoreTest, NothingWrittenIsNothingToWaitFor) {
  const auto store = open();
  bool done = false;
  spawn(wait_only(*store, done));
  loop.run();
  EXPECT_TRUE(done);
}

TEST_F(StoreTest, DocumentsAreWrittenOnceForManyChanges) {
  const auto store = open();
  int written = 0;
  store->before_commit([&] { store->put_document("clock", "now", std::to_string(++written)); });
  for (int i = 0; i < 10; ++i) store->touch();
  bool done = false;
  spawn(wait_only(*store, done));
  loop.run();
  EXPECT_TRUE(done);
  EXPECT_EQ(written, 1);
  EXPECT_THAT(documents(*store, "clock"), ElementsAre(Pair("now", "1")));
}

TEST_F(StoreTest, AStoreThatIsGoneIsNotCommittedLater) {
  open()->put_document("a", "b", "c");
  loop.run();
  EXPECT_THAT(documents(*open(), "a"), ElementsAre(Pair("b", "c")));
}

TEST_F(StoreTest, OnlyOneProcessHasIt) {
  const auto store = open();
  EXPECT_THAT(refusal(), HasSubstr("in use by another 'sluice local'"));
  EXPECT_THAT(refusal(), HasSubstr(file().string()));
}

TEST_F(StoreTest, ADamagedFileIsNamed) {
  std::ofstream{file()} << std::string(4096, 'x');
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
  EXPECT_THAT(refusal(), HasSubstr(file().string()));
}

TEST_F(StoreTest, DamageInTheMiddleIsFoundWhenItIsRead) {
  {
    const auto store = open();
    const std::int64_t queue = store->queue_number("q");
    for (std::uint64_t serial = 1; serial < 500; ++serial)
      store->put_message({.queue = queue, .serial = serial}, "s", std::string(256, 'c'));
  }
  const auto size = std::filesystem::file_size(file());
  std::filesystem::resize_file(file(), size / 2);
  const auto opened = Store::open(directory, loop.get_executor());
  const auto read = opened ? (*opened)->each_message([](const MessageRow&) {})
                           : Result<void, std::string>{Failure<std::string>{opened.error()}};
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error(), HasSubstr("damaged"));
}

TEST_F(StoreTest, AnotherFormatIsRefused) {
  open();
  sql("PRAGMA user_version=2");
  EXPECT_THAT(refusal(), HasSubstr("format 2"));
}

TEST_F(StoreTest, AnotherProgramsDatabaseIsRefused) {
  sql("CREATE TABLE theirs(a)");
  EXPECT_THAT(refusal(), HasSubstr("another program's"));
}

TEST_F(StoreTest, ADirectoryThatCannotBeMadeIsNamed) {
  std::ofstream{directory / "plain"} << "x";
  const auto opened = Store::open(directory / "plain" / "below", loop.get_executor());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error(), HasSubstr("below"));
}

asio::awaitable<void> put_until_refused(Store& store, std::int64_t queue, std::string& error) {
  for (std::uint64_t serial = 1; serial < 10'000 && error.empty(); ++serial) {
    store.put_message({.queue = queue, .serial = serial}, "s", std::string(4096, 'c'));
    if (const auto safe = co_await store.committed(); !safe) error = safe.error();
  }
}

TEST_F(StoreTest, AFullDiskIsToldToWhoeverWaits) {
  const auto store = open();
  const std::int64_t queue = store->queue_number("q");
  store->limit_pages(200);
  std::string error;
  spawn(put_until_refused(*store, queue, error));
  loop.run();
  EXPECT_THAT(error, HasSubstr("full"));
  EXPECT_FALSE(store->commit()) << "and it is not forgotten";
  store->remove_message({.queue = queue, .serial = 1});
  EXPECT_TRUE(store->pending()) << "what comes later is not kept either";
}

}  // namespace
}  // namespace sluice::local
