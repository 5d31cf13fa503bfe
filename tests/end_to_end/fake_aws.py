"""A small SQS, ECS, CloudWatch and STS: as much as `sluice publish` asks of them. It checks every
signature, and a test can make it fail for one queue, one cluster or all."""
import datetime
from dataclasses import dataclass, field

import signature
from harness import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from stand_in import Answer, StandIn, aws_error, json_answer

ACCOUNT = "123456789012"

ASSUMED = """<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result>
<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:sluice</AssumedRoleId>
<Arn>arn:aws:sts::123456789012:assumed-role/orders/sluice</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>{1.access_key_id}</AccessKeyId>
<SecretAccessKey>{1.secret_access_key}</SecretAccessKey>
<SessionToken>{1.session_token}</SessionToken><Expiration>{1.expiration}</Expiration></Credentials>
</{0}Result><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ResponseMetadata></{0}Response>"""


def in_minutes(minutes):
    """A moment so far from now, as AWS writes it."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class TemporaryKey:
    """What an issuer of credentials gives out."""
    access_key_id: str
    expiration: str = field(default_factory=lambda: in_minutes(60))

    @property
    def secret_access_key(self):
        return f"secret/of+{self.access_key_id}"

    @property
    def session_token(self):
        return f"token/of+{self.access_key_id}=="

    @property
    def as_json(self):
        """As containers and IMDS spell it."""
        return {"AccessKeyId": self.access_key_id, "SecretAccessKey": self.secret_access_key,
                "Token": self.session_token, "Expiration": self.expiration}


class FakeAws(StandIn):
    """
    queues    name -> attributes (what GetQueueAttributes answers, as text)
    services  (cluster, service) -> counts of DescribeServices
    roles     role ARN -> the TemporaryKey that STS gives out
    secrets   access key id -> (secret access key, session token): whose signatures are right
    faults    (operation, queue or cluster, or None) -> request -> an answer, or None to go on
    """

    def __init__(self):
        self.queues, self.services, self.roles, self.faults = {}, {}, {}, {}
        self.secrets = {ACCESS_KEY_ID: (SECRET_ACCESS_KEY, "")}
        super().__init__()

    def add(self, service, cluster="orders", messages=60, running=2):
        """A service with a queue of its own name; gives the queue's URL."""
        self.services[cluster, service] = {"runningCount": running, "pendingCount": 0,
                                           "desiredCount": running}
        return self.add_queue(f"{service}-queue", messages)

    def add_queue(self, name, messages=60, in_flight=0, delayed=0):
        self.queues[name] = {"ApproximateNumberOfMessages": str(messages),
                             "ApproximateNumberOfMessagesNotVisible": str(in_flight),
                             "ApproximateNumberOfMessagesDelayed": str(delayed)}
        return self.queue_url(name)

    def queue_url(self, name):
        return f"{self.url}/{ACCOUNT}/{name}"

    def trust(self, key):
        """Signatures made with `key` (a TemporaryKey) are right from now on."""
        self.secrets[key.access_key_id] = (key.secret_access_key, key.session_token)

    def published(self):
        """What was put into CloudWatch, in order: (service, value)."""
        found = []
        for request in self.calls("PutMetricData"):
            for datum in request.json["MetricData"]:
                dimensions = {pair["Name"]: pair["Value"] for pair in datum["Dimensions"]}
                found.append((dimensions["ServiceName"], datum["Value"]))
        return found

    def answer(self, request):
        operation = {"GetQueueAttributes": self._get_queue_attributes,
                     "GetQueueUrl": self._get_queue_url,
                     "DescribeServices": self._describe_services,
                     "PutMetricData": lambda request: self._fault(request) or json_answer({}),
                     "AssumeRole": self._assume_role,
                     "AssumeRoleWithWebIdentity": self._assume_role,
                     }.get(request.operation)
        if not operation:
            return aws_error("UnknownOperationException", f"{request.method} {request.path}", 404)
        refusal = self._signature_problem(request)
        if refusal:
            return aws_error("InvalidSignatureException", refusal, 403)
        return operation(request)

    def _signature_problem(self, request):
        if request.operation == "AssumeRoleWithWebIdentity":
            return "must not be signed" if request.headers["Authorization"] else None
        said = signature.parse(request.headers["Authorization"])
        if not said or said.access_key_id not in self.secrets:
            return f"nobody known: {request.headers['Authorization']}"
        return signature.problem(request, *self.secrets[said.access_key_id])

    def _fault(self, request, subject=None):
        fault = self.faults.get((request.operation, subject))
        return fault(request) if fault else None

    def _get_queue_attributes(self, request):
        name = request.json["QueueUrl"].rstrip("/").split("/")[-1]
        fault = self._fault(request, name)
        if fault:
            return fault
        if name not in self.queues:
            return aws_error("QueueDoesNotExist", "The specified queue does not exist.")
        asked = request.json.get("AttributeNames", [])
        return json_answer({"Attributes": {key: value for key, value in self.queues[name].items()
                                           if key in asked or "All" in asked}})

    def _get_queue_url(self, request):
        name = request.json["QueueName"]
        fault = self._fault(request, name)
        if not fault and name not in self.queues:
            return aws_error("QueueDoesNotExist", "The specified queue does not exist.")
        return fault or json_answer({"QueueUrl": self.queue_url(name)})

    def _describe_services(self, request):
        cluster = request.json.get("cluster", "default").split("/")[-1]
        fault = self._fault(request, cluster)
        if fault:
            return fault
        if len(request.json["services"]) > 10:
            return aws_error("InvalidParameterException", "services can have at most 10 items.")
        if all(known != cluster for known, _ in self.services):
            return aws_error("ClusterNotFoundException", "Cluster not found.")
        answer = {"services": [], "failures": []}
        for name in (entry.split("/")[-1] for entry in request.json["services"]):
            counts = self.services.get((cluster, name))
            arn = f"arn:aws:ecs:ap-southeast-2:{ACCOUNT}:service/{cluster}/{name}"
            if counts is None:
                answer["failures"].append({"arn": arn, "reason": "MISSING"})
                continue
            answer["services"].append({"serviceArn": arn, "serviceName": name, "status": "ACTIVE",
                                       **counts})
        return json_answer(answer)

    def _assume_role(self, request):
        key = self.roles.get(request.form["RoleArn"])
        fault = self._fault(request)
        if fault or not key:
            return fault or Answer(b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied"
                                   b"</Code><Message>Not authorized to perform sts:AssumeRole"
                                   b"</Message></Error></ErrorResponse>", 403)
        self.trust(key)
        return Answer(ASSUMED.format(request.operation, key).encode(), 200,
                      {"Content-Type": "text/xml"})
