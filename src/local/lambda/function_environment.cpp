#include "local/lambda/function_environment.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

namespace sluice::local {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;
using world::InvocationOutcome;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
constexpr std::size_t largest_answer = 6'291'556;
/// A function may think for as long as it likes between two requests.
constexpr Duration connection_limit = std::chrono::hours{24};
/// What a function printed before it answered may still be in its pipe.
constexpr milliseconds settling{1};
constexpr int most_settling = 50;

constexpr std::string_view runtime_path = "/2018-06-01/runtime/";

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

http::Response json_response(int status, const Json& body) {
  return {
      .status = status, .headers = {{"Content-Type", "application/json"}}, .body = text_of(body)};
}

http::Response accepted() {
  return json_response(202, Json{{"status", "OK"}});
}

http::Response refused(int status, std::string_view type, std::string_view message) {
  return json_response(status, Json{{"errorMessage", message}, {"errorType", type}});
}

std::string error_document(std::string_view type, std::string_view message) {
  return text_of(Json{{"errorType", type}, {"errorMessage", message}});
}

/// How Lambda, which is written in Go, says that a process ended.
std::string end_text(ProcessEnd end) {
  if (end.signal == SIGKILL) return "Runtime exited with error: signal: killed";
  if (end.signal == SIGSEGV) return "Runtime exited with error: signal: segmentation fault";
  if (end.signal != 0) return fmt::format("Runtime exited with error: signal {}", end.signal);
  if (end.exit_code == 0) return "Runtime exited without providing a reason";
  return fmt::format("Runtime exited with error: exit status {}", end.exit_code);
}

std::string header_of(const http::Request& request, std::string_view name) {
  return std::string{request.headers.find(name).value_or("")};
}

/// The function's own type of an error, from the header or from the document.
std::string error_type_of(const http::Request& request) {
  std::string type = header_of(request, "Lambda-Runtime-Function-Error-Type");
  if (!type.empty()) return type;
  const Json document = Json::parse(request.body, nullptr, false);
  if (document.is_object() && document.contains("errorType") && document["errorType"].is_string())
    return document["errorType"].get<std::string>();
  return "Runtime.UnknownReason";
}

}  // namespace

FunctionEnvironment::FunctionEnvironment(EnvironmentMeans means, world::EnvironmentPlan plan,
                                         Command command, EnvironmentOwner& owner)
    : means_{std::move(means)},
      plan_{std::move(plan)},
      command_{std::move(command)},
      owner_{owner},
      limit_{means_.executor},
      wake_{means_.executor, asio::steady_timer::time_point::max()} {}

void FunctionEnvironment::start() {
  const http::ServerOptions options{.largest_body = largest_answer + 1,
                                    .read_limit = connection_limit};
  auto server = http::Server::listen(means_.executor, options, *this);
  if (!server) {
    unfit_ = server.error();
    return;
  }
  server_ = std::move(*server);
  launch();
}

void FunctionEnvironment::launch() {
  phase_ = Phase::initializing;
  init_began_ = means_.machine.now();
  const std::uint64_t generation = ++generation_;
  auto command = command_(server_->port());
  if (!command) {
    unfit_ = command.error();
    return;
  }
  const std::weak_ptr<FunctionEnvironment> weak = weak_from_this();
  auto started =
      means_.processes.start(std::move(*command), {.printed =
                                                       [weak, generation](std::string_view line) {
                                                         if (const auto self = weak.lock())
                                                           self->line_printed(generation, line);
                                                       },
                                                   .ended =
                                                       [weak, generation](ProcessEnd end) {
                                                         if (const auto self = weak.lock())
                                                           self->process_ended(generation, end);
                                                       }});
  if (!started) {
    unfit_ = started.error();
    return;
  }
  process_ = *started;
  arm(init_again_ ? std::chrono::seconds{plan_.settings.timeout} : means_.init_limit);
}

void FunctionEnvironment::launch_again() {
  launch();
  if (!unfit_.empty() && work_) fail("Runtime.InvalidEntrypoint", unfit_);
}

void FunctionEnvironment::kill() {
  ++generation_;
  if (process_) means_.processes.send_signal(*process_, SIGKILL);
  process_.reset();
}

void FunctionEnvironment::stop() {
  over_ = true;
  kill();
  limit_.cancel();
  wake_.cancel();
  if (server_) server_->stop();
}

void FunctionEnvironment::arm(Duration limit) {
  limit_.expires_after(limit);
  const std::uint64_t serial = ++limits_;
  limit_.async_wait([weak = weak_from_this(), serial](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!error && self && serial == self->limits_) self->limit_passed();
  });
}

void FunctionEnvironment::limit_passed() {
  if (over_ || finishing_) return;
  if (phase_ == Phase::initializing && !init_again_) {
    // The start is tried once more, as a part of the invocation.
    owner_.printed(
        plan_.id,
        fmt::format("INIT_REPORT Init Duration: {:.2f} ms\tPhase: init\tStatus: timeout",
                    std::chrono::duration<double, std::milli>(means_.init_limit).count()));
    kill();
    init_again_ = true;
    launch_again();
    return;
  }
  kill();
  InvocationOutcome timed_out = outcome();
  timed_out.timed_out = true;
  timed_out.environment_ended = true;
  finish(std::move(timed_out));
}

void FunctionEnvironment::line_printed(std::uint64_t generation, std::string_view line) {
  if (over_ || generation != generation_) return;
  printed_ = true;
  owner_.printed(plan_.id, line);
}

void FunctionEnvironment::process_ended(std::uint64_t generation, ProcessEnd end) {
  if (over_ || generation != generation_) return;
  process_.reset();
  if (finishing_) return;  // `settle` sees that there is no process
  if (!work_) {
    stop();
    owner_.ended(plan_.id);
  } else if (phase_ == Phase::ready && !work_->began) {
    launch_again();  // it ended while it was idle
  } else {
    fail("Runtime.ExitError", end_text(end));
  }
}

void FunctionEnvironment::invoke(world::FunctionInvocation invocation) {
  work_ = Work{.invocation = std::move(invocation)};
  wake_.cancel();
  if (unfit_.empty()) return;
  fail("Runtime.InvalidEntrypoint", unfit_);
}

InvocationOutcome FunctionEnvironment::outcome() const {
  const Instant began = work_ && work_->began ? *work_->began : init_began_;
  return {.duration = means_.machine.now() - began,
          .init_duration = work_ && work_->began ? init_duration_ : std::nullopt};
}

void FunctionEnvironment::fail(std::string_view type, std::string_view text) {
  if (!work_) return;
  const std::string message =
      fmt::format("RequestId: {} Error: {}", work_->invocation.request_id, text);
  InvocationOutcome failed = outcome();
  failed.error_type = type;
  failed.payload = error_document(type, message);
  failed.platform_line = fmt::format("{}\n{}", message, type);
  failed.environment_ended = true;
  finish(std::move(failed));
}

void FunctionEnvironment::finish(InvocationOutcome outcome) {
  finishing_ = true;
  ++limits_;
  limit_.cancel();
  asio::co_spawn(means_.executor, settle(shared_from_this(), std::move(outcome)),
                 [](const std::exception_ptr&) {});
}

asio::awaitable<void> FunctionEnvironment::settle(std::shared_ptr<FunctionEnvironment> self,
                                                  InvocationOutcome outcome) {
  asio::steady_timer pause{self->means_.executor};
  for (int i = 0; i < most_settling; ++i) {
    self->printed_ = false;
    pause.expires_after(settling);
    co_await pause.async_wait(as_result);
    if (!self->printed_) break;
  }
  if (self->over_) co_return;
  if (!self->process_) outcome.environment_ended = true;
  self->work_.reset();
  self->finishing_ = false;
  self->init_duration_.reset();
  if (outcome.environment_ended) self->stop();
  self->owner_.finished(self->plan_.id, std::move(outcome));
}

asio::awaitable<Result<http::Response, http::TransportError>> FunctionEnvironment::send(
    http::Request request) {
  const auto self = shared_from_this();
  std::string_view path = request.url.target;
  if (!path.starts_with(runtime_path)) co_return refused(404, "NotFound", "no such path");
  path.remove_prefix(runtime_path.size());
  if (request.method == "GET" && path == "invocation/next") co_return co_await next();
  if (request.method == "POST" && path == "init/error") co_return take_init_error(request);
  if (request.method == "POST" && path.starts_with("invocation/")) {
    const std::string rest{path.substr(std::string_view{"invocation/"}.size())};
    co_return take_answer(rest, request);
  }
  co_return refused(404, "NotFound", "no such path");
}

asio::awaitable<http::Response> FunctionEnvironment::next() {
  const auto self = shared_from_this();
  if (phase_ == Phase::initializing) {
    phase_ = Phase::ready;
    init_duration_ = means_.machine.now() - init_began_;
    if (!init_again_) {
      ++limits_;
      limit_.cancel();
    }
  }
  const std::uint64_t generation = generation_;
  while (!over_ && generation == generation_ && (!work_ || work_->began || finishing_))
    co_await wake_.async_wait(as_result);
  if (over_ || generation != generation_ || !work_)
    co_return refused(500, "Closed", "the process is over");
  co_return deliver(*work_);
}

http::Response FunctionEnvironment::deliver(Work& work) {
  const Instant now = means_.machine.now();
  const Duration timeout = std::chrono::seconds{plan_.settings.timeout};
  // After a second start the timeout runs already.
  if (!std::exchange(init_again_, false)) arm(timeout);
  work.began = now;
  const auto deadline = std::chrono::floor<milliseconds>((now + timeout).time_since_epoch());
  const world::FunctionInvocation& invocation = work.invocation;
  http::Response response{
      .headers = {{"Content-Type", "application/json"},
                  {"Lambda-Runtime-Aws-Request-Id", invocation.request_id},
                  {"Lambda-Runtime-Deadline-Ms", fmt::format("{}", deadline.count())},
                  {"Lambda-Runtime-Invoked-Function-Arn", invocation.function_arn}},
      .body = invocation.payload};
  if (!invocation.client_context.empty())
    response.headers.add("Lambda-Runtime-Client-Context", invocation.client_context);
  return response;
}

http::Response FunctionEnvironment::take_answer(std::string_view path, http::Request& request) {
  const std::size_t slash = path.find('/');
  const std::string_view id = path.substr(0, slash);
  const std::string_view kind = slash == std::string_view::npos ? "" : path.substr(slash + 1);
  if (kind != "response" && kind != "error") return refused(404, "NotFound", "no such path");
  if (!work_ || !work_->began || finishing_ || work_->invocation.request_id != id)
    return refused(400, "InvalidRequestID", "Invalid request ID");
  InvocationOutcome answered = outcome();
  if (kind == "error") answered.error_type = error_type_of(request);
  if (request.body.size() <= largest_answer) {
    answered.payload = std::move(request.body);
    finish(std::move(answered));
    return accepted();
  }
  answered.error_type = "Function.ResponseSizeTooLarge";
  answered.payload = error_document(
      answered.error_type,
      fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).",
                  largest_answer));
  finish(std::move(answered));
  return refused(413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size");
}

http::Response FunctionEnvironment::take_init_error(http::Request& request) {
  if (phase_ != Phase::initializing || !work_ || finishing_)
    return refused(403, "InvalidStateTransition", "State transition is not allowed");
  InvocationOutcome failed = outcome();
  failed.error_type = error_type_of(request);
  failed.payload = std::move(request.body);
  failed.environment_ended = true;
  finish(std::move(failed));
  return accepted();
}

}  // namespace sluice::local
