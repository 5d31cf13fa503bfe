"""Every operation that `sluice local` models, called by a foreign client that is not boto3: what
the suites of the AWS CLI and of the AWS SDK for JavaScript share."""
import json

import harness
from accounting import called, offered, refusals
from harness import REGION
from local_cloud import ACCOUNT, LocalCloud

# Codes that AWS's models have no shape for, so no client has a class for them.
UNMODELLED = {("events", "ValidationException"), ("sts", "AccessDenied"),
              ("sts", "ValidationError")}


class Refused(Exception):
    """An error of AWS as the client tells it. `modelled`: as the class that the client has for it;
    None for a client without classes."""

    def __init__(self, code, message, modelled=None):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.modelled = code, message, modelled


def arn(service, name):
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


class EveryOperationTest(harness.SluiceTest):
    """A test with a cloud of its own on the stepped clock. `caller`, of the suite, is the client:
    call(url, service, operation, input) and pages(url, service, operation, input, size) give what
    the service answered, or raise Refused; code(query, shape) is the error's name that it shows."""
    caller = None

    def setUp(self):
        super().setUp()
        self.cloud = LocalCloud(self.environment())
        self.addCleanup(self.cloud.__exit__)
        offered.update(json.loads(self.cloud.call("GET", "health"))["operations"])

    def call(self, service, operation, /, **members):
        answer = self.caller.call(self.cloud.url, service, operation, members)
        called[service].add(operation)
        return answer

    def pages(self, service, operation, /, size=1, **members):
        """All pages as one answer."""
        answer = self.caller.pages(self.cloud.url, service, operation, members, size)
        called[service].add(operation)
        return answer

    def refused(self, code, service, operation, shape=None, /, **members):
        """The call fails with this code. `shape`: the error's name in AWS's models, where that is
        another."""
        wanted = self.caller.code(code, shape or code)
        with self.assertRaises(Refused, msg=f"{operation} {wanted}") as caught:
            self.caller.call(self.cloud.url, service, operation, members)
        self.assertEqual(caught.exception.code, wanted, caught.exception)
        self.assertTrue(caught.exception.message)
        if caught.exception.modelled is not None and (service, code) not in UNMODELLED:
            self.assertTrue(caught.exception.modelled, f"{wanted} came as a plain error")
        refusals[service].add(code)
