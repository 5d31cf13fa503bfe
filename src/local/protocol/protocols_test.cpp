#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "local/protocol/cbor_protocol.hpp"
#include "local/protocol/gzip.hpp"
#include "local/protocol/json_protocol.hpp"
#include "local/protocol/query_protocol.hpp"

namespace sluice::local {
namespace {

using testing::HasSubstr;

Json query(std::string_view form) {
  const auto input = read_form(form).and_then(input_from_parameters);
  return input ? *input : Json(input.error().code);
}

// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
TEST(Query, BuildsListsMapsAndStructuresFromDottedNames) {
  // clang-format off
  const std::pair<const char*, const char*> rows[] = {
      {"Action=A&Version=V&X=1", R"({"X": "1"})"},
      {"L.member.1=a&L.member.2=b", R"({"L": ["a", "b"]})"},
      {"L.member.10=j&L.member.2=b&L.member.1=a", R"({"L": ["a", "b", "j"]})"},
      {"L.1=a&L.2=b", R"({"L": ["a", "b"]})"},
      {"L.member.1.A=1&L.member.1.B.C=2", R"({"L": [{"A": "1", "B": {"C": "2"}}]})"},
      {"M.entry.1.key=k&M.entry.1.value=v", R"({"M": {"k": "v"}})"},
      {"M.entry.1.key=k&M.entry.1.value.X=v", R"({"M": {"k": {"X": "v"}}})"},
      {"L.member.1.M.member.1=x", R"({"L": [{"M": ["x"]}]})"},
      {"T=a%20b+c%26d%3d", R"({"T": "a b c&d="})"},
      {"Empty=&None", R"({"Empty": "", "None": ""})"},
      {"&&X=1&", R"({"X": "1"})"},
      {"X-Amz-Signature=s&AWSAccessKeyId=k&Signature=s&SignatureVersion=2&Timestamp=t&X=1", R"({"X": "1"})"},
      {"Timestamp=t", R"({"Timestamp": "t"})"},
      {"", "{}"}};
  // clang-format on
  for (const auto& [form, json] : rows) EXPECT_EQ(query(form), Json::parse(json)) << form;
}

TEST(Query, RefusesFormsThatAreMalformed) {
  for (const char* form : {"X=%", "X=%4", "X=%zz", "%ff=1", "X=%C3%28"})
    EXPECT_EQ(query(form), "MalformedQueryString") << form;
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  for (const std::string& form : {std::string{"X=1&X.Y=2"}, std::string{"X.Y=2&X=1"}, deep})
    EXPECT_EQ(query(form), "MalformedInput");
}

TEST(Query, WritesMembersTimesAndNumbersOfXml) {
  Json output = Json::object();
  output["Empty"] = Json::array();
  output["Flag"] = true;
  output["Timestamps"] = Json::array({0, 0.5});
  output["Text"] = std::string{"a\x01<b>\n"};
  const Answering to{.service = cloudwatch_service, .operation = "Op", .request_id = "r"};
  const http::Response answer = query_answer(to, output);
  EXPECT_EQ(answer.headers.find("Content-Type"), "text/xml");
  EXPECT_THAT(answer.body,
              HasSubstr("<OpResult><Empty/><Flag>true</Flag><Text>a&lt;b&gt;\n</Text>"
                        "<Timestamps><member>1970-01-01T00:00:00Z</member>"
                        "<member>1970-01-01T00:00:00.500Z</member></Timestamps></OpResult>"));
}

TEST(Query, WritesMapsAsEntries) {
  Json output = Json::object();
  output["ExtendedStatistics"] = Json::object();
  output["ExtendedStatistics"]["p50"] = 1.5;
  output["ExtendedStatistics"]["tm(10%:90%)"] = 2;
  const Answering to{.service = cloudwatch_service, .operation = "Op", .request_id = "r"};
  EXPECT_THAT(query_answer(to, output).body,
              HasSubstr("<OpResult><ExtendedStatistics>"
                        "<entry><key>p50</key><value>1.5</value></entry>"
                        "<entry><key>tm(10%:90%)</key><value>2</value></entry>"
                        "</ExtendedStatistics></OpResult>"));
}

TEST(Query, NamesTheCodesThatItsClientsKnow) {
  const Answering to{.service = sqs_service, .operation = "Op", .request_id = "r"};
  world::Refusal refusal{.code = "QueueDoesNotExist",
                         .message = "gone",
                         .query_code = "AWS.SimpleQueueService.NonExistentQueue"};
  EXPECT_THAT(query_answer(to, Failure<world::Refusal>{refusal}).body,
              HasSubstr("<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"));
  refusal = {.code = "SerializationException", .message = "", .status = 500};
  EXPECT_THAT(query_answer(to, Failure<world::Refusal>{refusal}).body,
              HasSubstr("<Type>Receiver</Type><Code>MalformedInput</Code>"));
}

TEST(JsonProtocol, AnswersInTheTypeOfTheRequest) {
  const Answering to{.service = ecs_service, .operation = "Op", .request_id = "r"};
  Json output = Json::object();
  output["at"] = 1.5;
  http::Response answer = json_answer(to, output, "application/x-amz-json-1.1");
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(answer.body, R"({"at":1.5})");
  EXPECT_EQ(json_answer(to, Json{}, "x").body, "");
  output["at"] = "\xFF";
  EXPECT_THAT(json_answer(to, output, "x").body, HasSubstr("\uFFFD"));
}

TEST(JsonProtocol, CarriesTheCodeForQueryClients) {
  const world::Refusal refusal{
      .code = "QueueDoesNotExist", .message = "gone", .query_code = "AWS.Gone"};
  const auto header = [&](const ServiceDescription& service, bool asked, int status = 400) {
    world::Refusal with = refusal;
    with.status = status;
    const Answering to{
        .service = service, .operation = "Op", .request_id = "r", .query_mode = asked};
    const auto answer = json_answer(to, Failure<world::Refusal>{with}, "x");
    return std::string{answer.headers.find("x-amzn-query-error").value_or("none")};
  };
  EXPECT_EQ(header(sqs_service, false), "AWS.Gone;Sender");
  EXPECT_EQ(header(sqs_service, true, 500), "AWS.Gone;Receiver");
  EXPECT_EQ(header(cloudwatch_service, true), "AWS.Gone;Sender");
  EXPECT_EQ(header(cloudwatch_service, false), "none");
  EXPECT_EQ(header(ecs_service, true), "none");
}

TEST(JsonProtocol, SpellsTheTypeOfAnErrorAsTheServiceDoes) {
  EXPECT_EQ(error_type(sqs_service, {.code = "A", .message = ""}), "com.amazonaws.sqs#A");
  EXPECT_EQ(error_type(sqs_service, {.code = "x#A", .message = ""}), "x#A");
  EXPECT_EQ(error_type(sqs_service, {.code = "SerializationException", .message = ""}),
            "com.amazon.coral.service#SerializationException");
  EXPECT_EQ(error_type(ecs_service, {.code = "A", .message = ""}), "A");
}

TEST(JsonProtocol, RefusesBodiesThatAreNoDocument) {
  EXPECT_EQ(*read_json(""), Json::object());
  for (const std::string& body :
       {std::string{"{"}, std::string{"[]"}, std::string{"1"}, std::string{"{\"a\":\"\xFF\"}"},
        "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"}) {
    const auto read = read_json(body);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "SerializationException");
    EXPECT_EQ(read.error().status, 400);
  }
}

TEST(CborProtocol, AnswersAnEmptyDocumentWhereThereIsNoOutput) {
  const Answering to{.service = cloudwatch_service, .operation = "Op", .request_id = "r"};
  EXPECT_EQ(cbor_answer(to, Json{}).body, "\xA0");
  EXPECT_EQ(cbor_answer(to, Json{}).headers.find("smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(*read_cbor_input(""), Json::object());
  EXPECT_EQ(read_cbor_input("\x80").error().code, "SerializationException");
}

std::string packed(std::string text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Gzip, UnpacksWithinItsBound) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(unpack_gzip(packed(text), 100'000), text);
  EXPECT_EQ(unpack_gzip(packed(""), 10), "");
  EXPECT_FALSE(unpack_gzip(packed(text), 99'999));
  EXPECT_FALSE(unpack_gzip(packed(std::string(std::size_t{64} << 20U, '\0')), 1'000'000));
}

TEST(Gzip, RefusesWhatIsNoneOrBroken) {
  const std::string good = packed("some text");
  EXPECT_FALSE(unpack_gzip("", 100));
  EXPECT_FALSE(unpack_gzip("plain", 100));
  EXPECT_FALSE(unpack_gzip(good.substr(0, good.size() - 1), 100));
  EXPECT_FALSE(unpack_gzip(good + "x", 100));
}

}  // namespace
}  // namespace sluice::local
