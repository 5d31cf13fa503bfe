#include "publish/statistics.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <utility>

namespace sluice::publish {
namespace {

/// Label values escape backslash, quote and line feed.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string labels(const core::ServiceKey& key) {
  return fmt::format(R"(cluster="{}",service="{}")", escaped(key.cluster), escaped(key.service));
}

/// A metric's lines, under its help and type.
class Family {
 public:
  Family(std::string& out, std::string_view name, std::string_view type, std::string_view help)
      : out_{out}, name_{name} {
    out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  template <class Number>
  void line(std::string_view label_text, Number value, std::string_view suffix = "") {
    fmt::format_to(std::back_inserter(out_), "{}{}{{{}}} {}\n", name_, suffix, label_text, value);
  }

 private:
  std::string& out_;
  std::string_view name_;
};

}  // namespace

Statistics::Operation& Statistics::operation(const aws::ServiceDescription& service,
                                             std::string_view name) {
  return operations_[aws::operation_name(service, name)];
}

void Statistics::attempted(const aws::ServiceDescription& service, std::string_view name,
                           Duration took, const aws::Error* error) {
  ++calls_[std::string{service.id}];
  Operation& counted = operation(service, name);
  const double seconds = std::chrono::duration<double>{took}.count();
  ++counted.calls;
  counted.seconds += seconds;
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (seconds <= bounds.at(i)) ++counted.at_most.at(i);
  if (error != nullptr) ++counted.errors;
  if (error != nullptr && error->remedy == aws::Remedy::throttled) ++counted.throttles;
}

void Statistics::retrying(const aws::ServiceDescription& service, std::string_view name) {
  ++operation(service, name).retries;
}

void Statistics::ended(const record::TickRecord& tick) {
  std::map<core::ServiceKey, Service> current;
  for (const record::ServiceRecord& record : tick.services) {
    Service& service = current[record.key];
    service.last = record;
    if (const auto before = services_.find(record.key); before != services_.end())
      service.last_success = before->second.last_success;
    if (record.status == record::PublishStatus::published)
      service.last_success = tick.started + tick.elapsed;
  }
  services_ = std::move(current);  // a service that left the config leaves the page
}

CallCounts Statistics::take_calls() {
  return std::exchange(calls_, {});
}

std::string Statistics::prometheus() const {
  std::string out;
  add_services(out);
  add_operations(out);
  return out;
}

void Statistics::add_services(std::string& out) const {
  Family backlog{out, "sluice_backlog_messages", "gauge", "Messages that count, weighted."};
  for (const auto& [key, service] : services_)
    if (service.last.measured) backlog.line(labels(key), service.last.measured->backlog);
  Family tasks{out, "sluice_tasks", "gauge", "Tasks of the ECS service by state."};
  for (const auto& [key, service] : services_) {
    if (!service.last.tasks) continue;
    const core::TaskCounts& counts = *service.last.tasks;
    tasks.line(labels(key) + R"(,state="running")", counts.running.value());
    tasks.line(labels(key) + R"(,state="pending")", counts.pending.value());
    tasks.line(labels(key) + R"(,state="desired")", counts.desired.value());
  }
  Family value{out, "sluice_backlog_per_task", "gauge", "BacklogPerTask as measured last."};
  for (const auto& [key, service] : services_)
    if (service.last.measured) value.line(labels(key), service.last.measured->value);
  Family up{out, "sluice_service_up", "gauge", "1 where the last tick did not fail."};
  for (const auto& [key, service] : services_)
    up.line(labels(key), service.last.status == record::PublishStatus::failed ? 0 : 1);
  Family success{out, "sluice_last_success_timestamp_seconds", "gauge",
                 "When a datapoint was last published, Unix time."};
  for (const auto& [key, service] : services_) {
    if (!service.last_success) continue;
    const std::chrono::duration<double> since_epoch = service.last_success->time_since_epoch();
    success.line(labels(key), fmt::format("{:.3f}", since_epoch.count()));
  }
}

void Statistics::add_operations(std::string& out) const {
  const auto counter = [&](std::string_view name, std::string_view help,
                           std::int64_t Operation::*count) {
    Family family{out, name, "counter", help};
    for (const auto& [operation, counted] : operations_)
      family.line(fmt::format(R"(operation="{}")", operation), counted.*count);
  };
  counter("sluice_aws_calls_total", "HTTP calls to AWS, retries included.", &Operation::calls);
  counter("sluice_aws_errors_total", "Calls that brought an error.", &Operation::errors);
  counter("sluice_aws_throttles_total", "Calls that AWS throttled.", &Operation::throttles);
  counter("sluice_aws_retries_total", "Calls made again.", &Operation::retries);
  Family latency{out, "sluice_aws_call_seconds", "histogram", "How long a call took."};
  for (const auto& [operation, counted] : operations_) {
    const std::string label = fmt::format(R"(operation="{}")", operation);
    for (std::size_t i = 0; i < bounds.size(); ++i)
      latency.line(fmt::format(R"({},le="{}")", label, bounds.at(i)), counted.at_most.at(i),
                   "_bucket");
    latency.line(label + R"(,le="+Inf")", counted.calls, "_bucket");
    latency.line(label, counted.seconds, "_sum");
    latency.line(label, counted.calls, "_count");
  }
}

}  // namespace sluice::publish
