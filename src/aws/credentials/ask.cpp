#include "aws/credentials/ask.hpp"

#include <algorithm>

namespace sluice::aws {

asio::awaitable<Result<http::Response, http::TransportError>> ask(http::Service& service,
                                                                  http::Sleeper& sleeper,
                                                                  http::Request request,
                                                                  Tries tries, IsFinal is_final) {
  for (int attempt = 1;; ++attempt) {
    auto answer = co_await service.send(request);
    const bool done = answer && is_final(*answer);
    if (done || attempt >= tries.count) co_return answer;
    if (tries.pause > Duration{}) co_await sleeper.sleep(tries.pause);
  }
}

std::string excerpt(std::string_view body) {
  constexpr std::size_t longest = 200;
  std::string text{body.substr(0, longest)};
  std::ranges::replace_if(
      text, [](char letter) { return letter < ' ' || letter > '~'; }, ' ');
  return text;
}

}  // namespace sluice::aws
