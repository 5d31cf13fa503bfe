#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/service.hpp"
#include "local/administration/control.hpp"
#include "local/faults/faults.hpp"

namespace sluice::local {

/// The pages under /_sluice/: health, clock, record, reset and faults, in
/// JSON. An error
/// is {"error": "..."}, which names what would be right.
class Administration final : public http::Service {
 public:
  /// What /_sluice/health tells.
  struct About {
    std::string version;
    /// Those that are modelled, by the name of their service.
    std::map<std::string, std::vector<std::string>> operations;
  };

  /// `control` and `faults` must outlive it.
  Administration(About about, Control& control, Faults& faults);

  http::asio::awaitable<Result<http::Response, http::TransportError>> send(
      http::Request request) override;

  /// Where its pages are.
  static constexpr std::string_view prefix = "/_sluice/";

 private:
  http::asio::awaitable<http::Response> page(const http::Request& request);
  http::asio::awaitable<http::Response> clock(const http::Request& request);
  http::asio::awaitable<http::Response> reset(const http::Request& request);
  [[nodiscard]] http::Response health(const http::Request& request) const;
  http::Response faults(const http::Request& request);
  http::Response record(const http::Request& request);
  [[nodiscard]] http::Response clock_shown() const;

  About about_;
  Control& control_;
  Faults& faults_;
};

}  // namespace sluice::local
