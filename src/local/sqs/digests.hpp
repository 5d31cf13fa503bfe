#pragma once

#include <memory>

#include "world/sqs/digests.hpp"

namespace sluice::local {

/// OpenSSL's digests, for the world.
class OpenSslDigests final : public world::Digests {
 public:
  OpenSslDigests();
  ~OpenSslDigests() override;

  [[nodiscard]] world::Md5 md5(std::string_view bytes) override;
  [[nodiscard]] std::string sha256_hex(std::string_view bytes) override;

 private:
  struct Context;
  std::unique_ptr<Context> context_;  ///< made once: fetching an algorithm is slow
};

}  // namespace sluice::local
