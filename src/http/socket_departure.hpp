#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "http/departure.hpp"

namespace sluice::http {

/// The departure of the client at the other end of a socket. A client that sends
/// more in the meantime is there, and is not looked at again.
class SocketDeparture final : public Departure {
 public:
  /// `socket` must outlive it.
  explicit SocketDeparture(boost::asio::ip::tcp::socket& socket) : socket_{socket} {}
  ~SocketDeparture() override;

  void notice(std::function<void()> act) override;

 private:
  /// Shared with the wait for the socket, which may end after this has.
  struct Watch {
    boost::asio::ip::tcp::socket& socket;
    std::function<void()> act;  ///< empty: nobody asks any more
  };
  static void wait(std::shared_ptr<Watch> watch);
  static void look(const std::shared_ptr<Watch>& watch);

  boost::asio::ip::tcp::socket& socket_;
  std::shared_ptr<Watch> watch_;
};

}  // namespace sluice::http
