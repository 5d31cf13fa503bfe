#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "world/sqs/sqs.hpp"

namespace sluice {

/// Sums that are no MD5 and no SHA-256, but differ where bytes differ.
class CheapDigests final : public world::Digests {
 public:
  world::Md5 md5(std::string_view bytes) override {
    world::Md5 sum{};
    std::size_t hash = std::hash<std::string_view>{}(bytes);
    for (auto& byte : sum) {
      byte = static_cast<std::uint8_t>(hash);
      hash = hash * 31 + 7;
    }
    return sum;
  }
  std::string sha256_hex(std::string_view bytes) override {
    return "sha-" + std::to_string(std::hash<std::string_view>{}(bytes));
  }
};

/// Keeps messages as a database would.
class KeptJournal final : public world::SqsJournal {
 public:
  using Messages = std::map<std::uint64_t, world::StoredMessage>;

  void stored(std::string_view queue, const world::StoredMessage& message) override {
    kept_[std::string{queue}][message.serial] = message;
  }
  void changed(std::string_view queue, const world::StoredMessage& message) override {
    kept_[std::string{queue}][message.serial] = message;
  }
  void removed(std::string_view queue, const world::StoredMessage& message) override {
    kept_[std::string{queue}].erase(message.serial);
  }
  void emptied(std::string_view queue) override { kept_.erase(std::string{queue}); }
  void accepted(std::string_view, const world::Deduplication&) override { ++accepted_; }

  [[nodiscard]] std::map<std::string, std::vector<world::StoredMessage>> all() const {
    std::map<std::string, std::vector<world::StoredMessage>> all;
    for (const auto& [queue, messages] : kept_)
      for (const auto& [serial, message] : messages) all[queue].push_back(message);
    return all;
  }
  [[nodiscard]] int accepted_count() const { return accepted_; }

 private:
  std::map<std::string, Messages> kept_;
  int accepted_ = 0;
};

/// SQS with a hand on its clock.
class QueueWorld : public testing::Test {
 protected:
  using Seconds = std::chrono::seconds;

  explicit QueueWorld(world::SqsParameters parameters = {})
      : sqs_{world::Location{}, identities_, digests_, parameters, &journal_} {}

  void pass(Duration time) {
    now_ += time;
    sqs_.run(now_);
  }
  void make(const std::string& name, world::QueueSettings settings = {}) {
    if (name.ends_with(".fifo")) settings.fifo_queue = true;
    const auto made = sqs_.create_queue({.queue_name = name, .attributes = settings}, now_);
    ASSERT_TRUE(made) << made.error().message;
  }
  auto send(const std::string& queue, std::string body, std::optional<std::int64_t> delay = {}) {
    world::SendMessageRequest request{.body = std::move(body)};
    request.delay_seconds = delay;
    return sqs_.send_message(queue, std::move(request), now_);
  }
  auto send_to_group(const std::string& queue, std::string body, std::string group,
                     std::string id = {}) {
    world::SendMessageRequest request{.body = std::move(body)};
    request.group = std::move(group);
    if (!id.empty()) request.deduplication_id = std::move(id);
    return sqs_.send_message(queue, std::move(request), now_);
  }
  world::Answer<world::ReceiveMessageResponse> try_receive(
      const std::string& queue, world::ReceiveMessageRequest request = {}) {
    return sqs_.receive_message(queue, request, now_);
  }
  std::vector<world::ReceivedMessage> receive(const std::string& queue, std::int64_t most = 1) {
    auto answer = try_receive(queue, {.max_number_of_messages = most});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? std::move(answer->messages) : std::vector<world::ReceivedMessage>{};
  }
  /// The bodies of what a receive gives, divided by spaces.
  std::string bodies(const std::string& queue, std::int64_t most = 10) {
    return bodies_of(receive(queue, most));
  }
  static std::string bodies_of(const std::vector<world::ReceivedMessage>& messages) {
    std::string all;
    for (const auto& message : messages) all += (all.empty() ? "" : " ") + message.body;
    return all;
  }
  auto remove(const std::string& queue, const world::ReceivedMessage& message) {
    return sqs_.delete_message(queue, message.receipt_handle, now_);
  }
  auto change(const std::string& queue, const world::ReceivedMessage& message,
              std::int64_t timeout) {
    return sqs_.change_message_visibility(queue, {message.receipt_handle, timeout}, now_);
  }
  world::QueueCounts counts(const std::string& queue) { return sqs_.counts(queue, now_); }

  Instant now_{std::chrono::hours{24 * 365 * 50}};
  Random random_{1};
  world::Identities identities_{random_};
  CheapDigests digests_;
  KeptJournal journal_;
  world::Sqs sqs_;
};

}  // namespace sluice
