// Vectors made with botocore's serialisers and read back by its parsers
// (tools/make_local_vectors.py).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "local/protocol/cbor_protocol.hpp"
#include "local/protocol/json_protocol.hpp"
#include "local/protocol/query_protocol.hpp"

namespace sluice::local {
namespace {

Json vectors(const char* kind) {
  std::ifstream file{std::string{SLUICE_TESTS_DIR} + "/vectors/local/protocols.json"};
  return Json::parse(file).at(kind);
}

std::string text(const Json& vector, const char* key) {
  return vector.at(key).get<std::string>();
}

const ServiceDescription& service_named(std::string_view name) {
  for (const ServiceDescription* service : {&sqs_service, &cloudwatch_service, &iam_service,
                                            &sts_service, &application_auto_scaling_service})
    if (service->name == name) return *service;
  throw std::logic_error{"no such service"};
}

world::Answer<Json> read(const Json& vector) {
  const std::string body = parse_base64(text(vector, "body")).value();
  const std::string protocol = text(vector, "protocol");
  if (protocol == "json") return read_json(body);
  if (protocol != "query") return read_cbor_input(body);
  return read_form(body).and_then(input_from_parameters);
}

TEST(ProtocolVectors, RequestsOfBotocoreStandForTheDocumentsThatItWasGiven) {
  for (const Json& vector : vectors("requests")) {
    const auto input = read(vector);
    ASSERT_TRUE(input) << vector;
    EXPECT_EQ(*input, vector.at("input")) << text(vector, "protocol") << text(vector, "operation");
  }
}

Output output_of(const Json& vector) {
  const Json& output = vector.at("output");
  const int status = vector.at("status").get<int>();
  if (status == 200) return output;
  return world::refuse(text(output, "code"), text(output, "message"), status);
}

TEST(ProtocolVectors, AnswersAreWhatBotocoreReadsBack) {
  for (const Json& vector : vectors("answers")) {
    const std::string operation = text(vector, "operation");
    const Answering to{.service = service_named(text(vector, "service")),
                       .operation = operation,
                       .request_id = "id-1"};
    const std::string protocol = text(vector, "protocol");
    http::Response answer;
    if (protocol == "json")
      answer = json_answer(to, output_of(vector), "application/x-amz-json-1.0");
    else if (protocol == "query")
      answer = query_answer(to, output_of(vector));
    else
      answer = cbor_answer(to, output_of(vector));
    EXPECT_EQ(answer.status, vector.at("status").get<int>());
    EXPECT_EQ(base64(answer.body), text(vector, "body")) << answer.body;
    EXPECT_EQ(answer.headers.find("x-amzn-RequestId"), "id-1");
  }
}

}  // namespace
}  // namespace sluice::local
