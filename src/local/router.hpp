#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "http/service.hpp"
#include "http/sleeper.hpp"
#include "local/faults/faults.hpp"
#include "local/recognition.hpp"
#include "local/service_face.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"

namespace sluice::local {

/// What the router needs of the cloud behind it; lent by whoever owns that.
class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  /// Brings the cloud to the present, with all that is due, and says when that is.
  virtual Instant present() = 0;
  /// A call was carried out: something may be due earlier than it was.
  virtual void changed() = 0;
  /// Whether the answer of a call to `service` ("sqs") that was just carried out
  /// has to wait until what it changed is stored.
  [[nodiscard]] virtual bool must_store(std::string_view service) = 0;
  /// Completes when that is stored; the error says why it never will be.
  virtual boost::asio::awaitable<Result<void, std::string>> stored() = 0;
};

/// The front of the cloud: finds out which operation of which service a request
/// asks for, in whichever protocol, has it carried out and answers in the same
/// protocol. One event loop, one thread.
class Router final : public http::Service {
 public:
  struct Options {
    world::Location home = {};  ///< of requests that are not signed
    bool log_calls = false;     ///< a line at debug level for each call that went well
  };

  /// A service that is no table of operations (Lambda's REST interface, the
  /// administrative pages).
  struct Rest {
    std::string prefix;  ///< of its paths: "/2015-03-31/"
    http::Service* service;
    const ServiceDescription* description = nullptr;  ///< null: no faults befall it
    /// The operation that a request asks for, for faults; null: it has no name.
    std::string_view (*operation)(const http::Request& request) = nullptr;
  };

  /// All that is lent must outlive it. `identities` names requests.
  struct Lent {
    Stage& stage;
    Faults& faults;
    world::Identities& identities;
    http::Sleeper& sleeper;  ///< in real time, for faults
    Log& log;
  };

  Router(Options options, Lent lent);
  ~Router() override;

  void add(std::unique_ptr<ServiceFace> face) { faces_.add(std::move(face)); }
  void add(Rest rest) { rests_.push_back(std::move(rest)); }

  boost::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override;

 private:
  boost::asio::awaitable<Result<http::Response, http::TransportError>> serve(http::Request request);
  boost::asio::awaitable<Result<http::Response, http::TransportError>> serve_rest(
      http::Request request, const Rest& rest);
  boost::asio::awaitable<Output> perform(Exchange& exchange);
  boost::asio::awaitable<Output> call(Exchange& exchange);
  boost::asio::awaitable<bool> keep(std::string_view service);
  boost::asio::awaitable<Output> call_with_document(Exchange& exchange, const Call& call);

  void tell(const Exchange& exchange, const Output& output) const;

  Options options_;
  Lent lent_;
  Faces faces_;
  std::vector<Rest> rests_;
};

}  // namespace sluice::local
