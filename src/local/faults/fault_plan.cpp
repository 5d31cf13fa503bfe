#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "base/duration_text.hpp"
#include "base/nearest.hpp"
#include "base/one_line.hpp"
#include "local/faults/faults.hpp"
#include "local/protocol/json_protocol.hpp"

namespace sluice::local {
namespace {

using namespace std::string_view_literals;

constexpr std::array plan_keys{"seed"sv, "rules"sv};
constexpr std::array rule_keys{"service"sv,         "operation"sv,   "rate"sv,
                               "throttle"sv,        "error"sv,       "latency"sv,
                               "drop_connection"sv, "stale_counts"sv};
constexpr std::array error_keys{"code"sv, "message"sv, "status"sv};
constexpr std::array services{"sqs"sv,    "ecs"sv,  "cloudwatch"sv, "application-autoscaling"sv,
                              "events"sv, "logs"sv, "iam"sv,        "sts"sv,
                              "lambda"sv};
constexpr std::size_t most_rules = 100;
constexpr Duration longest_latency = std::chrono::minutes{5};

/// Reads the members of one object; remembers the first thing that is wrong.
class PlanReader {
 public:
  PlanReader(const Json& object, std::string path, std::optional<std::string>& wrong)
      : object_{object}, path_{std::move(path)}, wrong_{wrong} {}

  void expect_keys(std::span<const std::string_view> known) {
    for (const auto& [key, value] : object_.items()) {
      if (std::ranges::find(known, key) != known.end()) continue;
      const std::string guess = nearest(key, known);
      fail(key, guess.empty() ? fmt::format("is unknown; known are {}", fmt::join(known, ", "))
                              : fmt::format("is unknown; did you mean {}?", guess));
    }
  }

  [[nodiscard]] const Json* find(std::string_view key) const {
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  std::string text(std::string_view key) {
    const Json* value = find(key);
    if (value == nullptr) return {};
    if (value->is_string() && !value->get_ref<const std::string&>().empty())
      return value->get<std::string>();
    wrong_value(key, *value, "a text");
    return {};
  }

  double rate() {
    const Json* value = find("rate");
    if (value == nullptr) return 1;
    if (value->is_number()) {
      const auto number = value->get<double>();
      if (number > 0 && number <= 1) return number;
    }
    wrong_value("rate", *value, "a number above 0 and up to 1");
    return 1;
  }

  bool flag(std::string_view key) {
    const Json* value = find(key);
    if (value == nullptr) return false;
    if (value->is_boolean()) return value->get<bool>();
    wrong_value(key, *value, "true or false");
    return false;
  }

  std::optional<Duration> duration(std::string_view key, Duration most) {
    const Json* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) {
      const auto span = parse_duration(value->get_ref<const std::string&>());
      if (span && *span <= most) return *span;
    }
    const auto minutes = std::chrono::floor<std::chrono::minutes>(most).count();
    wrong_value(key, *value, fmt::format(R"(a time up to {}m, such as "200ms" or "60s")", minutes));
    return std::nullopt;
  }

  std::uint64_t seed() {
    const Json* value = find("seed");
    if (value == nullptr) return 0;
    if (value->is_number_unsigned()) return value->get<std::uint64_t>();
    wrong_value("seed", *value, "a whole number, 0 or above");
    return 0;
  }

  int status() {
    const Json* value = find("status");
    if (value == nullptr) return 400;
    if (value->is_number_integer()) {
      const auto number = value->get<std::int64_t>();
      if (number >= 400 && number <= 599) return static_cast<int>(number);
    }
    wrong_value("status", *value, "a status of HTTP from 400 to 599");
    return 400;
  }

  void wrong_value(std::string_view key, const Json& value, std::string_view right) {
    constexpr std::size_t longest = 80;
    std::string shown = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (shown.size() > longest) shown = shown.substr(0, longest) + "...";
    fail(key, fmt::format("is {}, but should be {}", shown, right));
  }

  void fail(std::string_view key, const std::string& what) {
    if (wrong_) return;
    const bool root = path_.empty();
    wrong_ = one_line(fmt::format("{}{}{} {}", path_, root || key.empty() ? "" : ".", key, what));
  }

  [[nodiscard]] std::string below(std::string_view key) const {
    return path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key);
  }

 private:
  const Json& object_;
  std::string path_;
  std::optional<std::string>& wrong_;
};

world::Refusal read_error(const Json& value, const std::string& path,
                          std::optional<std::string>& wrong) {
  PlanReader reader{value, path, wrong};
  reader.expect_keys(error_keys);
  world::Refusal error{
      .code = reader.text("code"), .message = reader.text("message"), .status = reader.status()};
  if (error.code.empty()) reader.fail("code", "is missing; it is AWS's code of the error");
  return error;
}

void check_together(const FaultRule& rule, PlanReader& reader) {
  if (!rule.service.empty() && std::ranges::find(services, rule.service) == services.end())
    reader.wrong_value("service", rule.service,
                       fmt::format("one of {}", fmt::join(services, ", ")));
  const bool acts = rule.throttle || rule.error || rule.latency || rule.drop_connection;
  if (!acts && !rule.stale_counts)
    reader.fail("",
                "does nothing; give it throttle, error, latency, drop_connection or "
                "stale_counts");
  if (!rule.stale_counts) return;
  const bool of_sqs = rule.service.empty() || rule.service == "sqs";
  if (acts || !of_sqs || !rule.operation.empty() || rule.rate != 1)
    reader.fail("stale_counts",
                "is for the counts of all of SQS's queues: nothing but the "
                "service sqs may stand beside it");
}

FaultRule read_rule(const Json& value, const std::string& path, std::optional<std::string>& wrong) {
  PlanReader reader{value, path, wrong};
  if (!value.is_object()) {
    reader.fail("", "is no object");
    return {};
  }
  reader.expect_keys(rule_keys);
  FaultRule rule{.service = reader.text("service"),
                 .operation = reader.text("operation"),
                 .rate = reader.rate(),
                 .throttle = reader.flag("throttle"),
                 .latency = reader.duration("latency", longest_latency),
                 .drop_connection = reader.flag("drop_connection"),
                 .stale_counts = reader.duration("stale_counts", std::chrono::hours{1})};
  if (const Json* error = reader.find("error")) {
    if (error->is_object())
      rule.error = read_error(*error, reader.below("error"), wrong);
    else
      reader.wrong_value("error", *error, R"(an object such as {"code": "InternalError"})");
  }
  check_together(rule, reader);
  return rule;
}

}  // namespace

Result<FaultPlan, std::string> read_fault_plan(std::string_view body) {
  const auto document = read_json(body);
  if (!document) return Failure<std::string>{"the body is no JSON object"};
  std::optional<std::string> wrong;
  PlanReader reader{*document, "", wrong};
  reader.expect_keys(plan_keys);
  FaultPlan plan{.seed = reader.seed()};
  const Json* rules = reader.find("rules");
  if (rules == nullptr) {
    reader.fail("rules", "is missing; it is a list of faults");
  } else if (!rules->is_array() || rules->size() > most_rules) {
    reader.wrong_value("rules", *rules, fmt::format("a list of {} faults at most", most_rules));
  } else {
    for (std::size_t i = 0; i < rules->size(); ++i)
      plan.rules.push_back(read_rule((*rules)[i], fmt::format("rules[{}]", i), wrong));
  }
  if (wrong) return Failure<std::string>{std::move(*wrong)};
  return plan;
}

}  // namespace sluice::local
