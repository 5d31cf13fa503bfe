#!/usr/bin/env python3
"""Every place where credentials come from, each played by a server or a file: the calls that follow
must be signed with the key that it gave out, rightly, and carry its session token."""
import hashlib
import json
import pathlib
import stat
import unittest

import harness
import signature
from fake_aws import FakeAws, TemporaryKey, in_minutes
from harness import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, SluiceTest
from stand_in import Answer, StandIn, aws_error, json_answer

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "sigv4"
ROLE = "arn:aws:iam::123456789012:role/orders"
OTHER_ROLE = "arn:aws:iam::123456789012:role/billing"


class TheVerifierItself(unittest.TestCase):
    def test_it_signs_the_kept_vectors_as_botocore_does(self):
        """Only then does a signature that it finds right mean something."""
        for folder in sorted(VECTORS.iterdir()):
            with self.subTest(folder.name):
                case = json.loads((folder / "request.json").read_text())
                if isinstance(case["body"], dict):
                    continue  # base64; what it would add is covered by the others
                authorization = (folder / "authorization.txt").read_text()
                said = signature.parse(authorization)
                canonical = signature.canonical_request(
                    case["method"], case["url"], case["headers"], case["body"].encode(),
                    said.signed_headers)
                self.assertEqual(canonical, (folder / "canonical_request.txt").read_text())
                text = signature.string_to_sign(
                    canonical, dict(case["headers"])["X-Amz-Date"], said.scope)
                self.assertEqual(text, (folder / "string_to_sign.txt").read_text())
                self.assertEqual(
                    signature.signature(text, case["secret_access_key"], said.scope),
                    said.signature)


class CredentialsTest(SluiceTest):
    """No static keys in the environment; the services' stand-in takes right signatures only."""

    def setUp(self):
        super().setUp()
        self.aws = FakeAws()
        self.addCleanup(self.aws.close)
        self.key = TemporaryKey("ASIAORDERSEXAMPLE")
        self.aws.trust(self.key)
        self.article = {"QUEUE_URL": self.aws.add("orders-service"), "ECS_CLUSTER_NAME": "orders",
                        "ECS_SERVICE_NAME": "orders-service"}

    def environment(self, **variables):
        return super().environment(**self.article | {
            "AWS_ENDPOINT_URL": self.aws.url, "AWS_ACCESS_KEY_ID": None,
            "AWS_SECRET_ACCESS_KEY": None, **variables})

    def stand_in(self, answer):
        server = StandIn(answer)
        self.addCleanup(server.close)
        return server

    def aws_config(self, text):
        self.write(".aws/config", text)

    def assert_signed_with(self, access_key_id, outcome):
        self.assertEqual(outcome.code, 0, outcome)
        for operation, service in (("GetQueueAttributes", "sqs"), ("DescribeServices", "ecs")):
            (request,) = self.aws.calls(operation)
            said = signature.parse(request.headers["Authorization"])
            self.assertEqual((said.access_key_id, said.service, said.region),
                             (access_key_id, service, REGION))
            self.assertEqual(request.headers["X-Amz-Security-Token"] or "",
                             self.aws.secrets[access_key_id][1])

    def assert_key_is_found(self, **variables):
        """A dry run is signed with the test's own temporary key."""
        self.assert_signed_with(self.key.access_key_id, self.publish("--dry-run", **variables))

    def assert_no_credentials(self, *said, **variables):
        """The run fails, calls no service, and says all of `said`."""
        outcome = self.publish("--dry-run", **variables)
        self.assertIn(outcome.code, (1, 2), outcome)
        self.assertEqual(self.aws.calls("GetQueueAttributes"), [])
        for text in said:
            self.assertIn(text, outcome.stdout + outcome.stderr)

    def write_credentials_program(self, *lines):
        path = self.home / "credentials program.sh"
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return f'"{path}"'


class Environment(CredentialsTest):
    def test_long_term_keys(self):
        self.assert_signed_with(ACCESS_KEY_ID, self.publish(
            "--dry-run", AWS_ACCESS_KEY_ID=ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY))

    def temporary(self):
        return {"AWS_ACCESS_KEY_ID": self.key.access_key_id,
                "AWS_SECRET_ACCESS_KEY": self.key.secret_access_key,
                "AWS_SESSION_TOKEN": self.key.session_token}

    def test_temporary_keys(self):
        self.assert_key_is_found(**self.temporary())

    def test_they_stand_above_a_container_and_the_default_profile(self):
        server = self.stand_in(lambda request: Answer(status=500))
        self.write(".aws/credentials", "[default]\naws_access_key_id = AKIAFILE\n"
                                       "aws_secret_access_key = file\n")
        self.assert_key_is_found(AWS_CONTAINER_CREDENTIALS_FULL_URI=server.url, **self.temporary())
        self.assertEqual(server.requests, [])

    def test_a_key_without_its_secret_is_an_error_that_names_what_is_missing(self):
        self.assert_no_credentials("AWS_SECRET_ACCESS_KEY", AWS_ACCESS_KEY_ID=ACCESS_KEY_ID)

    def test_nothing_anywhere_says_what_would_help(self):
        self.assert_no_credentials("AWS_ACCESS_KEY_ID")


class Files(CredentialsTest):
    def profile(self, name):
        return (f"[{name}]\naws_access_key_id = {self.key.access_key_id}\n"
                f"aws_secret_access_key={self.key.secret_access_key}\n"
                f"aws_session_token = {self.key.session_token}\n")

    def test_the_default_profile_of_the_credentials_file(self):
        self.write(".aws/credentials", self.profile("default"))
        self.assert_key_is_found()

    def test_a_named_profile_of_the_credentials_file(self):
        self.write(".aws/credentials", "[default]\naws_access_key_id = A\n"
                                       "aws_secret_access_key = b\n\n" + self.profile("orders"))
        self.assert_key_is_found(AWS_PROFILE="orders")

    def test_a_named_profile_of_the_config_file(self):
        self.aws_config(self.profile("profile orders"))
        self.assert_key_is_found(AWS_PROFILE="orders")

    def test_the_credentials_file_stands_above_the_config_file(self):
        self.write(".aws/credentials", self.profile("default"))
        self.aws_config("[default]\naws_access_key_id = A\naws_secret_access_key = b\n")
        self.assert_key_is_found()

    def test_files_elsewhere(self):
        path = self.write("elsewhere/keys", self.profile("default"))
        self.assert_key_is_found(AWS_SHARED_CREDENTIALS_FILE=path)

    def test_the_profiles_region_and_endpoint(self):
        self.write(".aws/credentials", self.profile("default"))
        self.aws_config(f"[default]\nregion = {REGION}\nendpoint_url = {self.aws.url}\n")
        self.assert_key_is_found(AWS_REGION=None, AWS_ENDPOINT_URL=None)

    def test_the_profiles_services_section(self):
        self.write(".aws/credentials", self.profile("default"))
        self.aws_config("[default]\nservices = here\nendpoint_url = http://127.0.0.1:9\n"
                        f"[services here]\nsqs =\n  endpoint_url = {self.aws.url}\n"
                        f"ecs =\n  endpoint_url = {self.aws.url}\n")
        self.assert_key_is_found(AWS_ENDPOINT_URL=None)

    def program_profile(self, *lines):
        program = self.write_credentials_program(*lines)
        self.aws_config(f"[profile orders]\ncredential_process = {program} --for orders\n")
        return {"AWS_PROFILE": "orders"}

    def test_a_program_named_in_the_profile(self):
        printed = json.dumps({"Version": 1, "AccessKeyId": self.key.access_key_id,
                              "SecretAccessKey": self.key.secret_access_key,
                              "SessionToken": self.key.session_token,
                              "Expiration": self.key.expiration})
        self.assert_key_is_found(**self.program_profile(
            '[ "$1 $2" = "--for orders" ] || exit 3', f"echo '{printed}'"))

    def test_a_program_that_fails_is_quoted(self):
        self.assert_no_credentials("no badge inserted", **self.program_profile(
            "echo 'no badge inserted' >&2", "exit 1"))

    def test_a_program_that_prints_no_json_is_an_error(self):
        self.assert_no_credentials("credentials program.sh", **self.program_profile("echo hello"))


class Roles(CredentialsTest):
    BASE = (f"[profile base]\naws_access_key_id = {ACCESS_KEY_ID}\n"
            f"aws_secret_access_key = {SECRET_ACCESS_KEY}\n")

    def setUp(self):
        super().setUp()
        self.aws.roles[ROLE] = self.key

    def assumed(self):
        """The one AssumeRole request, and the access key that asked for it."""
        (request,) = self.aws.calls("AssumeRole")
        return request.form, signature.parse(request.headers["Authorization"]).access_key_id

    def test_a_role_by_the_keys_of_another_profile(self):
        self.aws_config(self.BASE + f"[profile orders]\nrole_arn = {ROLE}\nsource_profile = base\n"
                        "role_session_name = tests\nexternal_id = shop-7\n"
                        "duration_seconds = 1800\n")
        self.assert_key_is_found(AWS_PROFILE="orders")
        form, asked_by = self.assumed()
        self.assertEqual(asked_by, ACCESS_KEY_ID)
        self.assertEqual({name: form.get(name) for name in (
            "Version", "RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds")},
            {"Version": "2011-06-15", "RoleArn": ROLE, "RoleSessionName": "tests",
             "ExternalId": "shop-7", "DurationSeconds": "1800"})

    def test_a_role_by_the_keys_of_the_environment(self):
        self.aws_config(f"[default]\nrole_arn = {ROLE}\ncredential_source = EcsContainer\n")
        container = TemporaryKey("ASIACONTAINEREXAMPLE")
        self.aws.trust(container)
        server = self.stand_in(lambda request: json_answer(container.as_json))
        self.assert_key_is_found(AWS_CONTAINER_CREDENTIALS_FULL_URI=server.url)
        self.assertEqual(self.assumed()[1], container.access_key_id)

    def test_a_role_by_another_role(self):
        between = TemporaryKey("ASIABETWEENEXAMPLE")
        self.aws.roles[OTHER_ROLE] = between
        self.aws_config(self.BASE
                        + f"[profile between]\nrole_arn = {OTHER_ROLE}\nsource_profile = base\n"
                        f"[profile orders]\nrole_arn = {ROLE}\nsource_profile = between\n")
        self.assert_key_is_found(AWS_PROFILE="orders")
        asked_by = [signature.parse(request.headers["Authorization"]).access_key_id
                    for request in self.aws.calls("AssumeRole")]
        self.assertEqual(asked_by, [ACCESS_KEY_ID, between.access_key_id])

    def test_a_role_that_is_denied_is_told_in_awss_own_words(self):
        self.aws.roles.clear()
        self.aws_config(self.BASE + f"[profile orders]\nrole_arn = {ROLE}\nsource_profile = base\n")
        self.assert_no_credentials("AccessDenied", "Not authorized to perform sts:AssumeRole",
                                   AWS_PROFILE="orders")

    def test_a_web_identity_of_the_environment(self):
        """As EKS hands it out; the call to STS is not signed, its token is what proves it."""
        token = self.write("token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJvcmRlcnMifQ.c2lnbmF0dXJl")
        self.assert_key_is_found(AWS_WEB_IDENTITY_TOKEN_FILE=token, AWS_ROLE_ARN=ROLE,
                                 AWS_ROLE_SESSION_NAME="tests")
        (request,) = self.aws.calls("AssumeRoleWithWebIdentity")
        self.assertEqual({name: request.form.get(name) for name in (
            "RoleArn", "RoleSessionName", "WebIdentityToken")},
            {"RoleArn": ROLE, "RoleSessionName": "tests",
             "WebIdentityToken": pathlib.Path(token).read_text()})

    def test_a_web_identity_of_a_profile(self):
        token = self.write("token", "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl")
        self.aws_config(f"[profile orders]\nrole_arn = {ROLE}\nweb_identity_token_file = {token}\n")
        self.assert_key_is_found(AWS_PROFILE="orders")

    def test_a_web_identity_whose_token_is_missing_names_the_file(self):
        self.assert_no_credentials("/no/token", AWS_WEB_IDENTITY_TOKEN_FILE="/no/token",
                                   AWS_ROLE_ARN=ROLE)


class SingleSignOn(CredentialsTest):
    START_URL = "https://shop.awsapps.com/start"

    def setUp(self):
        super().setUp()
        self.portal = self.stand_in(self.answer)

    def answer(self, request):
        if request.headers["x-amz-sso_bearer_token"] != "access-token":
            return aws_error("UnauthorizedException", "Session token not found or invalid", 401)
        if request.path.split("?")[0] != "/federation/credentials":
            return Answer(status=404)
        return json_answer({"roleCredentials": {
            "accessKeyId": self.key.access_key_id, "secretAccessKey": self.key.secret_access_key,
            "sessionToken": self.key.session_token, "expiration": 4102444800000}})

    def cache(self, name, expires_at):
        """What `aws sso login` leaves behind: the file's name is a hash."""
        self.write(f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json", json.dumps({
            "startUrl": self.START_URL, "region": REGION, "accessToken": "access-token",
            "expiresAt": expires_at}))

    def session_profile(self):
        self.aws_config("[profile orders]\nsso_session = shop\nsso_account_id = 123456789012\n"
                        "sso_role_name = Publisher\n"
                        f"[sso-session shop]\nsso_start_url = {self.START_URL}\n"
                        f"sso_region = {REGION}\nsso_registration_scopes = sso:account:access\n")
        return {"AWS_PROFILE": "orders", "AWS_ENDPOINT_URL_SSO": self.portal.url}

    def test_a_session_that_is_logged_in(self):
        self.cache("shop", in_minutes(60))
        self.assert_key_is_found(**self.session_profile())
        (request,) = self.portal.requests
        self.assertIn("role_name=Publisher", request.path)
        self.assertIn("account_id=123456789012", request.path)
        self.assertIsNone(request.headers["Authorization"], "the portal's calls are not signed")

    def test_the_older_form_without_a_session(self):
        self.cache(self.START_URL, in_minutes(60))
        self.aws_config(f"[default]\nsso_start_url = {self.START_URL}\nsso_region = {REGION}\n"
                        "sso_account_id = 123456789012\nsso_role_name = Publisher\n")
        self.assert_key_is_found(AWS_ENDPOINT_URL_SSO=self.portal.url)

    def test_a_session_that_has_ended_says_how_to_log_in(self):
        self.cache("shop", in_minutes(-1))
        self.assert_no_credentials("aws sso login", **self.session_profile())

    def test_a_session_that_never_was_says_how_to_log_in(self):
        self.assert_no_credentials("aws sso login", **self.session_profile())


class Container(CredentialsTest):
    def setUp(self):
        super().setUp()
        self.token = "eyJhbGciOi container-token"
        self.server = self.stand_in(self.answer)
        self.uri = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{self.server.url}/v1/credentials?id=7"}

    def answer(self, request):
        if request.headers["Authorization"] != self.token:
            return Answer(b'{"message": "wrong token"}', 401)
        return json_answer(self.key.as_json)

    def test_the_token_of_a_file(self):
        path = self.write("token", self.token)
        self.assert_key_is_found(AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=path, **self.uri)
        (request,) = self.server.requests
        self.assertEqual((request.method, request.path), ("GET", "/v1/credentials?id=7"))

    def test_the_token_of_the_environment(self):
        self.assert_key_is_found(AWS_CONTAINER_AUTHORIZATION_TOKEN=self.token, **self.uri)

    def test_the_file_stands_above_the_environment(self):
        path = self.write("token", self.token)
        self.assert_key_is_found(AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=path,
                                 AWS_CONTAINER_AUTHORIZATION_TOKEN="other", **self.uri)

    def test_a_host_that_is_not_trusted_is_never_asked(self):
        self.assert_no_credentials("example.com", AWS_CONTAINER_CREDENTIALS_FULL_URI="http://"
                                   "example.com/credentials")

    def test_a_token_with_a_line_break_is_never_sent(self):
        path = self.write("token", "one\r\nHost: two")
        self.assert_no_credentials(AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=path, **self.uri)
        self.assertEqual(self.server.requests, [])

    def test_keys_that_have_ended_are_never_used_again(self):
        issued = []

        def answer(_):
            issued.append(TemporaryKey(f"ASIA{len(issued)}EXAMPLE",
                                       in_minutes(60 if issued else 2 / 60)))
            self.aws.trust(issued[-1])
            return json_answer(issued[-1].as_json)
        server = self.stand_in(answer)
        with self.daemon("publish", "--every", "1s",
                         AWS_CONTAINER_CREDENTIALS_FULL_URI=server.url) as daemon:
            daemon.wait_for_request(self.aws, lambda request: request.operation == "PutMetricData"
                                    and "ASIA0EXAMPLE" not in request.headers["Authorization"])
            self.assertEqual(daemon.stop().code, 0)

    def test_keys_that_aws_calls_expired_are_fetched_again_at_once(self):
        new = TemporaryKey("ASIANEWEXAMPLE")
        self.aws.trust(new)

        def newer_each_time(_):
            return json_answer((self.key if len(server.requests) == 1 else new).as_json)
        server = self.stand_in(newer_each_time)

        def expired(request):
            if self.key.access_key_id in request.headers["Authorization"]:
                return aws_error("ExpiredTokenException", "The security token is expired")
            return None
        self.aws.faults["GetQueueAttributes", "orders-service-queue"] = expired
        self.aws.faults["DescribeServices", "orders"] = expired
        outcome = self.publish(AWS_CONTAINER_CREDENTIALS_FULL_URI=server.url)
        self.assertEqual(outcome.code, 0, outcome)
        self.assertEqual(self.aws.published(), [("orders-service", 30.0)])


class InstanceMetadata(CredentialsTest):
    ROLE_PATH = "/latest/meta-data/iam/security-credentials/"

    def setUp(self):
        super().setUp()
        self.token_status = 200
        self.server = self.stand_in(self.answer)
        self.imds = {"AWS_EC2_METADATA_DISABLED": None,
                     "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.server.url}

    def answer(self, request):
        if (request.method, request.path) == ("PUT", "/latest/api/token"):
            if not request.headers["x-aws-ec2-metadata-token-ttl-seconds"]:
                return Answer(status=400)
            return Answer(b"imds-token", self.token_status)
        if request.headers["x-aws-ec2-metadata-token"] != (
                "imds-token" if self.token_status == 200 else None):
            return Answer(status=401)
        if request.path.rstrip("/") == self.ROLE_PATH.rstrip("/"):
            return Answer(b"orders-role")
        if request.path == self.ROLE_PATH + "orders-role":
            return json_answer({"Code": "Success", "Type": "AWS-HMAC",
                                "LastUpdated": in_minutes(-5), **self.key.as_json})
        return Answer(status=404)

    def test_version_2_with_its_session_token(self):
        self.assert_key_is_found(**self.imds)
        self.assertEqual([request.method for request in self.server.requests],
                         ["PUT", "GET", "GET"])

    def test_version_1_where_there_is_no_version_2(self):
        for self.token_status in (403, 404, 405):
            with self.subTest(self.token_status):
                self.aws.requests.clear()
                self.assert_key_is_found(**self.imds)

    def test_no_version_1_where_it_is_switched_off(self):
        self.token_status = 404
        self.assert_no_credentials(AWS_EC2_METADATA_V1_DISABLED="true", **self.imds)
        self.assertEqual({request.method for request in self.server.requests}, {"PUT"})

    def test_nothing_is_asked_where_it_is_switched_off(self):
        self.assert_no_credentials(**self.imds | {"AWS_EC2_METADATA_DISABLED": "true"})
        self.assertEqual(self.server.requests, [])


if __name__ == "__main__":
    harness.main()
