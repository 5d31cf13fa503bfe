// What acknowledging only what is safe costs: senders that each put a message of
// 256 bytes and wait until it is committed, as SendMessage with --data-dir does.
#include "local/store/store.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <string>

namespace sluice::local {
namespace {

constexpr std::size_t body_size = 256;
constexpr std::size_t state_size = 64;
constexpr std::int64_t a_batch = 20'000;

/// A directory of its own, gone at the end.
class Place {
 public:
  Place() {
    directory_ =
        std::filesystem::temp_directory_path() / ("sluice-store-" + std::to_string(getpid()));
    std::filesystem::remove_all(directory_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { std::filesystem::remove_all(directory_); }
  [[nodiscard]] const std::filesystem::path& path() const { return directory_; }

 private:
  std::filesystem::path directory_;
};

struct Work {
  Store& store;
  std::int64_t queue;
  std::uint64_t next_serial = 1;
  std::int64_t left = 0;
};

asio::awaitable<void> send(Work& work) {
  const std::string state(state_size, 's');
  const std::string content(body_size + 32, 'c');
  while (work.left > 0) {
    --work.left;
    const MessageKey key{.queue = work.queue, .serial = work.next_serial++};
    work.store.put_message(key, state, content);
    static_cast<void>(co_await work.store.committed());
  }
}

asio::awaitable<void> receive_and_delete(Work& work) {
  const std::string state(state_size, 'r');
  while (work.left > 0) {
    --work.left;
    const MessageKey key{.queue = work.queue, .serial = work.next_serial++};
    work.store.change_message(key, state);
    static_cast<void>(co_await work.store.committed());
    work.store.remove_message(key);
    static_cast<void>(co_await work.store.committed());
  }
}

void rethrow(const std::exception_ptr& thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

/// Runs `senders` of them until a batch of work is done.
template <class Sender>
void run_batch(asio::io_context& loop, Work& work, std::int64_t senders, Sender sender) {
  work.left = a_batch;
  loop.restart();
  for (std::int64_t i = 0; i < senders; ++i) asio::co_spawn(loop, sender(work), rethrow);
  loop.run();
}

void sends(benchmark::State& state, Durability durability) {
  const Place place;
  asio::io_context loop;
  auto store = Store::open(place.path(), loop.get_executor(), {.durability = durability}).value();
  Work work{.store = *store, .queue = store->queue_number("us-east-1/bench")};
  for (auto _ : state) run_batch(loop, work, state.range(0), send);
  state.SetItemsProcessed(state.iterations() * a_batch);
  state.counters["messages_a_commit"] =
      static_cast<double>(work.next_serial) / static_cast<double>(store->commits());
}
BENCHMARK_CAPTURE(sends, process, Durability::process)
    ->Arg(1)
    ->Arg(8)
    ->Arg(32)
    ->Arg(64)
    ->UseRealTime();
BENCHMARK_CAPTURE(sends, power, Durability::power)->Arg(64)->UseRealTime();

void receives_and_deletes(benchmark::State& state) {
  const Place place;
  asio::io_context loop;
  auto store = Store::open(place.path(), loop.get_executor()).value();
  Work work{.store = *store, .queue = store->queue_number("us-east-1/bench")};
  for (auto _ : state) {
    state.PauseTiming();
    const std::uint64_t first = work.next_serial;
    run_batch(loop, work, state.range(0), send);
    work.next_serial = first;
    state.ResumeTiming();
    run_batch(loop, work, state.range(0), receive_and_delete);
  }
  state.SetItemsProcessed(state.iterations() * a_batch);
}
BENCHMARK(receives_and_deletes)->Arg(1)->Arg(64)->UseRealTime();

}  // namespace
}  // namespace sluice::local

BENCHMARK_MAIN();
