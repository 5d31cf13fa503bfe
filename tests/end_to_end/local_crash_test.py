#!/usr/bin/env python3
"""`sluice local --data-dir` is killed (SIGKILL) at random moments under load, again and again.
After each: no message whose sending was acknowledged is lost, and none comes again whose deletion
was. `--rounds N --load-seed S` choose how often, and what chance does."""
import argparse
import http.client
import json
import random
import signal
import sys
import threading
import time

import harness
from harness import SluiceTest
from local_cloud import LocalCloud

ROUNDS = 100
SENDERS = 2
TAKERS = 2
options = None  # set at the end


class Connection:
    """One connection to SQS's JSON protocol; an error once the cloud is gone."""

    def __init__(self, port, queue):
        self.connection = http.client.HTTPConnection("127.0.0.1", port,
                                                     timeout=harness.HANG_GUARD)
        self.queue = queue

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def call(self, operation, **members):
        members = members if operation == "CreateQueue" else {"QueueUrl": self.queue, **members}
        self.connection.request("POST", "/", json.dumps(members), {
            "X-Amz-Target": f"AmazonSQS.{operation}", "Content-Type": "application/x-amz-json-1.0"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{operation}: {answer.status} {text}")
        return json.loads(text or b"{}")


class Known:
    """What the clients know of the messages: each is one body."""

    def __init__(self):
        self.acknowledged = set()    # sent, and it was said so
        self.deletion_tried = set()
        self.deleted = set()         # and it was said so
        self.complaints = []
        self.number = 0
        self.lock = threading.Lock()

    def next_body(self):
        with self.lock:
            self.number += 1
            return f"order {self.number}"


def send(connection, known, over):
    while not over.is_set():
        bodies = [known.next_body() for _ in range(random.choice((1, 1, 1, 10)))]
        if len(bodies) == 1:
            connection.call("SendMessage", MessageBody=bodies[0])
        else:
            done = connection.call("SendMessageBatch", Entries=[
                {"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies)])
            bodies = [bodies[int(entry["Id"])] for entry in done["Successful"]]
        known.acknowledged.update(bodies)


def take(connection, known, over):
    while not over.is_set():
        for message in connection.call("ReceiveMessage", MaxNumberOfMessages=3).get("Messages", []):
            body = message["Body"]
            if body in known.deleted:
                known.complaints.append(f"{body} came after its deletion")
            known.deletion_tried.add(body)
            connection.call("DeleteMessage", ReceiptHandle=message["ReceiptHandle"])
            known.deleted.add(body)


def until_gone(work, connection, known, over):
    try:
        with connection:
            work(connection, known, over)
    except (OSError, http.client.HTTPException):
        pass  # killed: whether the last call was carried out is not known
    except AssertionError as wrong:
        known.complaints.append(str(wrong))


class LocalCrashTest(SluiceTest):
    def cloud(self):
        return LocalCloud(self.environment(), "--data-dir", str(self.home / "data"))

    def drained(self, connection):
        """Every message there is, by its body."""
        there = {}
        while True:
            got = connection.call("ReceiveMessage", MaxNumberOfMessages=10).get("Messages", [])
            if not got:
                return there
            there.update((message["Body"], message["ReceiptHandle"]) for message in got)

    def check(self, connection, known):
        there = self.drained(connection)
        lost = known.acknowledged - known.deletion_tried - there.keys()
        self.assertFalse(lost, "acknowledged messages were lost")
        self.assertFalse(known.deleted & there.keys(), "deleted messages came again")
        # Most go, so that rounds stay short; the rest must last some rounds.
        for body, handle in list(there.items())[len(there) // 4:]:
            known.deletion_tried.add(body)
            connection.call("DeleteMessage", ReceiptHandle=handle)
            known.deleted.add(body)

    def load_and_kill(self, cloud, port, queue, known, chance):
        over = threading.Event()
        threads = [threading.Thread(target=until_gone,
                                    args=(work, Connection(port, queue), known, over))
                   for work in [send] * SENDERS + [take] * TAKERS]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.05, 0.15))
        cloud.send(signal.SIGKILL)
        over.set()
        for thread in threads:
            thread.join()
        self.assertFalse(known.complaints)

    def test_nothing_acknowledged_is_lost_and_nothing_deleted_comes_again(self):
        print(f"--rounds {options.rounds} --load-seed {options.load_seed}", file=sys.stderr)
        chance = random.Random(options.load_seed)
        random.seed(options.load_seed)
        known = Known()
        for round_number in range(options.rounds + 1):
            with self.subTest(round=round_number), self.cloud() as cloud:
                port = int(cloud.url.rsplit(":", 1)[1])
                queue = f"{cloud.url}/123456789012/orders"
                with Connection(port, queue) as connection:
                    if round_number == 0:
                        connection.call("CreateQueue", QueueName="orders")
                    cloud.advance("1m")  # what was in flight is visible again
                    self.check(connection, known)
                if round_number < options.rounds:
                    self.load_and_kill(cloud, port, queue, known, chance)
        self.assertGreater(len(known.acknowledged), options.rounds)
        self.assertGreater(len(known.deleted), options.rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--load-seed", type=int, default=random.randrange(2**32))
    options, sys.argv[1:] = parser.parse_known_args()
    harness.main()
