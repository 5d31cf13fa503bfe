#include "local/sqs/queues.hpp"

#include <fmt/format.h>

namespace sluice::local {

std::string queue_url(const Call& call, std::string_view queue) {
  return fmt::format("http://{}/{}/{}", call.host, call.where.account, queue);
}

std::string_view queue_named_by(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return url.substr(url.rfind('/') + 1);  // npos + 1 is 0: a bare name
}

}  // namespace sluice::local
