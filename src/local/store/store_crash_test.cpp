// Kills a process that writes to a store, at a random moment, again and again:
// whatever it had acknowledged is there, and whatever it had seen deleted is not.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <map>
#include <set>

#include "base/random.hpp"
#include "local/store/store.hpp"

namespace sluice::local {
namespace {

constexpr std::uint64_t seed = 20260511;
constexpr int rounds = 40;
constexpr std::uint64_t senders = 16;

/// What the writer tells when it is safe.
struct Told {
  enum class What : std::uint32_t { put, changed, removed };
  std::uint64_t serial;
  What what;
  std::uint32_t unused = 0;
};

void tell(int pipe, std::uint64_t serial, Told::What what) {
  const Told told{.serial = serial, .what = what};
  if (write(pipe, &told, sizeof told) != static_cast<ssize_t>(sizeof told)) _exit(2);
}

/// Puts messages for ever; changes each second one, and removes each third.
asio::awaitable<void> send(Store& store, std::int64_t queue, std::uint64_t& next, int pipe) {
  for (;;) {
    const std::uint64_t serial = next++;
    const MessageKey key{.queue = queue, .serial = serial};
    store.put_message(key, "new", "content of " + std::to_string(serial));
    if (!co_await store.committed()) _exit(3);
    tell(pipe, serial, Told::What::put);
    if (serial % 2 == 0) {
      store.change_message(key, "old");
      if (!co_await store.committed()) _exit(3);
      tell(pipe, serial, Told::What::changed);
    }
    if (serial % 3 == 0) {
      store.remove_message(key);
      if (!co_await store.committed()) _exit(3);
      tell(pipe, serial, Told::What::removed);
    }
  }
}

[[noreturn]] void write_until_killed(const std::filesystem::path& directory, std::uint64_t first,
                                     int pipe) {
  asio::io_context loop;
  auto store = Store::open(directory, loop.get_executor());
  if (!store) _exit(4);
  const std::int64_t queue = (*store)->queue_number("q");
  std::uint64_t next = first;
  for (std::uint64_t i = 0; i < senders; ++i)
    asio::co_spawn(loop, send(**store, queue, next, pipe), [](const std::exception_ptr&) {});
  loop.run();
  _exit(5);
}

struct Expected {
  std::map<std::uint64_t, Told::What> told;
  std::uint64_t last = 0;
};

/// Reads what the child tells until it has told enough; then kills it, and reads
/// what it had told meanwhile.
void read_and_kill(pid_t child, int pipe, std::uint64_t enough, Expected& expected) {
  Told told{};
  std::uint64_t count = 0;
  while (read(pipe, &told, sizeof told) == static_cast<ssize_t>(sizeof told)) {
    expected.told[told.serial] = told.what;
    expected.last = std::max(expected.last, told.serial);
    if (++count == enough) kill(child, SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "exit " << WEXITSTATUS(status);
}

std::map<std::uint64_t, std::string> found_in(const std::filesystem::path& directory) {
  asio::io_context loop;
  auto store = Store::open(directory, loop.get_executor());
  EXPECT_TRUE(store) << store.error();
  std::map<std::uint64_t, std::string> found;
  EXPECT_TRUE((*store)->each_message([&found](const MessageRow& row) {
    EXPECT_EQ(row.content, "content of " + std::to_string(row.serial));
    found.emplace(row.serial, row.state);
  }));
  return found;
}

void compare(const Expected& expected, const std::map<std::uint64_t, std::string>& found) {
  for (const auto& [serial, what] : expected.told) {
    const auto row = found.find(serial);
    if (what == Told::What::removed) {
      ASSERT_EQ(row, found.end()) << serial << " came back";
      continue;
    }
    // What was asked for after the last word may have happened or not.
    if (row == found.end()) {
      ASSERT_EQ(serial % 3, 0U) << serial << " is lost";
      continue;
    }
    if (what == Told::What::changed) {
      ASSERT_EQ(row->second, "old") << serial;
    }
  }
}

TEST(StoreCrash, NothingThatWasAcknowledgedIsLostAndNothingDeletedComesBack) {
  std::string name = testing::TempDir() + "sluice-crash-XXXXXX";
  const std::filesystem::path directory = mkdtemp(name.data());
  Random random{seed};
  Expected expected;
  for (int round = 0; round < rounds && !testing::Test::HasFatalFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", round " << round);
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const std::uint64_t first = expected.last + 1 + senders;
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      write_until_killed(directory, first, ends[1]);
    }
    close(ends[1]);
    read_and_kill(child, ends[0], 1 + random.bits() % 1000, expected);
    close(ends[0]);
    compare(expected, found_in(directory));
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace sluice::local
