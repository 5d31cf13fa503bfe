#include "aws/cloudwatch/codec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sluice::aws {

using nlohmann::json;

namespace {

json to_json(const MetricDatum& datum) {
  json dimensions = json::array();
  for (const Dimension& dimension : datum.dimensions)
    dimensions.push_back({{"Name", dimension.name}, {"Value", dimension.value}});
  return {{"MetricName", datum.metric_name},
          {"Dimensions", std::move(dimensions)},
          {"Unit", datum.unit},
          {"Value", datum.value}};
}

/// The bytes that `text` takes inside JSON quotes, at most: a control character
/// becomes six.
std::size_t quoted_size(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c != '"' && c != '\\'; };
  const auto escaped = text.size() - static_cast<std::size_t>(std::ranges::count_if(text, plain));
  return text.size() + (5 * escaped);
}

/// The bytes of a datum as written, at most.
std::size_t largest_size(const MetricDatum& datum) {
  constexpr std::size_t frame = 120;     // names, braces, commas and a double of 24 letters
  constexpr std::size_t dimension = 24;  // {"Name":"","Value":""},
  std::size_t size = frame + quoted_size(datum.metric_name) + quoted_size(datum.unit);
  for (const Dimension& d : datum.dimensions)
    size += dimension + quoted_size(d.name) + quoted_size(d.value);
  return size;
}

}  // namespace

std::string encode(const PutMetricDataRequest& request) {
  json data = json::array();
  for (const MetricDatum& datum : request.metric_data) data.push_back(to_json(datum));
  return json{{"Namespace", request.metric_namespace}, {"MetricData", std::move(data)}}.dump();
}

std::vector<std::size_t> put_metric_data_batches(std::string_view metric_namespace,
                                                 std::span<const MetricDatum> data) {
  constexpr std::size_t frame = 64;  // {"MetricData":[],"Namespace":""}
  const std::size_t empty = frame + quoted_size(metric_namespace);
  std::vector<std::size_t> batches;
  std::size_t bytes = 0;
  for (const MetricDatum& datum : data) {
    const std::size_t size = largest_size(datum);
    const bool full = batches.empty() || batches.back() == most_metric_data ||
                      bytes + size > largest_put_metric_data;
    if (full) {
      batches.push_back(0);
      bytes = empty;
    }
    ++batches.back();
    bytes += size;
  }
  return batches;
}

Result<PutMetricDataResponse, std::string> decode_put_metric_data(std::string_view) {
  return PutMetricDataResponse{};
}

}  // namespace sluice::aws
