"""A moto_server of our own, seen through a proxy that keeps each request, and boto3 to fill it."""
import datetime
import http.client
import os
import re
import subprocess
import sys
import threading
import urllib.request

import boto3

from harness import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from stand_in import Answer, StandIn

# Headers that belong to one connection and not to the message (RFC 9110, section 7.6.1), and the
# length, which the stand-in writes itself.
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class MotoServer:
    """Runs moto_server on a port that the system picks, for as long as the `with` block lasts."""

    def __enter__(self):
        environment = {**os.environ, "MOTO_ECS_SERVICE_RUNNING": "0"}
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1",
             "-p", "0"],
            env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            self.port = self._listening_port()
        except BaseException:
            self.__exit__()
            raise
        # It logs every request; unread, the pipe would fill and stop it.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def _listening_port(self):
        """werkzeug says where it listens as soon as it does."""
        said = []
        for line in self._process.stdout:
            said.append(line)
            found = re.search(r"Running on http://127\.0\.0\.1:(\d+)", line)
            if found:
                return int(found[1])
        raise RuntimeError(f"moto_server ended at once: {''.join(said)}")

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"))


class RecordingProxy(StandIn):
    """Hands every request on to moto as it came, and keeps it."""

    def __init__(self, moto):
        self._moto = moto
        super().__init__()

    def answer(self, request):
        connection = http.client.HTTPConnection("127.0.0.1", self._moto.port)
        try:
            connection.request(request.method, request.path, request.body,
                               dict(request.headers.items()))
            answer = connection.getresponse()
            headers = {name: value for name, value in answer.getheaders()
                       if name.lower() not in OF_THE_CONNECTION}
            return Answer(answer.read(), answer.status, headers)
        finally:
            connection.close()


class Account:
    """The account's contents, put there and read back with boto3."""

    def __init__(self, url):
        self._options = {"region_name": REGION, "endpoint_url": url,
                         "aws_access_key_id": ACCESS_KEY_ID,
                         "aws_secret_access_key": SECRET_ACCESS_KEY}
        self.sqs, self.ecs, self.cloudwatch = map(self.client, ("sqs", "ecs", "cloudwatch"))

    def client(self, service):
        return boto3.client(service, **self._options)

    def add_queue(self, name, messages, delayed=0):
        """A queue with so many visible and delayed messages; gives its URL."""
        url = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self._send(url, messages, 0)
        self._send(url, delayed, 900)
        return url

    def _send(self, url, count, delay):
        for first in range(0, count, 10):
            self.sqs.send_message_batch(QueueUrl=url, Entries=[
                {"Id": str(n), "MessageBody": f"order {n}", "DelaySeconds": delay}
                for n in range(first, min(first + 10, count))])

    def add_service(self, name, running, cluster="orders"):
        self.ecs.create_cluster(clusterName=cluster)
        self.ecs.register_task_definition(
            family="worker", containerDefinitions=[{"name": "w", "image": "w", "memory": 64}])
        self.ecs.create_service(cluster=cluster, serviceName=name, taskDefinition="worker",
                                desiredCount=0)
        # moto takes the tasks of an update for running at once, those of a creation for pending.
        self.ecs.update_service(cluster=cluster, service=name, desiredCount=running)

    def datapoints(self, service, cluster="orders", namespace="ECS/CustomMetrics",
                   name="BacklogPerTask"):
        """What CloudWatch holds for exactly this service: datapoints with Sum and SampleCount."""
        dimensions = [{"Name": "ClusterName", "Value": cluster},
                      {"Name": "ServiceName", "Value": service}]
        now = datetime.datetime.now(datetime.timezone.utc)
        hour = datetime.timedelta(hours=1)
        return self.cloudwatch.get_metric_statistics(
            Namespace=namespace, MetricName=name, Dimensions=dimensions, StartTime=now - hour,
            EndTime=now + hour, Period=60, Statistics=["Sum", "SampleCount", "Maximum"],
            Unit="Count")["Datapoints"]

    def metrics(self):
        """Every metric that CloudWatch knows: (namespace, name, dimensions)."""
        return [(metric["Namespace"], metric["MetricName"],
                 {pair["Name"]: pair["Value"] for pair in metric["Dimensions"]})
                for metric in self.cloudwatch.list_metrics()["Metrics"]]
