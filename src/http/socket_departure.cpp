#include "http/socket_departure.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace sluice::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

SocketDeparture::~SocketDeparture() {
  if (watch_) watch_->act = nullptr;
}

void SocketDeparture::notice(std::function<void()> act) {
  if (watch_) watch_->act = nullptr;
  watch_.reset();
  if (!act) return;
  watch_ = std::make_shared<Watch>(Watch{.socket = socket_, .act = std::move(act)});
  wait(watch_);
}

void SocketDeparture::wait(std::shared_ptr<Watch> watch) {
  tcp::socket& socket = watch->socket;
  socket.async_wait(tcp::socket::wait_read, [watch = std::move(watch)](const error_code& failed) {
    if (!failed && watch->act) look(watch);
  });
}

/// The end of what a client sends is a read of nothing, or an error.
void SocketDeparture::look(const std::shared_ptr<Watch>& watch) {
  char next = 0;
  error_code error;
  const std::size_t there =
      watch->socket.receive(asio::buffer(&next, 1), tcp::socket::message_peek, error);
  if (there > 0) return;
  if (error == asio::error::would_block) return wait(watch);
  std::exchange(watch->act, nullptr)();
}

}  // namespace sluice::http
