#include "local/protocol/cbor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "local/protocol/utf8.hpp"

namespace sluice::local {
namespace {

using Json = nlohmann::json;

std::string bytes(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return out;
}

struct Row {
  const char* hex;
  const char* json;
};

// RFC 8949, appendix A.
TEST(Cbor, ReadsTheExamplesOfItsStandard) {
  // clang-format off
  const Row rows[] = {
      {"00", "0"}, {"17", "23"}, {"1818", "24"}, {"1903e8", "1000"}, {"1a000f4240", "1000000"},
      {"1bffffffffffffffff", "18446744073709551615"}, {"20", "-1"}, {"3903e7", "-1000"},
      {"f90000", "0.0"}, {"f98000", "-0.0"}, {"f93c00", "1.0"}, {"fb3ff199999999999a", "1.1"},
      {"f93e00", "1.5"}, {"f97bff", "65504.0"}, {"fa47c35000", "100000.0"},
      {"f90001", "5.960464477539063e-8"}, {"f90400", "0.00006103515625"}, {"f9c400", "-4.0"},
      {"f4", "false"}, {"f5", "true"}, {"f6", "null"}, {"f7", "null"},
      {"c074323031332d30332d32315432303a30343a30305a", "\"2013-03-21T20:04:00Z\""},
      {"c11a514b67b0", "1363896240"}, {"c1fb41d452d9ec200000", "1363896240.5"},
      {"4401020304", "\"AQIDBA==\""}, {"60", "\"\""}, {"6449455446", "\"IETF\""},
      {"62c3bc", "\"\u00fc\""}, {"80", "[]"}, {"8301820203820405", "[1,[2,3],[4,5]]"},
      {"a0", "{}"}, {"a26161016162820203", R"({"a":1,"b":[2,3]})"},
      {"5f42010243030405ff", "\"AQIDBAU=\""}, {"7f657374726561646d696e67ff", "\"streaming\""},
      {"9fff", "[]"}, {"9f018202039f0405ffff", "[1,[2,3],[4,5]]"},
      {"bf61610161629f0203ffff", R"({"a":1,"b":[2,3]})"}, {"bf6346756ef563416d7421ff", R"({"Fun":true,"Amt":-2})"}};
  // clang-format on
  for (const Row& row : rows) {
    const auto read = read_cbor(bytes(row.hex));
    ASSERT_TRUE(read) << row.hex << ": " << read.error();
    EXPECT_EQ(*read, Json::parse(row.json)) << row.hex;
  }
  EXPECT_TRUE(std::isnan(read_cbor(bytes("f97e00"))->get<double>()));
  EXPECT_EQ(*read_cbor(bytes("f9fc00")), -std::numeric_limits<double>::infinity());
}

TEST(Cbor, RefusesWhatIsMalformed) {
  for (const char* hex : {"",         "18",
                          "1901",     "1c",
                          "1f",       "3bffffffffffffffff",
                          "44010203", "62c328",
                          "5f00ff",   "5f5f4100ffff",
                          "7f4100ff", "82",
                          "8201",     "9f01",
                          "a1",       "a16161",
                          "a10101",   "bf6161ff",
                          "c1",       "df00",
                          "f8",       "ff",
                          "0000",     "e0",
                          "f800",     "5bffffffffffffffff"})
    EXPECT_FALSE(read_cbor(bytes(hex))) << hex;
}

TEST(Cbor, IsNotDrivenIntoTheGroundByDepthOrBoastedLengths) {
  EXPECT_FALSE(read_cbor(std::string(1'000'000, '\x81')));
  EXPECT_FALSE(read_cbor(std::string(1'000'000, '\xC1')));
  EXPECT_FALSE(read_cbor(std::string(1'000'000, '\x9F')));
  EXPECT_FALSE(read_cbor(bytes("9bffffffffffffffff00")));
  EXPECT_TRUE(read_cbor(std::string(60, '\x81') + '\x01'));
}

TEST(Cbor, WritesTimesAsTaggedAndDoublesAsDoubles) {
  Json document = Json::object();
  document["At"] = 1;
  document["Ats"] = Json::array({2, 0.5});
  document["N"] = 1.0;
  const auto is_time = [](std::string_view name) { return name.starts_with("At"); };
  EXPECT_EQ(write_cbor(document, is_time), bytes("a3624174c10163417473"
                                                 "82c102c1fb3fe0000000000000"
                                                 "614efb3ff0000000000000"));
}

TEST(Cbor, WritesWhatItReads) {
  const Json document = Json::parse(
      R"({"a": [0, 23, 24, 255, 256, 65535, 65536, 4294967295, 4294967296, -1, -24, -25, -256,
         -257, -9223372036854775808, 18446744073709551615], "b": [true, false, null, 1.5, ""],
         "c": {"long": "0123456789012345678901234567890123456789"}})");
  EXPECT_EQ(*read_cbor(write_cbor(document, [](std::string_view) { return false; })), document);
}

TEST(Utf8, IsToldFromOtherBytes) {
  for (const char* good : {"", "plain", "\u00e4\u00f6", "\u20ac", "\U0001F600", "\uD7FF\uE000"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE2\x82", "\xE2\x28\xA1"})
    EXPECT_FALSE(is_utf8(bad)) << base64(bad);
}

}  // namespace
}  // namespace sluice::local
