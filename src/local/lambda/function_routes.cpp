// The operations on functions and their versions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>

#include "local/lambda/function_json.hpp"
#include "local/lambda/package.hpp"
#include "local/lambda/route.hpp"

namespace sluice::local {
namespace {

using world::Lambda;
using world::Refusal;

constexpr std::size_t largest_page = 50;

Refusal invalid(std::string message) {
  return {.code = "InvalidParameterValueException", .message = std::move(message)};
}

bool asks_for_something(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get<std::string>().empty();
  return !value.empty();  // null counts as empty, a number does not
}

/// Members that ask for what there is not here: an empty one changes nothing.
void refuse_unless_empty(Input& input, std::string_view member) {
  const Json value = input.raw(member);
  bool asks = asks_for_something(value);
  if (value.is_object()) asks = std::ranges::any_of(value, asks_for_something);
  if (asks) input.refuse(invalid(fmt::format("{} is not supported.", member)));
}

void refuse_what_is_not_modelled(Input& input) {
  for (const std::string_view member :
       {"VpcConfig", "DeadLetterConfig", "Layers", "FileSystemConfigs", "ImageConfig",
        "CodeSigningConfigArn", "PublishTo"})
    refuse_unless_empty(input, member);
  if (auto snap_start = input.structure("SnapStart")) snap_start->one_of("ApplyOn", {"None"});
}

std::optional<world::FunctionVariables> environment_of(Input& input) {
  auto environment = input.structure("Environment");
  if (!environment) return std::nullopt;
  return environment->text_map("Variables");
}

std::optional<world::FunctionLogging> logging_of(Input& input) {
  auto logging = input.structure("LoggingConfig");
  if (!logging) return std::nullopt;
  logging->one_of("LogFormat", {"Text"});
  return world::FunctionLogging{.group = logging->text("LogGroup").value_or("")};
}

std::optional<std::int64_t> storage_of(Input& input) {
  auto storage = input.structure("EphemeralStorage");
  if (!storage) return std::nullopt;
  return storage->required_integer("Size");
}

std::optional<std::string> tracing_of(Input& input) {
  auto tracing = input.structure("TracingConfig");
  if (!tracing) return std::nullopt;
  return tracing->one_of("Mode", {"Active", "PassThrough"});
}

std::string architecture_of(Input& input) {
  const std::vector<std::string> architectures = input.texts("Architectures");
  if (architectures.empty()) return "x86_64";
  if (architectures.size() > 1 ||
      (architectures.front() != "x86_64" && architectures.front() != "arm64"))
    input.refuse(invalid("Architectures must be one of x86_64 and arm64."));
  return architectures.front();
}

/// The package, or the refusal that Lambda has where it is none.
world::FunctionCode code_of(Input& input) {
  if (input.text("S3Bucket") || input.text("S3Key")) {
    input.ignore("S3ObjectVersion");
    input.refuse(
        invalid("Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: "
                "The specified bucket does not exist"));
  }
  std::string zip = input.blob("ZipFile").value_or("");
  refuse_unless_empty(input, "SourceKMSKeyArn");
  if (zip.empty()) input.refuse(invalid("Please provide a source for function code."));
  if (const auto checked = check_package(zip); !checked) input.refuse(invalid(checked.error()));
  std::string sha256 = code_sha256(zip);
  return {.sha256 = std::move(sha256), .zip = std::move(zip)};
}

world::FunctionSettings settings_of(Input& input) {
  world::FunctionSettings settings{.role = input.required_text("Role"),
                                   .handler = input.text("Handler").value_or(""),
                                   .runtime = input.text("Runtime").value_or(""),
                                   .description = input.text("Description").value_or(""),
                                   .timeout = input.integer("Timeout").value_or(3),
                                   .memory_size = input.integer("MemorySize").value_or(128),
                                   .environment = environment_of(input),
                                   .architecture = architecture_of(input)};
  settings.ephemeral_storage = storage_of(input).value_or(settings.ephemeral_storage);
  settings.tracing_mode = tracing_of(input).value_or(settings.tracing_mode);
  settings.kms_key = input.text("KMSKeyArn").value_or("");
  settings.logging = logging_of(input).value_or(world::FunctionLogging{});
  return settings;
}

Output configuration(const Lambda& lambda, const world::Answer<world::FunctionView>& view) {
  if (!view) return refused(view.error());
  return configuration_json(lambda, *view);
}

Output create_function(Lambda& lambda, LambdaRequest& request, const Call& call) {
  Input& input = request.input;
  input.one_of("PackageType", {"Zip"});
  world::CreateFunctionRequest wanted{.name = input.required_text("FunctionName"),
                                      .settings = settings_of(input),
                                      .code = {.sha256 = {}, .zip = {}},
                                      .tags = input.text_map("Tags"),
                                      .publish = input.flag("Publish").value_or(false)};
  refuse_what_is_not_modelled(input);
  if (auto code = input.structure("Code"))
    wanted.code = code_of(*code);
  else
    input.refuse(invalid("Please provide a source for function code."));
  if (auto wrong = input.refusal()) return refused(*wrong);
  return configuration(lambda, lambda.create_function(std::move(wanted), call.now));
}

Output update_function_code(Lambda& lambda, LambdaRequest& request, const Call& call) {
  Input& input = request.input;
  world::FunctionCode code = code_of(input);
  const auto revision_id = input.text("RevisionId");
  const bool publish = input.flag("Publish").value_or(false);
  const bool dry_run = input.flag("DryRun").value_or(false);
  const auto known = lambda.get_function(request.name(), {}, call.now);
  const std::string architecture = input.has("Architectures") ? architecture_of(input) : "";
  if (known && !architecture.empty() && architecture != known->version->settings.architecture)
    input.refuse(invalid("The architecture of a function cannot be changed here."));
  if (auto wrong = input.refusal()) return refused(*wrong);
  if (dry_run) return configuration(lambda, known);
  return configuration(lambda, lambda.update_function_code(request.name(), std::move(code),
                                                           revision_id, publish, call.now));
}

Output update_function_configuration(Lambda& lambda, LambdaRequest& request, const Call& call) {
  Input& input = request.input;
  const world::FunctionChanges changes{.role = input.text("Role"),
                                       .handler = input.text("Handler"),
                                       .runtime = input.text("Runtime"),
                                       .description = input.text("Description"),
                                       .timeout = input.integer("Timeout"),
                                       .memory_size = input.integer("MemorySize"),
                                       .environment = environment_of(input),
                                       .ephemeral_storage = storage_of(input),
                                       .tracing_mode = tracing_of(input),
                                       .kms_key = input.text("KMSKeyArn"),
                                       .logging = logging_of(input)};
  const auto revision_id = input.text("RevisionId");
  refuse_what_is_not_modelled(input);
  if (auto wrong = input.refusal()) return refused(*wrong);
  return configuration(
      lambda, lambda.update_function_configuration(request.name(), changes, revision_id, call.now));
}

Output get_function(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto view = lambda.get_function(request.name(), request.query_text("Qualifier"), call.now);
  if (!view) return refused(view.error());
  Json output = {{"Configuration", configuration_json(lambda, *view)},
                 {"Code",
                  {{"RepositoryType", "S3"},
                   {"Location", fmt::format("http://{}/2015-03-31/functions/{}/code?Qualifier={}",
                                            call.host, view->function->name,
                                            http::percent_encoded(view->version->version))}}}};
  if (!view->function->tags.empty()) output["Tags"] = view->function->tags;
  if (const auto reserved = view->function->reserved_concurrency)
    output["Concurrency"] = {{"ReservedConcurrentExecutions", *reserved}};
  return output;
}

Output get_function_configuration(Lambda& lambda, LambdaRequest& request, const Call& call) {
  return configuration(
      lambda, lambda.get_function(request.name(), request.query_text("Qualifier"), call.now));
}

/// A page of a list, whose marker is the number of what was shown before.
Output page_of(const Lambda& lambda, const std::vector<world::FunctionView>& views,
               const LambdaRequest& request, const char* member) {
  const auto number = [&request](std::string_view key, std::size_t otherwise) {
    const std::string text = request.query_text(key);
    std::size_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  const std::size_t first = std::min(number("Marker", 0), views.size());
  const std::size_t size =
      std::clamp<std::size_t>(number("MaxItems", largest_page), 1, largest_page);
  const std::size_t end = std::min(first + size, views.size());
  Json output = {{member, Json::array()}};
  for (std::size_t i = first; i < end; ++i)
    output[member].push_back(configuration_json(lambda, views[i]));
  if (end < views.size()) output["NextMarker"] = fmt::format("{}", end);
  return output;
}

Output list_functions(Lambda& lambda, LambdaRequest& request, const Call& call) {
  std::vector<world::FunctionView> views = lambda.list_functions(call.now);
  if (request.query_text("FunctionVersion") == "ALL") {
    std::vector<world::FunctionView> all;
    for (const world::FunctionView& view : views) {
      auto versions = lambda.list_versions(view.function->name, call.now);
      if (versions) std::ranges::move(*versions, std::back_inserter(all));
    }
    views = std::move(all);
  }
  return page_of(lambda, views, request, "Functions");
}

Output list_versions(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto views = lambda.list_versions(request.name(), call.now);
  if (!views) return refused(views.error());
  return page_of(lambda, *views, request, "Versions");
}

Output delete_function(Lambda& lambda, LambdaRequest& request, const Call& /*call*/) {
  const auto done = lambda.delete_function(request.name(), request.query_text("Qualifier"));
  if (!done) return refused(done.error());
  return Json{};
}

Output publish_version(Lambda& lambda, LambdaRequest& request, const Call& call) {
  Input& input = request.input;
  const world::PublishVersionRequest wanted{.name = request.name(),
                                            .code_sha256 = input.text("CodeSha256"),
                                            .description = input.text("Description"),
                                            .revision_id = input.text("RevisionId")};
  if (auto wrong = input.refusal()) return refused(*wrong);
  return configuration(lambda, lambda.publish_version(wanted, call.now));
}

Output list_aliases(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto view = lambda.get_function(request.name(), {}, call.now);
  if (!view) return refused(view.error());
  return Json{{"Aliases", Json::array()}};
}

constexpr std::array<LambdaRoute, 10> routes{{
    {"CreateFunction", "POST", "/2015-03-31/functions", 201, create_function},
    {"ListFunctions", "GET", "/2015-03-31/functions", 200, list_functions},
    {"GetFunction", "GET", "/2015-03-31/functions/{FunctionName}", 200, get_function},
    {"DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", 204, delete_function},
    {"UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code", 200,
     update_function_code},
    {"GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration", 200,
     get_function_configuration},
    {"UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration",
     200, update_function_configuration},
    {"PublishVersion", "POST", "/2015-03-31/functions/{FunctionName}/versions", 201,
     publish_version},
    {"ListVersionsByFunction", "GET", "/2015-03-31/functions/{FunctionName}/versions", 200,
     list_versions},
    {"ListAliases", "GET", "/2015-03-31/functions/{FunctionName}/aliases", 200, list_aliases},
}};

}  // namespace

std::span<const LambdaRoute> function_routes() {
  return routes;
}

}  // namespace sluice::local
