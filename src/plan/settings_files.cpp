#include "plan/settings_files.hpp"

#include <fmt/format.h>

namespace sluice::plan {

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
      "services:\n"
      "  - cluster: {}\n"
      "    service: {}\n"
      "    queues: [\"{}\"]\n"
      "    target: {}\n",
      names.cluster, names.service, names.queue, policy.target);
}

}  // namespace sluice::plan
