#include "local/input.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"
#include "local/operation.hpp"

namespace sluice::local {
namespace {

using Texts = Input::Texts;

const Json order = Json::parse(R"({
  "cluster": "orders", "count": 3, "rate": 0.5, "enabled": true, "at": 1700000000.25,
  "payload": "Zm9v", "names": ["a", "b"], "values": [1, 2.5], "tags": {"k": "v"},
  "none": null,
  "network": {"subnet": "s", "ports": [{"from": 1}, {"from": 2}]}})");

TEST(Input, GivesEachMemberAsTheTypeThatIsAskedFor) {
  Input input{order, {}, Texts::stay};
  EXPECT_EQ(input.text("cluster"), "orders");
  EXPECT_EQ(input.integer("count"), 3);
  EXPECT_EQ(input.number("rate"), 0.5);
  EXPECT_EQ(input.number("count"), 3.0);
  EXPECT_EQ(input.flag("enabled"), true);
  EXPECT_EQ(input.instant("at"), parse_iso8601("2023-11-14T22:13:20.25Z"));
  EXPECT_EQ(input.blob("payload"), "foo");
  EXPECT_EQ(input.texts("names"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(input.numbers("values"), (std::vector<double>{1, 2.5}));
  EXPECT_EQ(input.text_map("tags").at("k"), "v");
  auto network = input.structure("network");
  ASSERT_TRUE(network);
  EXPECT_EQ(network->text("subnet"), "s");
  auto ports = network->structures("ports");
  ASSERT_EQ(ports.size(), 2);
  EXPECT_EQ(ports[1].required_integer("from"), 2);
  EXPECT_EQ(ports[0].required_integer("from"), 1);
  EXPECT_EQ(input.refusal(), std::nullopt);
}

TEST(Input, CountsNullAsNotSent) {
  Input input{order, {}};
  EXPECT_FALSE(input.has("none"));
  EXPECT_FALSE(input.has("absent"));
  EXPECT_TRUE(input.has("cluster"));
  EXPECT_EQ(input.text("none"), std::nullopt);
  EXPECT_TRUE(input.texts("none").empty());
  EXPECT_FALSE(input.structure("none"));
  const Json null;
  EXPECT_EQ(Input(null, {}).refusal(), std::nullopt);
}

TEST(Input, NamesTheMemberThatNobodyReadWithItsPath) {
  const Json sent = Json::parse(R"({"services": [{"name": "a", "foo": 1}], "tail": 1})");
  Input input{sent, {.code = "InvalidParameterException"}};
  EXPECT_EQ(input.refusal()->message, "Sluice does not model the parameter services");
  auto services = input.structures("services");
  EXPECT_EQ(input.refusal()->message, "Sluice does not model the parameter tail");
  input.ignore("tail");
  services[0].text("name");
  EXPECT_EQ(input.refusal(),
            (world::Refusal{.code = "InvalidParameterException",
                            .message = "Sluice does not model the parameter services[0].foo"}));
  services[0].raw("foo");
  EXPECT_EQ(input.refusal(), std::nullopt);
}

TEST(Input, NamesMembersBelowStructuresAndMaps) {
  const Json sent = Json::parse(R"({"a": {"b": {"c": 1}}, "m": {"x": {"y": 2}}})");
  Input input{sent, {}};
  auto a = input.structure("a");
  auto b = a->structure("b");
  auto m = input.structure_map("m");
  EXPECT_EQ(input.refusal()->message, "Sluice does not model the parameter a.b.c");
  b->ignore("c");
  EXPECT_EQ(input.refusal()->message, "Sluice does not model the parameter m.x.y");
  EXPECT_EQ(m.at("x").integer("y"), 2);
  EXPECT_EQ(input.refusal(), std::nullopt);
}

TEST(Input, TakesRawMembersWhole) {
  const Json sent = Json::parse(R"({"any": {"b": [1, {"c": null}]}})");
  Input input{sent, {}};
  EXPECT_EQ(input.raw("any"), sent.at("any"));
  EXPECT_TRUE(input.raw("absent").is_null());
  EXPECT_EQ(input.refusal(), std::nullopt);
}

TEST(Input, KeepsTheFirstRefusalWhereverItComesFrom) {
  Input input{order, {}};
  auto network = input.structure("network");
  network->refuse({.code = "First", .message = "one"});
  input.refuse({.code = "Second", .message = "two"});
  EXPECT_EQ(input.integer("cluster"), std::nullopt);
  EXPECT_EQ(input.refusal()->code, "First");
  EXPECT_EQ(network->refusal()->code, "First");
}

TEST(Input, ANestedInputOutlivesTheOneItCameFrom) {
  std::optional<Input> outer{std::in_place, order, Input::Wording{}};
  auto network = outer->structure("network");
  outer.reset();
  EXPECT_EQ(network->required_text("absent"), "");
  EXPECT_EQ(network->refusal()->message,
            "1 validation error detected: Value null at 'network.absent' failed to satisfy "
            "constraint: Member must not be null");
}

struct WrongType {
  const char* name;
  std::function<void(Input&)> read;
  const char* message;
};
class InputOfWrongType : public testing::TestWithParam<WrongType> {};

TEST_P(InputOfWrongType, IsASerializationException) {
  Input input{order, {}, Texts::stay};
  GetParam().read(input);
  ASSERT_TRUE(input.refusal());
  EXPECT_EQ(input.refusal()->code, "SerializationException");
  EXPECT_EQ(input.refusal()->message, GetParam().message);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, InputOfWrongType, testing::Values(
    WrongType{"number_for_text", [](Input& i) { i.text("count"); }, "NUMBER_VALUE can not be converted to a String"},
    WrongType{"text_for_number", [](Input& i) { i.integer("cluster"); }, "STRING_VALUE can not be converted to an Integer"},
    WrongType{"fraction_for_integer", [](Input& i) { i.integer("rate"); }, "NUMBER_VALUE can not be converted to an Integer"},
    WrongType{"truth_for_double", [](Input& i) { i.required_number("enabled"); }, "TRUE_VALUE can not be converted to a Double"},
    WrongType{"text_for_truth", [](Input& i) { i.flag("cluster"); }, "STRING_VALUE can not be converted to a Boolean"},
    WrongType{"text_for_time", [](Input& i) { i.instant("cluster"); }, "STRING_VALUE can not be converted to a Timestamp"},
    WrongType{"no_base64", [](Input& i) { i.blob("cluster"); }, "Invalid base64 text where a Blob was expected"},
    WrongType{"list_for_text", [](Input& i) { i.text("names"); }, "Start of list found where not expected"},
    WrongType{"map_for_text", [](Input& i) { i.text("tags"); }, "Start of structure or map found where not expected."},
    WrongType{"text_for_list", [](Input& i) { i.texts("cluster"); }, "Expected list or null"},
    WrongType{"text_for_structure", [](Input& i) { i.structure("cluster"); }, "Expected structure or map or null"},
    WrongType{"texts_for_structures", [](Input& i) { i.structures("names"); }, "Expected structure or map or null"},
    WrongType{"texts_for_numbers", [](Input& i) { i.numbers("names"); }, "STRING_VALUE can not be converted to a Double"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Input, RefusesABodyThatIsNoStructure) {
  const Json list = Json::array({1});
  EXPECT_EQ(Input(list, {}).refusal()->code, "SerializationException");
}

TEST(Input, ReadsTheTextsOfQueryAsWhatIsAskedFor) {
  const Json sent = Json::parse(R"({"n": "60", "d": "-1.5e3", "t": "true", "f": "false",
      "at": "2024-04-12T01:02:03Z", "epoch": "1700000000", "l": ["1", "2"], "empty": ""})");
  Input input{sent, {}};
  EXPECT_EQ(input.integer("n"), 60);
  EXPECT_EQ(input.number("n"), 60.0);
  EXPECT_EQ(input.number("d"), -1500.0);
  EXPECT_EQ(input.flag("t"), true);
  EXPECT_EQ(input.flag("f"), false);
  EXPECT_EQ(input.instant("at"), parse_iso8601("2024-04-12T01:02:03Z"));
  EXPECT_EQ(input.instant("epoch"), Instant{std::chrono::seconds{1700000000}});
  EXPECT_EQ(input.numbers("l"), (std::vector<double>{1, 2}));
  EXPECT_TRUE(input.texts("empty").empty());
  EXPECT_TRUE(input.text_map("empty").empty());
  EXPECT_EQ(input.refusal(), std::nullopt);
  EXPECT_EQ(input.integer("d"), std::nullopt);
  EXPECT_EQ(input.refusal()->message, "STRING_VALUE can not be converted to an Integer");
}

TEST(Input, ReadsWholeNumbersUpToTheEdgesOf64Bits) {
  const Json sent = Json::parse(
      R"({"most": 9223372036854775807, "least": -9223372036854775808, "more": 9223372036854775808,
          "float": 60.0, "big": 1e300, "far": 1e12})");
  Input good{sent, {}};
  EXPECT_EQ(good.integer("most"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(good.integer("least"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(good.integer("float"), 60);
  for (const char* name : {"more", "big"}) {
    Input input{sent, {}};
    EXPECT_EQ(input.integer(name), std::nullopt);
    EXPECT_EQ(input.refusal()->code, "SerializationException");
  }
  EXPECT_EQ(good.instant("far"), std::nullopt);
}

TEST(Input, WordsWhatIsMissingAsTheServiceDoes) {
  Input json{order, {}};
  json.required_text("ServiceNamespace");
  EXPECT_EQ(json.refusal()->code, "ValidationException");
  EXPECT_EQ(json.refusal()->message,
            "1 validation error detected: Value null at 'serviceNamespace' failed to satisfy "
            "constraint: Member must not be null");
  Input query{order, {.code = "InvalidParameterValue", .missing_code = "MissingParameter"}};
  query.required_number("Threshold");
  EXPECT_EQ(query.refusal()->code, "MissingParameter");
  EXPECT_EQ(query.refusal()->message, "The request must contain the parameter Threshold.");
}

TEST(Input, HoldsWordsAndNumbersToTheirBounds) {
  const Json sent = Json::parse(R"({"L": [{"Mode": "slow", "N": 0}], "N": 11, "Mode": "fast"})");
  const auto message = [&](auto read) {
    Input input{sent, {}};
    auto list = input.structures("L");
    read(input, list[0]);
    return input.refusal()->message;
  };
  EXPECT_EQ(message([](Input&, Input& first) {
              first.one_of("Mode", {"fast", "safe"});
            }),
            "1 validation error detected: Value 'slow' at 'l.1.member.mode' failed to satisfy "
            "constraint: Member must satisfy enum value set: [fast, safe]");
  EXPECT_EQ(message([](Input&, Input& first) { first.integer_within("N", 1, 10); }),
            "1 validation error detected: Value '0' at 'l.1.member.n' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1");
  EXPECT_EQ(message([](Input& input, Input&) { input.integer_within("N", 1, 10); }),
            "1 validation error detected: Value '11' at 'n' failed to satisfy constraint: Member "
            "must have value less than or equal to 10");
  Input good{sent, {}};
  EXPECT_EQ(good.one_of("Mode", {"fast", "safe"}), "fast");
  EXPECT_EQ(good.integer_within("N", 1, 11), 11);
  EXPECT_EQ(good.one_of("absent", {"fast"}), std::nullopt);
}

TEST(Timestamp, IsEpochSecondsToTheMillisecond) {
  EXPECT_EQ(timestamp(*parse_iso8601("2023-11-14T22:13:20.2509Z")).dump(), "1700000000.25");
  EXPECT_EQ(timestamp(Instant{std::chrono::seconds{1700000000}}), 1700000000.0);
}

}  // namespace
}  // namespace sluice::local
