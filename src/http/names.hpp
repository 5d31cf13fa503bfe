#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "http/service.hpp"

namespace sluice::http {

/// Finds the addresses of hosts by the system's resolver, which blocks a thread
/// of Asio's. Callers that ask for the same name at the same time share one
/// look-up, and a short memory spares a burst of connections from repeating it.
class Names {
 public:
  using Addresses = std::vector<asio::ip::tcp::endpoint>;

  explicit Names(const Clock& clock) : clock_{clock} {}

  /// Where `url`'s host listens. Waits for `limit` at most, also where the
  /// system's resolver does not come back.
  asio::awaitable<Result<Addresses, TransportError>> find(const Url& url, Duration limit);

 private:
  struct LookUp;
  class Waiting;
  asio::awaitable<std::shared_ptr<LookUp>> begin(const Url& url);

  const Clock& clock_;
  std::map<std::string, std::shared_ptr<LookUp>> look_ups_;
};

}  // namespace sluice::http
