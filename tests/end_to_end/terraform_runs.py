"""Real `terraform`, with the real AWS provider out of a mirror on this machine, against a
`sluice local`: what the suites that apply an infrastructure share."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import time

import harness

# A filesystem mirror, for machines that cannot reach Terraform's registry: it has to hold
# registry.terraform.io/hashicorp/aws/<version>/<platform>/.
MIRROR = pathlib.Path(os.environ.get("SLUICE_TERRAFORM_MIRROR", "/opt/tf-plugins"))

# No apply or destroy of ours takes a minute on an idle machine.
COMMAND_GUARD = 240.0

# Cloud seconds in one real second while terraform runs. It waits in real time for what comes
# about in cloud time (a cluster that is active, a service that is drained), so the clock must go.
SPEED_OF_TERRAFORM = 10


def in_mirror(provider):
    """Whether the mirror has this provider of HashiCorp's."""
    return (MIRROR / "registry.terraform.io" / "hashicorp" / provider).is_dir()


def require_terraform(suite):
    """Ends the script as skipped where there is no terraform, or no provider for it."""
    if not shutil.which("terraform"):
        harness.skip(suite, "terraform is not installed "
                            "(https://developer.hashicorp.com/terraform/install)")
    if not in_mirror("aws"):
        harness.skip(suite, f"the AWS provider is not in {MIRROR} (terraform providers mirror "
                            f"{MIRROR}, in a folder that wants hashicorp/aws)")


class Terraform:
    """terraform in one folder, which takes `cloud` for AWS."""

    def __init__(self, folder, cloud):
        self.folder = pathlib.Path(folder)
        self.cloud = cloud
        config = self.folder / "mirror.tfrc"
        config.write_text("provider_installation {\n"
                          f"  filesystem_mirror {{ path = \"{MIRROR}\" }}\n"
                          "}\n", encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "TF_CLI_CONFIG_FILE": str(config),
            "TF_INPUT": "0", "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1",
            "AWS_ENDPOINT_URL": cloud.url, "AWS_REGION": harness.REGION,
            "AWS_ACCESS_KEY_ID": harness.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": harness.SECRET_ACCESS_KEY,
            "AWS_EC2_METADATA_DISABLED": "true"}

    def run(self, command, *arguments, codes=(0,)):
        """Runs a command to its end, with the clock going; it must end with one of `codes`."""
        started = time.monotonic()
        with clock_going(self.cloud):
            done = subprocess.run(["terraform", command, *arguments], env=self.environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=COMMAND_GUARD, cwd=self.folder)
        outcome = harness.Outcome(done.returncode, done.stdout, done.stderr,
                                  time.monotonic() - started)
        assert outcome.code in codes, f"terraform {command}: {outcome}"
        return outcome

    def init(self):
        return self.run("init", "-no-color")

    def apply(self, *arguments):
        return self.run("apply", "-auto-approve", "-no-color", *arguments)

    def plan(self, *arguments, codes=(0, 2)):
        """A plan's code is 0 where nothing would change and 2 where something would."""
        return self.run("plan", "-detailed-exitcode", "-no-color", *arguments, codes=codes)

    def destroy(self, *arguments):
        return self.run("destroy", "-auto-approve", "-no-color", *arguments)


@contextlib.contextmanager
def clock_going(cloud, speed=SPEED_OF_TERRAFORM):
    """The cloud's clock goes by itself within the block, and stands before and after it."""
    cloud.call("POST", "clock", {"speed": speed})
    try:
        yield
    finally:
        cloud.call("POST", "clock", {"speed": 0})


def minutes_until(cloud, wanted, limit, complaint=lambda: ""):
    """Steps the clock by the minute until `wanted()` holds; gives how many minutes it took."""
    for minute in range(1, limit + 1):
        cloud.advance("1m")
        if wanted():
            return minute
    raise AssertionError(f"not within {limit} cloud minutes: {complaint()}")


def names_left(cloud):
    """What is left in the cloud, by kind; empty where all is gone. The log group that Lambda makes
    for a function stays after a destroy, here as on AWS, unless Terraform made it."""
    ecs, iam, alarms = cloud.client("ecs"), cloud.client("iam"), cloud.client("cloudwatch")
    scaling, events = cloud.client("application-autoscaling"), cloud.client("events")
    clusters = ecs.list_clusters()["clusterArns"]
    left = {
        "queues": cloud.client("sqs").list_queues().get("QueueUrls", []),
        "clusters": clusters,
        "services": [arn for cluster in clusters
                     for arn in ecs.list_services(cluster=cluster)["serviceArns"]],
        "task definitions": ecs.list_task_definitions()["taskDefinitionArns"],
        "functions": [function["FunctionName"]
                      for function in cloud.client("lambda").list_functions()["Functions"]],
        "rules": [rule["Name"] for rule in events.list_rules()["Rules"]],
        "roles": [role["RoleName"] for role in iam.list_roles()["Roles"]
                  if not role["Path"].startswith("/aws-service-role/")],
        "policies": [policy["Arn"] for policy in iam.list_policies(Scope="Local")["Policies"]],
        "alarms": [alarm["AlarmName"] for alarm in alarms.describe_alarms()["MetricAlarms"]],
        "dashboards": [entry["DashboardName"]
                       for entry in alarms.list_dashboards()["DashboardEntries"]],
        "scalable targets": scaling.describe_scalable_targets(
            ServiceNamespace="ecs")["ScalableTargets"],
        "scaling policies": scaling.describe_scaling_policies(
            ServiceNamespace="ecs")["ScalingPolicies"],
        "log groups": [group["logGroupName"] for group in
                       cloud.client("logs").describe_log_groups()["logGroups"]]}
    return {kind: names for kind, names in left.items() if names}
