// What clients send to sluice local: JSON, CBOR, forms, plans of faults, and the
// Input that reads them. The first letter picks one.
#include <nlohmann/json.hpp>

#include "fuzz/expect.hpp"
#include "local/faults/faults.hpp"
#include "local/protocol/cbor.hpp"
#include "local/protocol/cbor_protocol.hpp"
#include "local/protocol/gzip.hpp"
#include "local/protocol/json_protocol.hpp"
#include "local/protocol/query_protocol.hpp"
#include "local/protocol/utf8.hpp"
#include "local/scope.hpp"

namespace sluice::local {
namespace {

/// Reads every member as everything: whatever comes, nothing worse than a
/// refusal may come of it.
void read_all(const Json& document, Input::Texts texts) {
  for (const auto& [name, value] : document.items()) {
    Input input{document, {}, texts};
    const std::string_view key = name;
    input.text(key);
    input.integer(key);
    input.number(key);
    input.flag(key);
    input.instant(key);
    input.blob(key);
    input.texts(key);
    input.numbers(key);
    input.text_map(key);
    input.structure(key);
    input.structures(key);
    input.structure_map(key);
    static_cast<void>(input.refusal());
  }
  if (document.empty()) return;
  Input unread{document, {}, texts};
  const auto first =
      std::ranges::find_if(document, [](const Json& value) { return !value.is_null(); });
  CHECK(unread.refusal().has_value() == (first != document.end()));
}

/// Whatever was read can be written in every protocol.
void write_all(const Json& document) {
  CHECK(is_utf8(document.dump()));
  const Answering to{.service = cloudwatch_service, .operation = "Op", .request_id = "id"};
  const auto never = [](std::string_view) { return false; };
  const auto again = read_cbor(write_cbor(document, never));
  CHECK(again && again->dump() == document.dump());
  CHECK(json_answer(to, document, "x").status == 200);
  CHECK(cbor_answer(to, document).status == 200);
}

void expect_refusal(const world::Refusal& refusal) {
  CHECK(!refusal.code.empty() && refusal.status == 400);
  fuzz::expect_one_line(refusal.message);
}

void consider(const world::Answer<Json>& document, Input::Texts texts) {
  if (!document) return expect_refusal(document.error());
  CHECK(document->is_object());
  read_all(*document, texts);
  write_all(*document);
}

void form(std::string_view text) {
  const auto parameters = read_form(text);
  if (!parameters) return expect_refusal(parameters.error());
  const auto input = input_from_parameters(*parameters);
  if (!input) {  // names a parameter, which may hold anything
    CHECK(input.error().code == "MalformedInput");
    return;
  }
  consider(input, Input::Texts::convert);
}

void plan(std::string_view text) {
  const auto read = read_fault_plan(text);
  if (!read) return fuzz::expect_one_line(read.error());
  Faults faults;
  faults.set(*read);
  for (int i = 0; i < 4; ++i) CHECK(faults.strike(sqs_service, "SendMessage").latency.count() >= 0);
  CHECK(faults.shown().at("rules").size() == read->rules.size());
}

void scope(std::string_view text) {
  const world::Location home;
  for (const Scope& read : {scope_of_authorization(text), scope_of_query(text)})
    CHECK(location_of(read, home).region.size() <= 24);
}

}  // namespace
}  // namespace sluice::local

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sluice::local;
  if (size == 0) return 0;
  const std::string_view text = sluice::fuzz::as_text(data + 1, size - 1);
  constexpr std::size_t most = 1U << 16U;
  switch (data[0] % 6) {
    case 0:
      consider(read_json(text), Input::Texts::stay);
      break;
    case 1:
      consider(read_cbor_input(text), Input::Texts::stay);
      break;
    case 2:
      form(text);
      break;
    case 3:
      plan(text);
      break;
    case 4:
      scope(text);
      break;
    default:
      if (const auto body = unpack_gzip(text, most)) CHECK(body->size() <= most);
  }
  return 0;
}
