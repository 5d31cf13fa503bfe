#!/usr/bin/env python3
"""Each wrong flag, variable, file, key and value gets exit code 2 and exactly one line on standard
error, which names what is wrong, where it stands and what would be right. No service is called."""
from dataclasses import dataclass, field

import harness
from fake_aws import FakeAws
from harness import REGION, SluiceTest

QUEUE = f"https://sqs.{REGION}.amazonaws.com/123456789012/orders-queue"
ARTICLE = {"QUEUE_URL": QUEUE, "ECS_CLUSTER_NAME": "orders", "ECS_SERVICE_NAME": "orders-service"}

CONFIG = f"""\
region: {REGION}
metric: {{namespace: ECS/CustomMetrics, name: BacklogPerTask}}
services:
  - cluster: orders
    service: orders-service
    queues:
      - url: {QUEUE}
        weight: 2
    backlog: [visible]
    tasks: running
    target: 20
"""

# In which way `--config` is given: the file's name and what stands in it.
FILE = "sluice.yaml"


@dataclass(frozen=True)
class Row:
    """One mistake. `says` are the words that the line must hold, whatever their case."""
    name: str
    says: tuple[str, ...]
    flags: tuple[str, ...] = ()
    variables: dict = field(default_factory=dict)
    config: str | None = None
    files: dict = field(default_factory=dict)


def flags(name, *arguments, says):
    return Row(name, says, flags=arguments, variables=ARTICLE)


def variables(name, says, **changed):
    return Row(name, says, variables=ARTICLE | changed)


def config(name, wrong, *says, right=None):
    """The config above with its text `right` replaced by `wrong`; without `right`, `wrong` is all
    of it. The line must name the file."""
    assert right is None or right in CONFIG, right
    text = wrong if right is None else CONFIG.replace(right, wrong, 1)
    return Row(name, (FILE, *says), config=text)


FLAGS = (
    flags("unknown flag", "--onec", says=("--onec", "--once")),
    flags("stray word", "now", says=("now",)),
    flags("flag without its value", "--config", says=("--config",)),
    flags("once and every", "--once", "--every", "60s", says=("--once", "--every")),
    flags("interval that is none", "--every", "often", says=("--every", "often", "60s")),
    flags("interval without a unit", "--every", "60", says=("--every", "60", "60s")),
    flags("interval with an unknown unit", "--every", "5parsecs", says=("--every", "5parsecs")),
    flags("interval of nothing", "--every", "0s", says=("--every", "0s", "1s")),
    flags("interval below nothing", "--every=-5s", says=("--every", "-5s")),
    flags("interval beyond all bounds", "--every", "99999999999999999999s", says=("--every",)),
    flags("unknown sink", "--sink", "kafka",
          says=("--sink", "kafka", "cloudwatch", "emf", "stdout")),
    flags("unknown output", "--output", "xml", says=("--output", "xml", "text", "json")),
    flags("endpoint without a scheme", "--endpoint-url", "localhost:4566",
          says=("--endpoint-url", "localhost:4566", "http://")),
    flags("endpoint of another scheme", "--endpoint-url", "ftp://localhost",
          says=("--endpoint-url", "ftp://localhost", "http")),
    flags("endpoint without a host", "--endpoint-url", "http://", says=("--endpoint-url",)),
    flags("endpoint with a port beyond 65535", "--endpoint-url", "http://localhost:70000",
          says=("--endpoint-url", "70000")),
    flags("config file that is not there", "--config", "nowhere.yaml",
          says=("--config", "nowhere.yaml")),
    flags("config file that is a folder", "--config", "/etc", says=("--config", "/etc")),
    flags("metrics port that is none", "--every", "60s", "--metrics-port", "http",
          says=("--metrics-port", "http", "65535")),
    flags("metrics port beyond 65535", "--every", "60s", "--metrics-port", "70000",
          says=("--metrics-port", "70000", "65535")),
)

COMMANDS = (
    Row("no command", ("publish",)),
    Row("unknown command", ("publsh", "publish"), flags=("publsh",)),
    Row("unknown flag before the command", ("--verbos",), flags=("--verbos", "publish")),
)

VARIABLES = (
    Row("nothing to measure", ("--config", "SLUICE_CONFIG", "QUEUE_URL", "ECS_CLUSTER_NAME",
                               "ECS_SERVICE_NAME")),
    variables("no cluster and no service", ("QUEUE_URL", "ECS_CLUSTER_NAME", "ECS_SERVICE_NAME"),
              ECS_CLUSTER_NAME=None, ECS_SERVICE_NAME=None),
    variables("no service", ("ECS_SERVICE_NAME", "missing"), ECS_SERVICE_NAME=None),
    variables("an empty cluster", ("ECS_CLUSTER_NAME", "missing"), ECS_CLUSTER_NAME=""),
    variables("no queue", ("QUEUE_URL", "missing"), QUEUE_URL=None),
    variables("a queue's URL with a wrong scheme", ("QUEUE_URL", "htps"),
              QUEUE_URL=QUEUE.replace("https", "htps")),
    variables("a queue's URL without a queue", ("QUEUE_URL", "amazonaws.com"),
              QUEUE_URL=f"https://sqs.{REGION}.amazonaws.com/"),
    variables("a queue's name with a space", ("QUEUE_URL", "orders queue"),
              QUEUE_URL="orders queue"),
    variables("a queue of another region", ("us-east-1", REGION, "AWS_REGION"),
              QUEUE_URL=QUEUE.replace(REGION, "us-east-1")),
    variables("a cluster's name with a slash", ("ECS_CLUSTER_NAME", "orders/one"),
              ECS_CLUSTER_NAME="orders/one"),
    variables("a service's name with a space", ("ECS_SERVICE_NAME", "orders service"),
              ECS_SERVICE_NAME="orders service"),
    variables("no region", ("AWS_REGION",), AWS_REGION=None),
    variables("a region that is none", ("AWS_REGION", "ap southeast 2"),
              AWS_REGION="ap southeast 2"),
    variables("a profile that is nowhere", ("AWS_PROFILE", "nobody", ".aws"), AWS_PROFILE="nobody"),
    variables("attempts that are no number", ("AWS_MAX_ATTEMPTS", "many"), AWS_MAX_ATTEMPTS="many"),
    variables("no attempts", ("AWS_MAX_ATTEMPTS", "0"), AWS_MAX_ATTEMPTS="0"),
    variables("an endpoint without a scheme", ("AWS_ENDPOINT_URL", "localhost", "http"),
              AWS_ENDPOINT_URL="localhost:4566"),
    variables("an endpoint of one service without a scheme",
              ("AWS_ENDPOINT_URL_CLOUDWATCH", "localhost", "http"),
              AWS_ENDPOINT_URL_CLOUDWATCH="localhost:4566"),
    variables("a proxy that is no URL", ("HTTPS_PROXY", "ht!tp"), HTTPS_PROXY="ht!tp://proxy"),
    variables("two places that say what to measure", ("SLUICE_CONFIG", "QUEUE_URL"),
              SLUICE_CONFIG=CONFIG),
    Row("a config file of a variable that is not there", ("SLUICE_CONFIG", "nowhere.yaml"),
        variables={"SLUICE_CONFIG": "nowhere.yaml"}),
    Row("a config of a variable that is wrong", ("SLUICE_CONFIG", "servises", "services"),
        variables={"SLUICE_CONFIG": CONFIG.replace("services:", "servises:")}),
)

CONFIGS = (
    config("no YAML", "services: [", "1", "YAML"),
    config("a tab", CONFIG + "\tregion: x\n", "12"),
    config("empty", "", "services"),
    config("a list", "- services\n", "region, metric, services"),
    config("unknown key at the top", "regoin:", "1", "regoin", "'region'", right="region:"),
    config("unknown key of the metric", "namspace:", "2", "namspace", "'namespace'",
           right="namespace:"),
    config("unknown key of a service", "clutser:", "4", "clutser", "'cluster'", right="cluster:"),
    config("unknown key of a queue", "wieght:", "8", "wieght", "'weight'", right="weight:"),
    config("unknown key like no other", "zebra: 1\n" + CONFIG, "zebra", "region, metric, services"),
    config("a key that stands twice", f"region: {REGION}\n" + CONFIG, "2", "region", "twice"),
    config("no services", f"region: {REGION}\n", "services"),
    config("services that are empty", "services: []\n", "services"),
    config("services that are a map", "services: {cluster: orders}\n", "services", "list"),
    config("a service that is a text", "services: [orders]\n", "services[0]", "cluster"),
    config("a service without a cluster", "  - service: orders-service\n",
           "4", "cluster", "missing", right="  - cluster: orders\n    service: orders-service\n"),
    config("a service without a name", "", "service", "missing",
           right="    service: orders-service\n"),
    config("a service without queues", f"services: [{{cluster: orders, service: one}}]\n",
           "queues", "missing"),
    config("queues that are empty", "services: [{cluster: a, service: b, queues: []}]\n", "queues"),
    config("a queue without its URL", "- weight: 2\n", "url", "missing",
           right=f"- url: {QUEUE}\n        weight: 2\n"),
    config("an empty cluster", "cluster: ''", "4", "cluster", right="cluster: orders"),
    config("a service that stands twice",
           CONFIG + f"  - {{cluster: orders, service: orders-service, queues: [{QUEUE}]}}\n",
           "orders-service", "twice"),
    config("a queue that stands twice", f"- {QUEUE}\n      - url: {QUEUE}", "orders-queue", "twice",
           right=f"- url: {QUEUE}"),
    *(config(f"a weight of {wrong}", f"weight: {wrong}", "8", "weight", "above 0",
             right="weight: 2") for wrong in ("0", "-1", "heavy", ".nan", ".inf", "1e999")),
    config("a weight that is a list", "weight: [2]", "8", "weight", "such as 2", right="weight: 2"),
    *(config(f"a target of {wrong}", f"target: {wrong}", "11", "target", "20",
             right="target: 20") for wrong in ("0", "-20", "twenty", ".nan", ".inf", "{}")),
    config("an unknown part of the backlog", "[visible, inflight]", "9", "inflight", "in_flight",
           right="[visible]"),
    config("a backlog of nothing", "[]", "9", "backlog", right="[visible]"),
    config("a backlog that is no list", "visible", "9", "backlog", "list", right="[visible]"),
    config("a part of the backlog that stands twice", "[visible, visible]", "9", "visible",
           right="[visible]"),
    config("unknown tasks", "tasks: runing", "10", "runing", "running", right="tasks: running"),
    config("a region that is none", "region: Sydney", "1", "Sydney", right=f"region: {REGION}"),
    config("a queue of another region", "sqs.us-east-1.", "us-east-1", REGION,
           right=f"sqs.{REGION}."),
    config("a namespace of AWS's own", "namespace: AWS/ECS", "2", "AWS/",
           right="namespace: ECS/CustomMetrics"),
    config("a namespace that starts with a colon", "namespace: ':ECS'", "2", ":ECS",
           right="namespace: ECS/CustomMetrics"),
    config("an empty metric name", "name: ''", "2", "name", right="name: BacklogPerTask"),
    *(config(f"an ARN {what}", f"- url: '{wrong}'", "7", wrong, "arn:aws:sqs",
             right=f"- url: {QUEUE}") for what, wrong in (
        ("of another service", f"arn:aws:sns:{REGION}:123456789012:orders"),
        ("without an account", f"arn:aws:sqs:{REGION}:orders"),
        ("with an account of letters", f"arn:aws:sqs:{REGION}:shop:orders"),
        ("without a queue", f"arn:aws:sqs:{REGION}:123456789012:"),
        ("with too many parts", f"arn:aws:sqs:{REGION}:123456789012:orders:queue"))),
    config("an ARN of another region", "- url: arn:aws:sqs:us-east-1:123456789012:orders",
           "us-east-1", REGION, right=f"- url: {QUEUE}"),
    config("a queue's name beyond 80 characters", f"- url: {'q' * 81}", "7", "80",
           right=f"- url: {QUEUE}"),
)

PROFILES = (
    Row("a config file with a line that means nothing", (".aws/config", "2"), variables=ARTICLE,
        files={".aws/config": "[default]\nregion\n"}),
    Row("a profile with an endpoint that is none", ("endpoint_url", "localhost"),
        variables=ARTICLE | {"AWS_ENDPOINT_URL": None},
        files={".aws/config": "[default]\nendpoint_url = localhost\n"}),
    Row("a profile whose services section is missing", ("services", "here"),
        variables=ARTICLE | {"AWS_ENDPOINT_URL": None},
        files={".aws/config": "[default]\nservices = here\n"}),
)


class BadInput(SluiceTest):
    def check(self, rows, *command):
        for row in rows:
            with self.subTest(row.name), FakeAws() as aws:
                self.check_row(row, command, aws)
                self.assertEqual(aws.requests, [], "no service is called")

    def check_row(self, row, command, aws):
        for name, text in row.files.items():
            self.write(name, text)
        arguments = command + row.flags
        if row.config is not None:
            arguments += ("--config", self.write(FILE, row.config))
        # Regions are compared where AWS is called; an endpoint of one's own has none.
        reached = {} if "another region" in row.name else {"AWS_ENDPOINT_URL": aws.url}
        outcome = self.run_sluice(*arguments, **reached | row.variables)
        for name in row.files:
            (self.home / name).unlink()
        self.assertEqual(outcome.code, 2, outcome)
        self.assertEqual(outcome.stdout, "", outcome)
        self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome)
        for word in row.says:
            self.assertIn(word.lower(), outcome.stderr.lower())

    def test_the_config_of_this_table_is_right(self):
        with FakeAws() as aws:
            aws.services["orders", "orders-service"] = {
                "runningCount": 2, "pendingCount": 0, "desiredCount": 2}
            aws.add_queue("orders-queue", 60)
            outcome = self.publish("--config", self.write(FILE, CONFIG), AWS_ENDPOINT_URL=aws.url)
            self.assertEqual(outcome.code, 0, outcome)

    def test_commands(self):
        self.check(COMMANDS)

    def test_flags(self):
        self.check(FLAGS, "publish")

    def test_variables(self):
        self.check(VARIABLES, "publish")

    def test_configs(self):
        self.check(CONFIGS, "publish")

    def test_profiles(self):
        self.check(PROFILES, "publish")

    def test_no_line_shows_the_secret_of_a_variable(self):
        outcome = self.run_sluice("publish", **ARTICLE,
                                  HTTPS_PROXY="ftp://user:hunter2@proxy.example.com")
        self.assertEqual(outcome.code, 2, outcome)
        self.assertNotIn("hunter2", outcome.stderr)


if __name__ == "__main__":
    harness.main()
