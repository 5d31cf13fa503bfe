#include "local/ecs/agent_endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/calendar.hpp"
#include "local/input.hpp"

namespace sluice::local {
namespace {

http::Response json_response(int status, const Json& body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}},
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

http::Response nothing_here() {
  return {.status = 404, .headers = {{"Content-Type", "text/plain"}}, .body = "404 page not found"};
}

std::string known_status(const world::EcsTask& task) {
  using enum world::TaskStatus;
  if (task.status == running) return "RUNNING";
  return task.status < running ? "PENDING" : "STOPPED";
}

std::string known_status(const world::TaskContainer& container) {
  using enum world::TaskStatus;
  if (container.status == running) return "RUNNING";
  return container.status == stopped ? "STOPPED" : "PENDING";
}

Json container_json(const world::EcsTask& task, const world::TaskContainer& container) {
  const std::string& definition = task.task_definition;
  const std::size_t slash = definition.rfind('/');
  const std::size_t colon = definition.rfind(':');
  Json labels = Json::object();
  labels["com.amazonaws.ecs.cluster"] = task.cluster;
  labels["com.amazonaws.ecs.container-name"] = container.name;
  labels["com.amazonaws.ecs.task-arn"] = task.arn;
  labels["com.amazonaws.ecs.task-definition-family"] =
      definition.substr(slash + 1, colon - slash - 1);
  labels["com.amazonaws.ecs.task-definition-version"] = definition.substr(colon + 1);
  Json shown = Json::object();
  shown["DockerId"] = container.runtime_id;
  shown["Name"] = container.name;
  shown["DockerName"] = container.name;
  shown["Image"] = container.image;
  shown["Labels"] = std::move(labels);
  shown["DesiredStatus"] = task.wanted ? "RUNNING" : "STOPPED";
  shown["KnownStatus"] = known_status(container);
  if (container.exit_code) shown["ExitCode"] = *container.exit_code;
  shown["CreatedAt"] = iso8601_milliseconds(task.created_at);
  if (task.started_at) shown["StartedAt"] = iso8601_milliseconds(*task.started_at);
  shown["Type"] = "NORMAL";
  shown["ContainerARN"] = container.arn;
  return shown;
}

Json task_json(const world::Ecs& ecs, const world::EcsTask& task) {
  const std::string& definition = task.task_definition;
  const std::size_t slash = definition.rfind('/');
  const std::size_t colon = definition.rfind(':');
  Json shown = Json::object();
  shown["Cluster"] = ecs.cluster_arn(task.cluster);
  shown["TaskARN"] = task.arn;
  shown["Family"] = definition.substr(slash + 1, colon - slash - 1);
  shown["Revision"] = definition.substr(colon + 1);
  if (!task.service.empty())
    shown["ServiceName"] = task.service.substr(task.service.rfind('/') + 1);
  shown["DesiredStatus"] = task.wanted ? "RUNNING" : "STOPPED";
  shown["KnownStatus"] = known_status(task);
  shown["AvailabilityZone"] = task.availability_zone;
  if (!task.launch_type.empty()) shown["LaunchType"] = task.launch_type;
  if (task.pull_started_at) shown["PullStartedAt"] = iso8601_milliseconds(*task.pull_started_at);
  shown["Containers"] = Json::array();
  for (const world::TaskContainer& container : task.containers)
    shown["Containers"].push_back(container_json(task, container));
  return shown;
}

http::Response metadata(const world::Ecs& ecs, const world::EcsTask& task, std::string_view path) {
  const std::size_t slash = std::min(path.find('/'), path.size());
  const auto container =
      std::ranges::find(task.containers, path.substr(0, slash), &world::TaskContainer::name);
  const std::string_view rest = path.substr(slash);
  if (container == task.containers.end()) return nothing_here();
  if (rest.empty() || rest == "/") return json_response(200, container_json(task, *container));
  if (rest == "/task") return json_response(200, task_json(ecs, task));
  return nothing_here();
}

/// {"error": {"Arn", "Code", "Message"}}, as the agent words what ECS refused.
http::Response error_response(const world::EcsTask& task, const world::Refusal& refusal) {
  Json body = Json::object();
  body["error"]["Arn"] = task.arn;
  body["error"]["Code"] = refusal.code;
  body["error"]["Message"] = refusal.message;
  return json_response(refusal.status, body);
}

http::Response protection_response(const world::Described<world::ProtectedTask>& described) {
  Json body = Json::object();
  if (!described.failures.empty()) {
    const world::EcsFailure& failure = described.failures.front();
    body["failure"]["Arn"] = failure.arn;
    body["failure"]["Reason"] = failure.reason;
    body["failure"]["Detail"] = Json{};
    if (!failure.detail.empty()) body["failure"]["Detail"] = failure.detail;
    return json_response(200, body);
  }
  const world::ProtectedTask& task = described.found.front();
  body["protection"]["TaskArn"] = task.task_arn;
  body["protection"]["ProtectionEnabled"] = task.expires_at.has_value();
  body["protection"]["ExpirationDate"] = Json{};
  if (task.expires_at)
    body["protection"]["ExpirationDate"] = iso8601_milliseconds(*task.expires_at);
  return json_response(200, body);
}

/// What a PUT asks for.
Result<world::UpdateTaskProtectionRequest, world::Refusal> read_request(const world::EcsTask& task,
                                                                        std::string_view body) {
  const Json sent = Json::parse(body, nullptr, false);
  if (sent.is_discarded() || !sent.is_object())
    return world::refuse("InvalidParameterException",
                         "UpdateTaskProtection: failed to decode request");
  Input input{sent, {.code = "InvalidParameterException"}, Input::Texts::stay};
  const auto enabled = input.flag("ProtectionEnabled");
  const auto minutes = input.integer("ExpiresInMinutes");
  if (const auto refusal = input.refusal()) return Failure<world::Refusal>{*refusal};
  if (!enabled)
    return world::refuse("InvalidParameterException",
                         "Invalid request: does not contain 'ProtectionEnabled' field");
  world::UpdateTaskProtectionRequest request{
      .cluster = task.cluster, .tasks = {task.arn}, .enabled = *enabled};
  if (minutes) request.expires_in_minutes = *minutes;
  return request;
}

}  // namespace

std::string agent_uri(std::string_view endpoint, std::string_view task_id) {
  return fmt::format("{}{}{}", endpoint, agent_path, task_id);
}

http::asio::awaitable<Result<http::Response, http::TransportError>> AgentEndpoint::send(
    http::Request request) {
  co_return answer(request);
}

http::Response AgentEndpoint::answer(const http::Request& request) {
  std::string_view path = request.url.target;
  path = path.substr(0, path.find('?'));
  if (!path.starts_with(agent_path)) return nothing_here();
  path.remove_prefix(agent_path.size());
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view id = path.substr(0, slash);
  world::Ecs* const ecs = lent_.find(id);
  const world::EcsTask* const task = ecs == nullptr ? nullptr : ecs->find_task_by_id(id);
  if (task == nullptr) return nothing_here();
  const std::string_view rest = path.substr(std::min(slash + 1, path.size()));
  if (rest == "task-protection/v1/state") return protection(*ecs, *task, request);
  constexpr std::string_view metadata_path = "v4/";
  if (request.method == "GET" && rest.starts_with(metadata_path))
    return metadata(*ecs, *task, rest.substr(metadata_path.size()));
  return nothing_here();
}

http::Response AgentEndpoint::protection(world::Ecs& ecs, const world::EcsTask& task,
                                         const http::Request& request) {
  const Instant now = lent_.present();
  if (request.method == "GET") {
    const auto described = ecs.task_protection(task.cluster, {task.arn}, now);
    return described ? protection_response(*described) : error_response(task, described.error());
  }
  if (request.method != "PUT") return nothing_here();
  const auto wanted = read_request(task, request.body);
  if (!wanted) return error_response(task, wanted.error());
  const auto described = ecs.update_task_protection(*wanted, now);
  if (!described) return error_response(task, described.error());
  lent_.changed();
  return protection_response(*described);
}

}  // namespace sluice::local
