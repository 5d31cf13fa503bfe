#pragma once

#include <string>
#include <string_view>

#include "http/service.hpp"
#include "http/sleeper.hpp"

namespace sluice::aws {

namespace asio = boost::asio;

/// How often a small service nearby is asked for one thing.
struct Tries {
  int count = 1;  ///< in all; >= 1
  Duration pause = {};
};

/// What tells a final answer from one that may be better next time.
using IsFinal = bool (*)(const http::Response&);

/// Sends `request` until the answer is final or the tries are used up; the last
/// answer, whatever it is. `service` and `sleeper` must outlive the call.
asio::awaitable<Result<http::Response, http::TransportError>> ask(http::Service& service,
                                                                  http::Sleeper& sleeper,
                                                                  http::Request request,
                                                                  Tries tries, IsFinal is_final);

/// The start of an error's body, fit for one line.
[[nodiscard]] std::string excerpt(std::string_view body);

}  // namespace sluice::aws
