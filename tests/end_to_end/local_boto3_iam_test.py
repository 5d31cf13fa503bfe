#!/usr/bin/env python3
"""IAM, STS and EventBridge of `sluice local` as boto3 finds them, operation by operation."""
import json

import harness
from accounting import require_all_called
from harness import REGION
from local_clients import ClientsTest
from local_cloud import ACCOUNT

TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole",
     "Principal": {"Service": "lambda.amazonaws.com"}}]})
READ = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sqs:GetQueueAttributes", "Resource": "*"}]})
PUT = READ.replace("sqs:GetQueueAttributes", "cloudwatch:PutMetricData")
TAGS = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]


def tearDownModule():
    require_all_called("iam", "sts", "events")


class IamTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.iam = self.client("iam")

    def role(self, name="worker"):
        return self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST,
                                    Description="first", Tags=TAGS)["Role"]

    def policy(self, name="read"):
        return self.iam.create_policy(PolicyName=name, PolicyDocument=READ, Tags=TAGS)["Policy"]

    def test_roles(self):
        made = self.role()
        self.assertEqual(made["Arn"], f"arn:aws:iam::{ACCOUNT}:role/worker")
        self.iam.get_waiter("role_exists").wait(RoleName="worker",
                                                WaiterConfig={"Delay": 0, "MaxAttempts": 1})
        self.iam.update_role(RoleName="worker", MaxSessionDuration=7200)
        self.iam.update_role_description(RoleName="worker", Description="second")
        self.iam.update_assume_role_policy(RoleName="worker", PolicyDocument=TRUST)
        boundary = self.policy("boundary")["Arn"]
        self.iam.put_role_permissions_boundary(RoleName="worker", PermissionsBoundary=boundary)
        role = self.iam.get_role(RoleName="worker")["Role"]
        self.assertEqual((role["MaxSessionDuration"], role["Description"]), (7200, "second"))
        self.assertEqual(role["AssumeRolePolicyDocument"], json.loads(TRUST))
        self.assertEqual(role["PermissionsBoundary"]["PermissionsBoundaryArn"], boundary)
        self.iam.delete_role_permissions_boundary(RoleName="worker")
        self.iam.tag_role(RoleName="worker", Tags=[{"Key": "c", "Value": "3"}])
        self.iam.untag_role(RoleName="worker", TagKeys=["a", "b"])
        self.assertEqual(self.iam.list_role_tags(RoleName="worker")["Tags"],
                         [{"Key": "c", "Value": "3"}])
        self.role("other")
        pages = self.iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1})
        self.assertEqual([role["RoleName"] for page in pages for role in page["Roles"]],
                         ["other", "worker"])
        self.assertEqual(self.iam.list_instance_profiles_for_role(RoleName="worker")
                         ["InstanceProfiles"], [])
        self.iam.delete_role(RoleName="other")
        self.assertTrue(self.iam.get_user()["User"]["Arn"])

    def test_policies_of_roles(self):
        self.role()
        self.iam.put_role_policy(RoleName="worker", PolicyName="put", PolicyDocument=PUT)
        self.assertEqual(self.iam.get_role_policy(RoleName="worker", PolicyName="put")
                         ["PolicyDocument"], json.loads(PUT))
        self.assertEqual(self.iam.list_role_policies(RoleName="worker")["PolicyNames"], ["put"])
        arn = self.policy()["Arn"]
        self.iam.attach_role_policy(RoleName="worker", PolicyArn=arn)
        self.assertEqual(self.iam.list_attached_role_policies(RoleName="worker")
                         ["AttachedPolicies"], [{"PolicyName": "read", "PolicyArn": arn}])
        self.assertEqual(self.iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"][0]
                         ["RoleName"], "worker")
        self.refused("DeleteConflict", self.iam.delete_role, RoleName="worker")
        self.refused("DeleteConflict", self.iam.delete_policy, PolicyArn=arn)
        self.iam.detach_role_policy(RoleName="worker", PolicyArn=arn)
        self.iam.delete_role_policy(RoleName="worker", PolicyName="put")
        self.iam.delete_role(RoleName="worker")

    def test_policies(self):
        arn = self.policy()["Arn"]
        version = self.iam.create_policy_version(PolicyArn=arn, PolicyDocument=PUT)
        self.assertEqual(version["PolicyVersion"]["VersionId"], "v2")
        self.iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")
        self.assertEqual(self.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"], "v2")
        self.assertEqual(self.iam.get_policy_version(PolicyArn=arn, VersionId="v2")
                         ["PolicyVersion"]["Document"], json.loads(PUT))
        self.iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
        versions = self.iam.get_paginator("list_policy_versions").paginate(PolicyArn=arn)
        self.assertEqual(len(versions.build_full_result()["Versions"]), 1)
        self.iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "c", "Value": "3"}])
        self.iam.untag_policy(PolicyArn=arn, TagKeys=["a", "b"])
        self.assertEqual(self.iam.list_policy_tags(PolicyArn=arn)["Tags"],
                         [{"Key": "c", "Value": "3"}])
        self.assertEqual([p["Arn"] for p in self.iam.list_policies(Scope="Local")["Policies"]],
                         [arn])
        self.iam.delete_policy(PolicyArn=arn)
        self.refused("NoSuchEntity", self.iam.get_policy, PolicyArn=arn)

    def test_service_linked_roles(self):
        role = self.iam.create_service_linked_role(
            AWSServiceName="ecs.application-autoscaling.amazonaws.com")["Role"]
        task = self.iam.delete_service_linked_role(RoleName=role["RoleName"])["DeletionTaskId"]
        self.assertEqual(self.iam.get_service_linked_role_deletion_status(
            DeletionTaskId=task)["Status"], "SUCCEEDED")

    def test_errors_are_botocores_exceptions(self):
        self.role()
        rows = [("NoSuchEntity", self.iam.get_role, dict(RoleName="none")),
                ("EntityAlreadyExists", self.iam.create_role,
                 dict(RoleName="worker", AssumeRolePolicyDocument=TRUST)),
                ("MalformedPolicyDocument", self.iam.create_role,
                 dict(RoleName="x", AssumeRolePolicyDocument="{")),
                ("NoSuchEntity", self.iam.get_role_policy,
                 dict(RoleName="worker", PolicyName="none"))]
        for code, call, arguments in rows:
            with self.subTest(f"{code} {call.__name__}"):
                self.refused(code, call, **arguments)

    def test_sts(self):
        arn = self.role()["Arn"]
        sts = self.client("sts")
        self.assertEqual(sts.get_caller_identity()["Account"], ACCOUNT)
        session = sts.assume_role(RoleArn=arn, RoleSessionName="worker-1")
        self.assertEqual(session["AssumedRoleUser"]["Arn"],
                         f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/worker-1")
        sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="worker-1",
                                          WebIdentityToken="token")
        key = sts.get_session_token()["Credentials"]["AccessKeyId"]
        self.assertEqual(sts.get_access_key_info(AccessKeyId=key)["Account"], ACCOUNT)
        self.refused("AccessDenied", sts.assume_role, RoleArn=arn + "x", RoleSessionName="worker-1")
        self.refused("ValidationError", sts.assume_role, RoleArn=arn, RoleSessionName="a worker")


class EventsTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.events = self.client("events")

    def test_rules(self):
        arn = self.events.put_rule(Name="publish", ScheduleExpression="rate(1 minute)",
                                   Tags=TAGS)["RuleArn"]
        self.assertEqual(arn, f"arn:aws:events:{REGION}:{ACCOUNT}:rule/publish")
        self.events.disable_rule(Name="publish")
        self.assertEqual(self.events.describe_rule(Name="publish")["State"], "DISABLED")
        self.events.enable_rule(Name="publish")
        self.events.put_rule(Name="other", EventPattern='{"source": ["shop"]}')
        pages = self.events.get_paginator("list_rules").paginate(PaginationConfig={"PageSize": 1})
        self.assertEqual([rule["Name"] for page in pages for rule in page["Rules"]],
                         ["other", "publish"])
        self.events.tag_resource(ResourceARN=arn, Tags=[{"Key": "c", "Value": "3"}])
        self.events.untag_resource(ResourceARN=arn, TagKeys=["a", "b"])
        self.assertEqual(self.events.list_tags_for_resource(ResourceARN=arn)["Tags"],
                         [{"Key": "c", "Value": "3"}])
        self.assertEqual(self.events.describe_event_bus()["Name"], "default")
        self.assertEqual(len(self.events.list_event_buses()["EventBuses"]), 1)
        self.events.delete_rule(Name="other")
        self.refused("ResourceNotFoundException", self.events.describe_rule, Name="other")
        self.refused("ValidationException", self.events.put_rule, Name="x",
                     ScheduleExpression="rate(1 minutes)")
        self.refused("InvalidEventPatternException", self.events.put_rule, Name="x",
                     EventPattern="{")

    def test_targets_and_events(self):
        function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:publisher"
        self.events.put_rule(Name="shop", EventPattern='{"source": ["shop"]}')
        put = self.events.put_targets(Rule="shop", Targets=[{"Id": "1", "Arn": function}])
        self.assertEqual(put["FailedEntryCount"], 0)
        self.assertEqual(self.events.list_targets_by_rule(Rule="shop")["Targets"],
                         [{"Id": "1", "Arn": function}])
        self.assertEqual(self.events.list_rule_names_by_target(TargetArn=function)["RuleNames"],
                         ["shop"])
        sent = self.events.put_events(Entries=[
            {"Source": "shop", "DetailType": "order", "Detail": "{}"}, {"Source": "shop"}])
        self.assertEqual(sent["FailedEntryCount"], 1)
        self.refused("ValidationException", self.events.delete_rule, Name="shop")
        self.events.remove_targets(Rule="shop", Ids=["1"])


if __name__ == "__main__":
    harness.main()
