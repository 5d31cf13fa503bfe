#!/usr/bin/env python3
"""Lambda and CloudWatch Logs of `sluice local` as boto3 finds them, operation by operation."""
import base64
import io
import json
import zipfile

import harness
from accounting import require_all_called
from harness import REGION
from local_clients import ClientsTest
from local_cloud import ACCOUNT, ECHO, START, zipped

ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:echo"


def tearDownModule():
    require_all_called("lambda", "logs")


class LambdaTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.functions = self.client("lambda")
        self.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument='{"Statement": []}')

    def make(self, name="echo", **more):
        return self.functions.create_function(
            FunctionName=name, Runtime="provided.al2023", Role=ROLE, Handler="bootstrap",
            Timeout=20, Code={"ZipFile": zipped("bootstrap", ECHO)}, **more)

    def test_a_function_is_made_changed_and_deleted(self):
        made = self.make(Description="first", Tags={"a": "b"},
                         Environment={"Variables": {"KEY": "value"}})
        self.assertEqual((made["FunctionArn"], made["Version"], made["Timeout"]),
                         (FUNCTION, "$LATEST", 20))
        self.assertEqual(made["Environment"]["Variables"], {"KEY": "value"})
        self.cloud.advance("1m")
        for waiter in ("function_active_v2", "function_exists", "function_updated_v2",
                       "function_active", "function_updated"):
            self.functions.get_waiter(waiter).wait(
                FunctionName="echo", WaiterConfig={"Delay": 0, "MaxAttempts": 1})
        seen = self.functions.get_function(FunctionName="echo")
        self.assertEqual(seen["Tags"], {"a": "b"})
        self.assertEqual(seen["Configuration"]["State"], "Active")
        changed = self.functions.update_function_configuration(FunctionName="echo", MemorySize=256)
        self.assertEqual(changed["MemorySize"], 256)
        self.cloud.advance("1m")
        code = self.functions.update_function_code(
            FunctionName="echo", ZipFile=zipped("bootstrap", ECHO + "# other\n"), Publish=True)
        self.assertNotEqual(code["CodeSha256"], made["CodeSha256"])
        self.cloud.advance("1m")
        configuration = self.functions.get_function_configuration(FunctionName="echo")
        self.assertEqual(configuration["MemorySize"], 256)
        versions = self.functions.get_paginator("list_versions_by_function").paginate(
            FunctionName="echo").build_full_result()["Versions"]
        self.assertIn("1", [version["Version"] for version in versions])
        self.assertEqual(self.functions.list_aliases(FunctionName="echo")["Aliases"], [])
        self.functions.delete_function(FunctionName="echo")
        self.refused("ResourceNotFoundException", self.functions.get_function,
                     FunctionName="echo")

    def test_functions_are_listed_page_by_page(self):
        for name in ("a", "b", "c"):
            self.make(name)
        pages = list(self.functions.get_paginator("list_functions").paginate(
            PaginationConfig={"PageSize": 2}))
        self.assertEqual([[f["FunctionName"] for f in page["Functions"]] for page in pages],
                         [["a", "b"], ["c"]])
        self.assertEqual(self.functions.get_account_settings()["AccountUsage"]["FunctionCount"], 3)

    def test_a_version_is_published(self):
        self.make()
        self.cloud.advance("1m")
        version = self.functions.publish_version(FunctionName="echo", Description="one")
        self.assertEqual((version["Version"], version["FunctionArn"]), ("1", FUNCTION + ":1"))

    def test_a_function_is_invoked(self):
        self.make()
        self.cloud.call("POST", "clock", {"speed": 60})
        self.functions.get_waiter("function_active_v2").wait(
            FunctionName="echo", WaiterConfig={"Delay": 0.05, "MaxAttempts": 200})
        answer = self.functions.invoke(FunctionName="echo", Payload=b'{"order": 1}',
                                       LogType="Tail")
        self.assertEqual((answer["StatusCode"], json.loads(answer["Payload"].read())),
                         (200, {"order": 1}))
        self.assertNotIn("FunctionError", answer)
        self.assertIn('told: {"order": 1}', base64.b64decode(answer["LogResult"]).decode())
        failed = self.functions.invoke(FunctionName="echo", Payload=b'"fail"')
        self.assertEqual(failed["FunctionError"], "Unhandled")
        self.assertEqual(json.loads(failed["Payload"].read())["errorType"], "Sad")
        for kind, status in (("DryRun", 204), ("Event", 202)):
            self.assertEqual(self.functions.invoke(
                FunctionName="echo", InvocationType=kind)["StatusCode"], status)
        logs = self.client("logs")
        found = logs.filter_log_events(logGroupName="/aws/lambda/echo", filterPattern="told")
        self.assertTrue(found["events"])

    def test_settings_of_a_function(self):
        self.make()
        self.cloud.advance("1m")
        name = dict(FunctionName="echo")
        added = self.functions.add_permission(
            **name, StatementId="rule", Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=f"arn:aws:events:{REGION}:{ACCOUNT}:rule/publish")
        self.assertEqual(json.loads(added["Statement"])["Sid"], "rule")
        policy = self.functions.get_policy(**name)
        self.assertEqual(json.loads(policy["Policy"])["Statement"][0]["Resource"], FUNCTION)
        self.functions.remove_permission(**name, StatementId="rule")
        self.refused("ResourceNotFoundException", self.functions.get_policy, **name)

        self.functions.put_function_concurrency(**name, ReservedConcurrentExecutions=5)
        self.assertEqual(self.functions.get_function_concurrency(**name)
                         ["ReservedConcurrentExecutions"], 5)
        self.functions.delete_function_concurrency(**name)

        self.functions.put_function_event_invoke_config(**name, MaximumRetryAttempts=1)
        self.functions.update_function_event_invoke_config(**name, MaximumEventAgeInSeconds=120)
        seen = self.functions.get_function_event_invoke_config(**name)
        self.assertEqual((seen["MaximumRetryAttempts"], seen["MaximumEventAgeInSeconds"]),
                         (1, 120))
        self.functions.delete_function_event_invoke_config(**name)
        self.refused("ResourceNotFoundException",
                     self.functions.get_function_event_invoke_config, **name)
        self.functions.get_function_code_signing_config(**name)
        self.assertEqual(self.functions.get_runtime_management_config(**name)["UpdateRuntimeOn"],
                         "Auto")

        self.functions.tag_resource(Resource=FUNCTION, Tags={"a": "1", "b": "2"})
        self.functions.untag_resource(Resource=FUNCTION, TagKeys=["a"])
        self.assertEqual(self.functions.list_tags(Resource=FUNCTION)["Tags"], {"b": "2"})

    def test_errors_are_botocores_exceptions(self):
        self.make()
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        package = dict(FunctionName="other", Runtime="provided.al2023", Handler="bootstrap")
        rows = [("ResourceNotFoundException", self.functions.invoke, dict(FunctionName="none")),
                ("ResourceNotFoundException", self.functions.delete_function,
                 dict(FunctionName="none")),
                ("ResourceConflictException", self.functions.create_function,
                 package | dict(FunctionName="echo", Role=ROLE,
                                Code={"ZipFile": zipped("bootstrap", ECHO)})),
                ("InvalidParameterValueException", self.functions.create_function,
                 package | dict(Role=ROLE, Runtime="cobol60",
                                Code={"ZipFile": zipped("bootstrap", ECHO)})),
                ("InvalidParameterValueException", self.functions.create_function,
                 package | dict(Role=ROLE, Code={"ZipFile": b"no zip"}))]
        for code, call, arguments in rows:
            with self.subTest(f"{code} {call.__name__}"):
                self.refused(code, call, **arguments)


class LogsTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.logs = self.client("logs")

    def test_groups(self):
        for name in ("a", "b", "c"):
            self.logs.create_log_group(logGroupName=f"/orders/{name}", tags={"team": "orders"})
        self.logs.put_retention_policy(logGroupName="/orders/a", retentionInDays=7)
        pages = list(self.logs.get_paginator("describe_log_groups").paginate(
            logGroupNamePrefix="/orders/", PaginationConfig={"PageSize": 2}))
        groups = [group for page in pages for group in page["logGroups"]]
        self.assertEqual([len(page["logGroups"]) for page in pages], [2, 1])
        self.assertEqual(groups[0]["retentionInDays"], 7)
        self.assertEqual(groups[0]["creationTime"], int(START.timestamp() * 1000))
        self.logs.delete_retention_policy(logGroupName="/orders/a")
        self.assertEqual(self.logs.list_tags_log_group(logGroupName="/orders/a")["tags"],
                         {"team": "orders"})
        self.logs.tag_log_group(logGroupName="/orders/a", tags={"stage": "test"})
        self.logs.untag_log_group(logGroupName="/orders/a", tags=["team"])
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/orders/a"
        self.logs.tag_resource(resourceArn=arn, tags={"more": "1"})
        self.logs.untag_resource(resourceArn=arn, tagKeys=["stage"])
        self.assertEqual(self.logs.list_tags_for_resource(resourceArn=arn)["tags"], {"more": "1"})
        self.logs.delete_log_group(logGroupName="/orders/a")

    def test_streams_and_events(self):
        group = dict(logGroupName="/orders")
        self.logs.create_log_group(**group)
        for name in ("one", "two"):
            self.logs.create_log_stream(**group, logStreamName=name)
        now = int(START.timestamp() * 1000)
        put = self.logs.put_log_events(**group, logStreamName="one", logEvents=[
            {"timestamp": now, "message": "order 1"}, {"timestamp": now + 1, "message": "toy 2"}])
        self.assertTrue(put["nextSequenceToken"])
        got = self.logs.get_log_events(**group, logStreamName="one", startFromHead=True)
        self.assertEqual([event["message"] for event in got["events"]], ["order 1", "toy 2"])
        again = self.logs.get_log_events(**group, logStreamName="one",
                                         nextToken=got["nextForwardToken"])
        self.assertEqual((again["events"], again["nextForwardToken"]),
                         ([], got["nextForwardToken"]))
        found = self.logs.get_paginator("filter_log_events").paginate(
            **group, filterPattern="toy").build_full_result()["events"]
        self.assertEqual([event["message"] for event in found], ["toy 2"])
        streams = self.logs.get_paginator("describe_log_streams").paginate(
            **group, PaginationConfig={"PageSize": 1}).build_full_result()["logStreams"]
        self.assertEqual([stream["logStreamName"] for stream in streams], ["one", "two"])
        self.logs.delete_log_stream(**group, logStreamName="two")

    def test_errors_are_botocores_exceptions(self):
        self.logs.create_log_group(logGroupName="/orders")
        rows = [("ResourceAlreadyExistsException", self.logs.create_log_group,
                 dict(logGroupName="/orders")),
                ("ResourceNotFoundException", self.logs.describe_log_streams,
                 dict(logGroupName="/none")),
                ("ResourceNotFoundException", self.logs.get_log_events,
                 dict(logGroupName="/orders", logStreamName="none")),
                ("InvalidParameterException", self.logs.put_retention_policy,
                 dict(logGroupName="/orders", retentionInDays=2)),
                ("InvalidParameterException", self.logs.create_log_group,
                 dict(logGroupName="a b"))]
        for code, call, arguments in rows:
            with self.subTest(f"{code} {call.__name__}"):
                self.refused(code, call, **arguments)


if __name__ == "__main__":
    harness.main()
