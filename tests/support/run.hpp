#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

namespace sluice {

/// Runs a coroutine to its end on an event loop of its own; what it throws comes
/// out here. Throws where the coroutine waits for something that never comes.
template <class T>
T run(boost::asio::awaitable<T> task) {
  boost::asio::io_context loop;
  std::future<T> end = boost::asio::co_spawn(loop, std::move(task), boost::asio::use_future);
  loop.run();
  if (end.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
    throw std::logic_error{"the coroutine waits for ever"};
  return end.get();
}

}  // namespace sluice
