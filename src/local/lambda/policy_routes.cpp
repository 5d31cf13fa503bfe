// The operations on what hangs on a function beside its code.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "local/lambda/route.hpp"

namespace sluice::local {
namespace {

using world::Lambda;
using OrderedJson = nlohmann::ordered_json;

/// "events.amazonaws.com" is a service; "123456789012" and ARNs are AWS's.
OrderedJson principal_json(const std::string& principal, const std::string& partition) {
  if (principal == "*") return principal;
  if (principal.find(".amazonaws.com") != std::string::npos)
    return OrderedJson{{"Service", principal}};
  if (principal.starts_with("arn:")) return OrderedJson{{"AWS", principal}};
  return OrderedJson{{"AWS", fmt::format("arn:{}:iam::{}:root", partition, principal)}};
}

OrderedJson condition_json(const world::FunctionPermission& permission) {
  OrderedJson condition = OrderedJson::object();
  const auto add = [&](const char* test, const char* key, const std::string& value) {
    if (!value.empty()) condition[test][key] = value;
  };
  add("StringEquals", "AWS:SourceAccount", permission.source_account);
  add("StringEquals", "lambda:EventSourceToken", permission.event_source_token);
  add("StringEquals", "aws:PrincipalOrgID", permission.principal_org_id);
  add("StringEquals", "lambda:FunctionUrlAuthType", permission.function_url_auth_type);
  add("ArnLike", "AWS:SourceArn", permission.source_arn);
  return condition;
}

OrderedJson statement_json(const world::FunctionPermission& permission,
                           const std::string& partition) {
  OrderedJson statement = OrderedJson::object();
  statement["Sid"] = permission.statement_id;
  statement["Effect"] = "Allow";
  statement["Principal"] = principal_json(permission.principal, partition);
  statement["Action"] = permission.action;
  statement["Resource"] = permission.resource;
  if (OrderedJson condition = condition_json(permission); !condition.empty())
    statement["Condition"] = std::move(condition);
  return statement;
}

Output add_permission(Lambda& lambda, LambdaRequest& request, const Call& call) {
  Input& input = request.input;
  world::FunctionPermission permission{
      .statement_id = input.required_text("StatementId"),
      .action = input.required_text("Action"),
      .principal = input.required_text("Principal"),
      .source_arn = input.text("SourceArn").value_or(""),
      .source_account = input.text("SourceAccount").value_or(""),
      .event_source_token = input.text("EventSourceToken").value_or(""),
      .principal_org_id = input.text("PrincipalOrgID").value_or(""),
      .function_url_auth_type = input.text("FunctionUrlAuthType").value_or("")};
  const auto revision_id = input.text("RevisionId");
  if (auto wrong = input.refusal()) return refused(*wrong);
  const auto added = lambda.add_permission(request.name(), request.query_text("Qualifier"),
                                           std::move(permission), revision_id);
  if (!added) return refused(added.error());
  return Json{{"Statement", statement_json(*added, call.where.partition).dump()}};
}

Output remove_permission(Lambda& lambda, LambdaRequest& request, const Call& /*call*/) {
  return done(lambda.remove_permission(request.name(), request.query_text("Qualifier"),
                                       request.parameters.at(1),
                                       request.query_value("RevisionId")));
}

Output get_policy(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto policy = lambda.get_policy(request.name(), request.query_text("Qualifier"));
  if (!policy) return refused(policy.error());
  OrderedJson document = OrderedJson::object();
  document["Version"] = "2012-10-17";
  document["Id"] = "default";
  document["Statement"] = OrderedJson::array();
  for (const world::FunctionPermission& permission : policy->statements)
    document["Statement"].push_back(statement_json(permission, call.where.partition));
  return Json{{"Policy", document.dump()}, {"RevisionId", policy->revision_id}};
}

Output concurrency_output(const Lambda& lambda, const std::string& name, Instant now) {
  const auto view = lambda.get_function(name, {}, now);
  if (!view) return refused(view.error());
  Json output = Json::object();
  if (view->function->reserved_concurrency)
    output["ReservedConcurrentExecutions"] = *view->function->reserved_concurrency;
  return output;
}

Output put_function_concurrency(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const std::int64_t reserved = request.input.required_integer("ReservedConcurrentExecutions");
  if (auto wrong = request.input.refusal()) return refused(*wrong);
  if (auto put = lambda.put_function_concurrency(request.name(), reserved); !put)
    return refused(put.error());
  return concurrency_output(lambda, request.name(), call.now);
}

Output get_function_concurrency(Lambda& lambda, LambdaRequest& request, const Call& call) {
  return concurrency_output(lambda, request.name(), call.now);
}

Output delete_function_concurrency(Lambda& lambda, LambdaRequest& request, const Call& /*call*/) {
  return done(lambda.delete_function_concurrency(request.name()));
}

Output event_config_output(const Lambda& lambda, const LambdaRequest& request, Instant now,
                           const world::Answer<world::EventInvokeConfig>& config) {
  if (!config) return refused(config.error());
  const std::string qualifier = request.query_text("Qualifier");
  const auto view = lambda.get_function(request.name(), qualifier, now);
  const std::string arn = lambda.function_arn(view->function->name, view->version->version);
  Json output = {
      {"LastModified", timestamp(config->last_modified)},
      {"FunctionArn", arn},
      {"DestinationConfig", {{"OnSuccess", Json::object()}, {"OnFailure", Json::object()}}}};
  if (config->maximum_retry_attempts)
    output["MaximumRetryAttempts"] = *config->maximum_retry_attempts;
  if (config->maximum_event_age) output["MaximumEventAgeInSeconds"] = *config->maximum_event_age;
  return output;
}

void read_destination(Input& destinations, std::string_view member) {
  auto destination = destinations.structure(member);
  if (!destination || destination->text("Destination").value_or("").empty()) return;
  destination->refuse({.code = "InvalidParameterValueException",
                       .message = "Destinations of asynchronous invocations are not supported."});
}

Output put_event_config(Lambda& lambda, LambdaRequest& request, const Call& call, bool keep) {
  Input& input = request.input;
  if (auto destinations = input.structure("DestinationConfig")) {
    read_destination(*destinations, "OnSuccess");
    read_destination(*destinations, "OnFailure");
  }
  const world::EventInvokeConfig config{
      .last_modified = call.now,
      .maximum_retry_attempts = input.integer("MaximumRetryAttempts"),
      .maximum_event_age = input.integer("MaximumEventAgeInSeconds")};
  if (auto wrong = input.refusal()) return refused(*wrong);
  return event_config_output(lambda, request, call.now,
                             lambda.put_event_invoke_config(
                                 request.name(), request.query_text("Qualifier"), config, keep));
}

Output put_event_invoke_config(Lambda& lambda, LambdaRequest& request, const Call& call) {
  return put_event_config(lambda, request, call, false);
}

Output update_event_invoke_config(Lambda& lambda, LambdaRequest& request, const Call& call) {
  return put_event_config(lambda, request, call, true);
}

Output get_event_invoke_config(Lambda& lambda, LambdaRequest& request, const Call& call) {
  return event_config_output(
      lambda, request, call.now,
      lambda.get_event_invoke_config(request.name(), request.query_text("Qualifier")));
}

Output delete_event_invoke_config(Lambda& lambda, LambdaRequest& request, const Call& /*call*/) {
  return done(lambda.delete_event_invoke_config(request.name(), request.query_text("Qualifier")));
}

Output get_code_signing_config(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto view = lambda.get_function(request.name(), {}, call.now);
  if (!view) return refused(view.error());
  return Json{{"FunctionName", view->function->name}};
}

Output get_runtime_management_config(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto view = lambda.get_function(request.name(), request.query_text("Qualifier"), call.now);
  if (!view) return refused(view.error());
  return Json{{"UpdateRuntimeOn", "Auto"}, {"FunctionArn", view->arn}};
}

Output get_account_settings(Lambda& lambda, LambdaRequest& /*request*/, const Call& call) {
  constexpr std::int64_t gigabyte = 1'073'741'824;
  std::int64_t reserved = 0;
  std::uint64_t size = 0;
  const auto functions = lambda.list_functions(call.now);
  for (const world::FunctionView& view : functions) {
    reserved += view.function->reserved_concurrency.value_or(0);
    size += view.version->code_size;
  }
  const std::int64_t all = lambda.parameters().concurrent_executions;
  return Json{{"AccountLimit",
               {{"TotalCodeSize", 75 * gigabyte},
                {"CodeSizeUnzipped", 262144000},
                {"CodeSizeZipped", 52428800},
                {"ConcurrentExecutions", all},
                {"UnreservedConcurrentExecutions", all - reserved}}},
              {"AccountUsage", {{"TotalCodeSize", size}, {"FunctionCount", functions.size()}}}};
}

Output list_tags(Lambda& lambda, LambdaRequest& request, const Call& call) {
  const auto view = lambda.get_function(request.name(), {}, call.now);
  if (!view) return refused(view.error());
  return Json{{"Tags", view->function->tags}};
}

Output tag_resource(Lambda& lambda, LambdaRequest& request, const Call& /*call*/) {
  const world::FunctionTags tags = request.input.text_map("Tags");
  if (auto wrong = request.input.refusal()) return refused(*wrong);
  return done(lambda.tag(request.name(), tags));
}

Output untag_resource(Lambda& lambda, LambdaRequest& request, const Call& /*call*/) {
  const auto keys = request.query.find("tagKeys");
  return done(lambda.untag(
      request.name(), keys == request.query.end() ? std::vector<std::string>{} : keys->second));
}

constexpr std::string_view policy = "/2015-03-31/functions/{FunctionName}/policy";
constexpr std::string_view event_config =
    "/2019-09-25/functions/{FunctionName}/event-invoke-config";
constexpr std::string_view concurrency = "/2017-10-31/functions/{FunctionName}/concurrency";
constexpr std::string_view tags = "/2017-03-31/tags/{Resource}";

constexpr std::array<LambdaRoute, 16> routes{{
    {"AddPermission", "POST", policy, 201, add_permission},
    {"GetPolicy", "GET", policy, 200, get_policy},
    {"RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", 204,
     remove_permission},
    {"PutFunctionConcurrency", "PUT", concurrency, 200, put_function_concurrency},
    {"DeleteFunctionConcurrency", "DELETE", concurrency, 204, delete_function_concurrency},
    {"GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency", 200,
     get_function_concurrency},
    {"PutFunctionEventInvokeConfig", "PUT", event_config, 200, put_event_invoke_config},
    {"UpdateFunctionEventInvokeConfig", "POST", event_config, 200, update_event_invoke_config},
    {"GetFunctionEventInvokeConfig", "GET", event_config, 200, get_event_invoke_config},
    {"DeleteFunctionEventInvokeConfig", "DELETE", event_config, 204, delete_event_invoke_config},
    {"GetFunctionCodeSigningConfig", "GET",
     "/2020-06-30/functions/{FunctionName}/code-signing-config", 200, get_code_signing_config},
    {"GetRuntimeManagementConfig", "GET",
     "/2021-07-20/functions/{FunctionName}/runtime-management-config", 200,
     get_runtime_management_config},
    {"GetAccountSettings", "GET", "/2016-08-19/account-settings", 200, get_account_settings},
    {"ListTags", "GET", tags, 200, list_tags},
    {"TagResource", "POST", tags, 204, tag_resource},
    {"UntagResource", "DELETE", tags, 204, untag_resource},
}};

}  // namespace

std::span<const LambdaRoute> policy_routes() {
  return routes;
}

}  // namespace sluice::local
