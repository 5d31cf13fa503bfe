"""boto3 against a `sluice local`: every answer is held against botocore's model of it, and every
operation that the program says it has must have been called."""
import json

import harness
from accounting import called, offered, refusals
from local_cloud import LocalCloud

try:
    import boto3
    from botocore.exceptions import ClientError
    from botocore.validate import ParamValidator
except ImportError:
    harness.skip("local_boto3", "boto3 is not installed (pip install boto3)")


def strangers(document, shape, path=""):
    """The members of an answer in JSON that its model does not know."""
    if shape.type_name == "structure" and isinstance(document, dict):
        known = {member.serialization.get("name", name): member
                 for name, member in shape.members.items()}
        for name, value in document.items():
            if name not in known:
                yield f"{path}.{name}"
            else:
                yield from strangers(value, known[name], f"{path}.{name}")
    elif shape.type_name == "list" and isinstance(document, list):
        for entry in document:
            yield from strangers(entry, shape.member, f"{path}[]")
    elif shape.type_name == "map" and isinstance(document, dict):
        for name, value in document.items():
            yield from strangers(value, shape.value, f"{path}.{name}")


def as_sent(value, shape):
    """An output as the service sent it: botocore has made dicts of IAM's policies."""
    if shape.type_name == "structure" and isinstance(value, dict):
        return {name: as_sent(member, shape.members[name]) if name in shape.members else member
                for name, member in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [as_sent(entry, shape.member) for entry in value]
    return json.dumps(value) if shape.type_name == "string" and isinstance(value, dict) else value


# What AWS leaves out although its models require it: a function may have no code signing, and a
# batch without failures has no list of them (https://github.com/aws/aws-sdk/issues/657).
LEFT_OUT = {"GetFunctionCodeSigningConfig", "SendMessageBatch", "DeleteMessageBatch",
            "ChangeMessageVisibilityBatch"}


def faults_of(http_response, parsed, model):
    """What botocore's model says against an answer."""
    shape = model.output_shape
    if http_response.status_code >= 300:
        return []
    if shape is None:
        rest = {name for name in parsed if name != "ResponseMetadata"}
        return [f"unasked: {rest}"] if rest else []
    output = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
    report = ParamValidator().validate(as_sent(output, shape), shape)
    wrong = report.has_errors() and model.name not in LEFT_OUT
    found = [report.generate_report()] if wrong else []
    protocol = model.service_model.resolved_protocol
    if "json" in protocol and "payload" not in shape.serialization and http_response.content:
        found += [f"unknown member {name}"
                  for name in strangers(json.loads(http_response.content), shape)]
    return found


def speaking(service, protocol):
    """A session that knows only this protocol of the service's; boto3's choice where it is None."""
    session = boto3.Session()
    if protocol:
        loader = session._session.get_component("data_loader")
        loader.load_service_model(service, "service-2")["metadata"]["protocols"] = [protocol]
    return session


class ClientsTest(harness.SluiceTest):
    """A test with a cloud of its own on the stepped clock."""

    def setUp(self):
        super().setUp()
        self.cloud = self.local()
        self.faults = []
        offered.update(json.loads(self.cloud.call("GET", "health"))["operations"])

    def tearDown(self):
        self.assertEqual(self.faults, [], "botocore's model says otherwise")

    def local(self, *flags, **options):
        cloud = LocalCloud(self.environment(), *flags, **options)
        self.addCleanup(cloud.__exit__)
        return cloud

    def client(self, service, protocol=None, **options):
        """Speaks what boto3 chooses, or that of the service's protocols."""
        client = self.cloud.client(service, session=speaking(service, protocol), **options)
        self.assertIn(protocol, (None, client.meta.service_model.resolved_protocol))

        def look(http_response, parsed, model, **_):
            called[service].add(model.name)
            self.faults += [f"{service}.{model.name}: {fault}"
                            for fault in faults_of(http_response, parsed, model)]
        client.meta.events.register("after-call", look)
        return client

    def refused(self, code, call, **arguments):
        """The call fails with this code, as the exception that botocore has for it; gives its
        text."""
        with self.assertRaises(ClientError, msg=code) as caught:
            call(**arguments)
        error, client = caught.exception, call.__self__
        said = error.response["Error"]
        self.assertEqual(said["Code"], code, error)
        # SQS's code is the one that Query clients know; botocore keeps the shape's name apart.
        known = [client.exceptions.from_code(name)
                 for name in (said.get("QueryErrorCode", code), code)]
        self.assertIs(type(error), next((k for k in known if k is not ClientError), ClientError))
        refusals[client.meta.service_model.service_name].add(code)
        return said["Message"]
