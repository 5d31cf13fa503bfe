#pragma once

#include "sluice/aws_access.hpp"
#include "sluice/command_line.hpp"

namespace sluice::apps {

/// `sluice publish`: returns the exit code.
[[nodiscard]] int run_publish(const PublishOptions& options, const Lent& lent);

/// The Lambda function at the Runtime API `host` (AWS_LAMBDA_RUNTIME_API):
/// returns the exit code, when there is nothing more to do.
[[nodiscard]] int run_lambda(const std::string& host, const Lent& lent);

/// `sluice local`: returns the exit code.
[[nodiscard]] int run_local(const LocalOptions& options, const Lent& lent);

/// `sluice demo`: returns the exit code; 0 only where the loop did close.
[[nodiscard]] int run_demo(const DemoOptions& options, const Lent& lent);

/// `sluice simulate`: returns the exit code.
[[nodiscard]] int run_simulate(const SimulateOptions& options, const Lent& lent);

/// `sluice plan`: returns the exit code; 1 where no setting meets the objective.
[[nodiscard]] int run_plan(const PlanOptions& options, const Lent& lent);

/// `sluice config check`: returns the exit code; 1 where there are findings.
[[nodiscard]] int run_config_check(const ConfigCheckOptions& options, const Lent& lent);

/// `sluice iam`: returns the exit code.
[[nodiscard]] int run_iam(const IamOptions& options, const Lent& lent);

/// `sluice orders-worker`: returns the exit code, when SIGTERM has ended it.
[[nodiscard]] int run_orders_worker(const OrdersWorkerOptions& options, const Lent& lent);

}  // namespace sluice::apps
