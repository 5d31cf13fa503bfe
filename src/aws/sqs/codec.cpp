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

}  // namespace sluice::aws
