#include "local/cloud/modelled_operations.hpp"

#include <algorithm>

#include "local/application_auto_scaling/operations.hpp"
#include "local/cloudwatch/operations.hpp"
#include "local/ecs/operations.hpp"
#include "local/events/operations.hpp"
#include "local/iam/operations.hpp"
#include "local/lambda/lambda_face.hpp"
#include "local/logs/operations.hpp"
#include "local/sqs/operations.hpp"
#include "local/sts/operations.hpp"

namespace sluice::local {
namespace {

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  return names;
}

/// The names in a table, and `further` ones that stand in none.
template <class Table>
std::vector<std::string> names_in(const Table& table, std::vector<std::string> further = {}) {
  for (const auto& operation : table) further.emplace_back(operation.name);
  return sorted(std::move(further));
}

}  // namespace

std::map<std::string, std::vector<std::string>> modelled_operations() {
  return {{"application-autoscaling", names_in(application_auto_scaling_operations())},
          {"cloudwatch", names_in(cloudwatch_operations())},
          {"ecs", names_in(ecs_operations())},
          {"events", names_in(events_operations())},
          {"iam", names_in(iam_operations())},
          {"lambda", sorted(LambdaFace::operations())},
          {"logs", names_in(logs_operations())},
          {"sqs", names_in(sqs_operations(), {"ReceiveMessage"})},
          {"sts", names_in(sts_operations())}};
}

}  // namespace sluice::local
