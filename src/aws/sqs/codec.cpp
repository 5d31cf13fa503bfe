#include "aws/sqs/codec.hpp"

#include <nlohmann/json.hpp>

#include "aws/json_reading.hpp"

namespace sluice::aws {

using nlohmann::json;

std::string encode(const GetQueueAttributesRequest& request) {
  return json{{"QueueUrl", request.queue_url}, {"AttributeNames", request.attribute_names}}.dump();
}

std::string encode(const GetQueueUrlRequest& request) {
  json body{{"QueueName", request.queue_name}};
  if (!request.queue_owner_account_id.empty())
    body["QueueOwnerAWSAccountId"] = request.queue_owner_account_id;
  return body.dump();
}

std::string encode(const CreateQueueRequest& request) {
  json body{{"QueueName", request.queue_name}};
  if (!request.attributes.empty()) body["Attributes"] = request.attributes;
  return body.dump();
}

std::string encode(const SendMessageBatchRequest& request) {
  json entries = json::array();
  for (const std::string& body : request.bodies)
    entries.push_back({{"Id", std::to_string(entries.size())}, {"MessageBody", body}});
  return json{{"QueueUrl", request.queue_url}, {"Entries", std::move(entries)}}.dump();
}

std::string encode(const ReceiveMessageRequest& request) {
  json body{{"QueueUrl", request.queue_url},
            {"MaxNumberOfMessages", request.max_number_of_messages},
            {"WaitTimeSeconds", request.wait_time.count()}};
  if (request.visibility) body["VisibilityTimeout"] = request.visibility->count();
  return body.dump();
}

std::string encode(const DeleteMessageRequest& request) {
  return json{{"QueueUrl", request.queue_url}, {"ReceiptHandle", request.receipt_handle}}.dump();
}

std::string encode(const ChangeMessageVisibilityRequest& request) {
  return json{{"QueueUrl", request.queue_url},
              {"ReceiptHandle", request.receipt_handle},
              {"VisibilityTimeout", request.visibility.count()}}
      .dump();
}

Result<GetQueueAttributesResponse, std::string> decode_get_queue_attributes(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  GetQueueAttributesResponse response;
  const auto attributes = object->find("Attributes");
  if (attributes == object->end() || !attributes->is_object()) return response;
  for (const auto& [name, value] : attributes->items()) {
    if (!value.is_string()) return Failure<std::string>{"the attribute " + name + " is no text"};
    response.attributes.emplace(name, value.get<std::string>());
  }
  return response;
}

Result<GetQueueUrlResponse, std::string> decode_get_queue_url(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  std::string url = text_or_empty(*object, "QueueUrl");
  if (url.empty()) return Failure<std::string>{"it has no QueueUrl"};
  return GetQueueUrlResponse{std::move(url)};
}

Result<CreateQueueResponse, std::string> decode_create_queue(std::string_view body) {
  return decode_get_queue_url(body).map([](GetQueueUrlResponse&& answer) {
    return CreateQueueResponse{std::move(answer.queue_url)};
  });
}

Result<SendMessageBatchResponse, std::string> decode_send_message_batch(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  SendMessageBatchResponse response{array_or_empty(*object, "Successful").size(), {}};
  for (const json& failure : array_or_empty(*object, "Failed")) {
    if (!failure.is_object()) return Failure<std::string>{"a failure is no object"};
    response.failed.push_back(BatchFailure{text_or_empty(failure, "Id"),
                                           text_or_empty(failure, "Code"),
                                           text_or_empty(failure, "Message")});
  }
  return response;
}

Result<ReceiveMessageResponse, std::string> decode_receive_message(std::string_view body) {
  const auto object = read_object(body);
  if (!object) return Failure<std::string>{object.error()};
  ReceiveMessageResponse response;
  for (const json& message : array_or_empty(*object, "Messages")) {
    if (!message.is_object()) return Failure<std::string>{"a message is no object"};
    Message decoded{text_or_empty(message, "MessageId"), text_or_empty(message, "ReceiptHandle"),
                    text_or_empty(message, "Body")};
    if (decoded.receipt_handle.empty())
      return Failure<std::string>{"a message has no ReceiptHandle"};
    response.messages.push_back(std::move(decoded));
  }
  return response;
}

Result<Nothing, std::string> decode_nothing(std::string_view /*body*/) {
  return Nothing{};
}

}  // namespace sluice::aws
