#pragma once

#include <array>
#include <functional>
#include <string_view>

#include "base/log.hpp"
#include "http/service.hpp"
#include "local/lambda/lambda_face.hpp"
#include "world/identities.hpp"
#include "world/location.hpp"

namespace sluice::local {

/// Lambda's REST interface over all regions: finds the region that a request
/// was signed for.
class LambdaService final : public http::Service {
 public:
  /// All must outlive it.
  struct Lent {
    world::Location home;  ///< of requests that are not signed
    world::Identities& identities;
    std::function<LambdaFace&(const world::Location& where)> face;
    std::function<Instant()> present;
    std::function<void()> changed;
    Log& log;
  };
  explicit LambdaService(Lent lent) : lent_{std::move(lent)} {}

  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override;

  /// What the paths of Lambda's API begin with.
  static constexpr std::array<std::string_view, 13> versions{
      "/2014-11-13/", "/2015-03-31/", "/2016-08-19/", "/2017-03-31/", "/2017-10-31/",
      "/2018-10-31/", "/2019-09-25/", "/2019-09-30/", "/2020-04-22/", "/2020-06-30/",
      "/2021-07-20/", "/2021-10-31/", "/2021-11-15/"};

 private:
  Lent lent_;
};

}  // namespace sluice::local
