#include "aws/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "aws/wire.hpp"
#include "base/ascii.hpp"

namespace sluice::aws {
namespace {

/// A setting's text and where it stands.
struct Found {
  std::string text;
  std::string place;
};

/// Looks settings up in the environment, then in the selected profile, and
/// keeps the first thing that is wrong.
class Reader {
 public:
  Reader(const Environment& environment, const Profiles& profiles)
      : environment_{environment}, profiles_{profiles} {}

  [[nodiscard]] std::optional<Found> variable(std::string_view name) const {
    auto text = environment_.find(name);
    if (!text) return std::nullopt;
    return Found{std::move(*text), std::string{name}};
  }
  [[nodiscard]] std::optional<Found> key(std::string_view name) const {
    const std::string* text = profiles_.selected().find(name);
    if (text == nullptr) return std::nullopt;
    return Found{*text, fmt::format("{} of profile {}", name, profiles_.selected().name)};
  }
  [[nodiscard]] std::optional<Found> either(std::string_view variable_name,
                                            std::string_view key_name) const {
    auto found = variable(variable_name);
    return found ? found : key(key_name);
  }
  bool flag(std::string_view variable_name, std::string_view key_name) {
    const auto found = either(variable_name, key_name);
    if (!found) return false;
    const std::string low = lower_case(found->text);
    if (low != "true" && low != "false") wrong(*found, "give true or false");
    return low == "true";
  }
  template <class Number>
  std::optional<Number> number(const std::optional<Found>& found, Number least, Number most) {
    if (!found) return std::nullopt;
    Number value = 0;
    const char* const last = found->text.data() + found->text.size();
    const auto [end, error] = std::from_chars(found->text.data(), last, value);
    if (error != std::errc{} || end != last || value < least || value > most)
      wrong(*found, fmt::format("give a whole number from {} to {}", least, most));
    return value;
  }
  void wrong(const Found& found, std::string_view advice) {
    if (error_.empty())
      error_ = fmt::format("{}: '{:.100}' is not usable; {}", found.place, found.text, advice);
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  const Environment& environment_;
  const Profiles& profiles_;
  std::string error_;
};

/// The endpoint variables of all services that are called, credentials' ones
/// included.
constexpr std::array endpoint_services{
    sqs.endpoint_variable,        ecs.endpoint_variable,
    cloudwatch.endpoint_variable, application_auto_scaling.endpoint_variable,
    sts.endpoint_variable,        std::string_view{"SSO"}};

std::string read_region(Reader& reader) {
  auto found = reader.variable("AWS_REGION");
  if (!found) found = reader.either("AWS_DEFAULT_REGION", "region");
  if (!found) return {};
  if (!is_region(found->text)) reader.wrong(*found, "give a region such as ap-southeast-2");
  return found->text;
}

/// The service's own variable, the variable for all, the profile's services
/// section, the profile's endpoint_url: in this order.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
void read_endpoints(Reader& reader, const Profiles& profiles, EndpointRules& rules) {
  if (reader.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) return;
  const auto for_all = reader.variable("AWS_ENDPOINT_URL");
  for (const std::string_view service : endpoint_services) {
    const std::string variable = fmt::format("AWS_ENDPOINT_URL_{}", service);
    const std::string key = lower_case(service);
    const std::string* in_profile = profiles.service_endpoint(key);
    std::optional<Found> own = reader.variable(variable);
    if (!own && !for_all && in_profile != nullptr)
      own = Found{*in_profile, fmt::format("{} of the profile's services section", key)};
    if (own) rules.for_service.emplace(service, ConfiguredUrl{own->text, own->place});
  }
  const auto rest = for_all ? for_all : reader.key("endpoint_url");
  if (rest) rules.for_all = ConfiguredUrl{rest->text, rest->place};
}

}  // namespace

Result<Settings, std::string> load_settings(const Environment& environment,
                                            const Profiles& profiles) {
  Reader reader{environment, profiles};
  Settings settings{.endpoints = {.region = read_region(reader)}};
  read_endpoints(reader, profiles, settings.endpoints);
  settings.endpoints.use_fips = reader.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  settings.endpoints.use_dual_stack =
      reader.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  const auto attempts =
      reader.number<int>(reader.either("AWS_MAX_ATTEMPTS", "max_attempts"), 1, 100);
  if (attempts) settings.retry.attempts = *attempts;
  auto bundle = reader.either("AWS_CA_BUNDLE", "ca_bundle");
  if (!bundle) bundle = reader.variable("SSL_CERT_FILE");
  if (bundle) settings.ca_bundle = bundle->text;
  const auto floor = reader.number<std::size_t>(
      reader.either("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "request_min_compression_size_bytes"),
      0, 10'485'760);
  if (!reader.flag("AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression"))
    settings.compression_floor = floor.value_or(default_compression_floor);
  if (!reader.error().empty()) return Failure<std::string>{reader.error()};
  return settings;
}

}  // namespace sluice::aws
