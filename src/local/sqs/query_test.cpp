#include "local/sqs/query.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace sluice::local {
namespace {

using Json = nlohmann::json;
using Form = std::vector<std::pair<std::string, std::string>>;

/// tests/vectors/local/sqs/query.json: requests and answers as the examples of
/// AWS's API reference have them.
Json vectors() {
  std::ifstream file{std::string{SLUICE_TESTS_DIR} + "/vectors/local/sqs/query.json"};
  std::stringstream text;
  text << file.rdbuf();
  return Json::parse(text.str());
}

TEST(SqsQuery, ReadsRequestsAsAwsWritesThem) {
  const Json all = vectors();
  for (const Json& vector : all["requests"]) {
    Form form;
    for (const Json& parameter : vector["parameters"])
      form.emplace_back(parameter[0], parameter[1]);
    const auto input = input_from_query(vector["operation"].get<std::string>(), form);
    ASSERT_TRUE(input);
    EXPECT_EQ(*input, vector["input"]) << vector["operation"];
  }
}

TEST(SqsQuery, WritesAnswersAsAwsWritesThem) {
  const Json all = vectors();
  for (const Json& vector : all["answers"])
    EXPECT_EQ(xml_from_output(vector["operation"].get<std::string>(), vector["output"], "r-1"),
              "<?xml version=\"1.0\"?>" + vector["xml"].get<std::string>());
}

}  // namespace
}  // namespace sluice::local
