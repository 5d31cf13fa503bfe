#include "orders/hands.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace sluice::orders {
namespace {

using namespace std::chrono_literals;

/// The longest that SQS takes:
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
constexpr std::chrono::seconds long_poll = 20s;
constexpr Duration call_limit = 15s;
constexpr Duration receive_limit = 60s;
/// Cloud minutes; each order renews it, so it only has to outlast one.
constexpr int protection_minutes = 60;

/// `base` with `path` below it.
http::Url below(http::Url base, std::string_view path) {
  if (base.target.ends_with('/')) base.target.pop_back();
  base.target += path;
  return base;
}

}  // namespace

Hands::Hands(const asio::any_io_executor& executor, Settings settings, Tools tools)
    : settings_{std::move(settings)}, tools_{tools}, worker_{settings_.pace}, timer_{executor} {}

asio::awaitable<void> Hands::run() {
  tools_.log.info("working", {{"queue", settings_.queue_url}});
  Action action = worker_.next(Started{}, tools_.clock.now());
  while (!std::holds_alternative<End>(action)) {
    Event event = Started{};
    if (auto* receive = std::get_if<Receive>(&action)) event = co_await perform(*receive);
    if (auto* protection = std::get_if<SetProtection>(&action))
      event = co_await perform(*protection);
    if (auto* wait = std::get_if<Wait>(&action)) event = co_await perform(*wait);
    if (auto* done = std::get_if<DeleteOrder>(&action)) event = co_await perform(std::move(*done));
    if (auto* back = std::get_if<GiveBack>(&action)) event = co_await perform(std::move(*back));
    action = worker_.next(event, tools_.clock.now());
  }
  tools_.log.info("the worker ends");
}

void Hands::stop() {
  worker_.stop();
  timer_.cancel();
}

asio::awaitable<Event> Hands::perform(Receive /*action*/) {
  const aws::ReceiveMessageRequest request{
      .queue_url = settings_.queue_url, .max_number_of_messages = 1, .wait_time = long_poll};
  auto answer = co_await tools_.sqs.receive_message(request, tools_.clock.now() + receive_limit);
  if (!answer) {
    tools_.log.warning("no orders came", {{"error", aws::to_line(answer.error())}});
    co_return ReceiveFailed{};
  }
  if (answer->messages.empty()) co_return Received{};
  aws::Message& message = answer->messages.front();
  tools_.log.info("order taken", {{"id", message.message_id}, {"order", message.body}});
  co_return Received{Order{std::move(message.message_id), std::move(message.receipt_handle),
                           std::move(message.body)}};
}

asio::awaitable<Event> Hands::perform(SetProtection action) {
  if (!settings_.agent) co_return ProtectionSet{};
  http::Request request{
      .method = "PUT",
      .url = below(*settings_.agent, "/task-protection/v1/state"),
      .headers = {{"Content-Type", "application/json"}},
      .body = action.enabled ? fmt::format(R"({{"ProtectionEnabled":true,"ExpiresInMinutes":{}}})",
                                           protection_minutes)
                             : R"({"ProtectionEnabled":false})",
      .time_limit = call_limit};
  const auto answer = co_await tools_.http.send(std::move(request));
  if (!answer)
    tools_.log.warning("the protection is not set", {{"error", answer.error().message}});
  else if (answer->status != 200)
    tools_.log.warning("the protection is not set", {{"error", answer->body}});
  co_return ProtectionSet{};
}

asio::awaitable<Event> Hands::perform(Wait action) {
  timer_.expires_after(action.span);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return Woke{};
}

asio::awaitable<Event> Hands::perform(DeleteOrder action) {
  const aws::DeleteMessageRequest request{settings_.queue_url, action.order.receipt_handle};
  const auto answer = co_await tools_.sqs.delete_message(request, tools_.clock.now() + call_limit);
  if (answer)
    tools_.log.info("order done", {{"id", action.order.id}, {"order", action.order.body}});
  else
    tools_.log.warning("a done order is still in the queue",
                       {{"id", action.order.id}, {"error", aws::to_line(answer.error())}});
  co_return Settled{};
}

asio::awaitable<Event> Hands::perform(GiveBack action) {
  const aws::ChangeMessageVisibilityRequest request{settings_.queue_url,
                                                    action.order.receipt_handle, 0s};
  const auto answer =
      co_await tools_.sqs.change_message_visibility(request, tools_.clock.now() + call_limit);
  if (answer)
    tools_.log.info("order given back", {{"id", action.order.id}});
  else
    tools_.log.warning("an order could not be given back",
                       {{"id", action.order.id}, {"error", aws::to_line(answer.error())}});
  co_return Settled{};
}

}  // namespace sluice::orders
