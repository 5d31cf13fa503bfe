#include "plan/settings_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace sluice::plan {
namespace {

/// The region that an ARN names: "arn:aws:sqs:<region>:<account>:<queue>".
std::string_view region_of(std::string_view arn) {
  for (int field = 0; field < 3; ++field)
    arn.remove_prefix(std::min(arn.find(':'), arn.size() - 1) + 1);
  return arn.substr(0, arn.find(':'));
}

}  // namespace

std::string terraform_variables(const Setting& setting, const ServiceNames& names) {
  const auto& policy = std::get<sim::TargetTrackingSettings>(setting.policy);
  return fmt::format(
      "services = [{{\n"
      "  cluster            = \"{}\"\n"
      "  service            = \"{}\"\n"
      "  queues             = [\"{}\"]\n"
      "  target             = {}\n"
      "  min                = {}\n"
      "  max                = {}\n"
      "  scale_out_cooldown = {}\n"
      "  scale_in_cooldown  = {}\n"
      "{}"
      "}}]\n",
      names.cluster, names.service, names.queue, policy.target, setting.bounds.min,
      setting.bounds.max, policy.cooldowns.out.count(), policy.cooldowns.in.count(),
      policy.disable_scale_in ? "  disable_scale_in   = true\n" : "");
}

std::string sluice_yaml(const Setting& setting, const ServiceNames& names) {
  const auto& policy = std::get<sim::TargetTrackingSettings>(setting.policy);
  return fmt::format(
      "region: {}\n"
      "services:\n"
      "  - cluster: {}\n"
      "    service: {}\n"
      "    queues: [\"{}\"]\n"
      "    target: {}\n",
      region_of(names.queue), names.cluster, names.service, names.queue, policy.target);
}

}  // namespace sluice::plan
