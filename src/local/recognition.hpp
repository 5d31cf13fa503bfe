#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/service.hpp"
#include "local/protocol/query_protocol.hpp"
#include "local/request_headers.hpp"
#include "local/scope.hpp"
#include "local/service_face.hpp"

namespace sluice::local {

/// The protocols in which AWS's clients ask.
enum class Language { json, cbor, query };

/// How the message begins that says what Sluice lacks.
inline constexpr std::string_view not_modelled = "Sluice does not model ";

/// One request on its way to its answer.
struct Exchange {
  http::Request request;
  std::string request_id;
  RequestHeaders headers = {};  ///< views of `request`
  Scope scope = {};             ///< likewise
  Language language = Language::query;
  ServiceFace* face = nullptr;  ///< null: none that is modelled
  std::string operation = {};
  const ServiceFace::Entry* entry = nullptr;
  Json input = {};
  /// Whether `input` was read from the body.
  bool read = true;
  /// Of the answer, where it is ready.
  std::optional<std::string> body = {};
  /// Of Query.
  Parameters parameters = {};

  [[nodiscard]] const ServiceDescription& description() const {
    static const ServiceDescription nobody{.name = "", .signing_name = ""};
    return face == nullptr ? nobody : face->description();
  }
};

/// The services, as requests name them.
class Faces {
 public:
  /// The most bytes of a request that is read into a document (a batch of
  /// messages of 1 MiB, each byte written as six).
  static constexpr std::size_t largest_body = std::size_t{8} << 20U;

  void add(std::unique_ptr<ServiceFace> face) { faces_.push_back(std::move(face)); }

  /// Finds out which operation of which service is asked for, in which protocol,
  /// and reads its input, except where the face may answer without a document
  /// (then `exchange.read` is false). What was found stands in `exchange` even
  /// where the request is refused.
  std::optional<world::Refusal> recognise(Exchange& exchange) const;

 private:
  std::optional<world::Refusal> recognise_target(Exchange& exchange) const;
  std::optional<world::Refusal> recognise_rpc(Exchange& exchange) const;
  std::optional<world::Refusal> recognise_query(Exchange& exchange) const;
  [[nodiscard]] ServiceFace* face_of_target(std::string_view prefix) const;
  [[nodiscard]] ServiceFace* face_of_query(const Exchange& exchange,
                                           std::string_view version) const;

  std::vector<std::unique_ptr<ServiceFace>> faces_;
};

}  // namespace sluice::local
