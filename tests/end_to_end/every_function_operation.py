"""The tests of every_operation.py for functions, and for the roles that they and others have."""
import json
from urllib.parse import unquote

from every_operation import arn
from harness import REGION
from local_cloud import ACCOUNT, ECHO, zipped

ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole",
     "Principal": {"Service": "lambda.amazonaws.com"}}]})
READ = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sqs:GetQueueAttributes", "Resource": "*"}]})


class FunctionTests:
    NAME = {"FunctionName": "echo"}

    def setUp(self):
        super().setUp()
        self.call("iam", "CreateRole", RoleName="worker", AssumeRolePolicyDocument=TRUST)
        self.its = self.call(
            "lambda", "CreateFunction", **self.NAME, Runtime="provided.al2023", Role=ROLE,
            Handler="bootstrap", Timeout=20, Tags={"a": "1"},
            Code={"ZipFile": zipped("bootstrap", ECHO)})["FunctionArn"]
        self.cloud.advance("1m")

    def test_a_function(self):
        self.assertEqual(self.its, arn("lambda", "function:echo"))
        seen = self.call("lambda", "GetFunction", **self.NAME)
        self.assertEqual((seen["Configuration"]["State"], seen["Tags"]), ("Active", {"a": "1"}))
        answer = self.call("lambda", "Invoke", **self.NAME, Payload=b'{"order": 1}')
        self.assertEqual((answer["StatusCode"], json.loads(answer["Payload"])), (200, {"order": 1}))
        failed = self.call("lambda", "Invoke", **self.NAME, Payload=b'"fail"')
        self.assertEqual(failed["FunctionError"], "Unhandled")
        found = self.call("logs", "FilterLogEvents", logGroupName="/aws/lambda/echo",
                          filterPattern="order")
        self.assertTrue(found["events"])
        changed = self.call("lambda", "UpdateFunctionConfiguration", **self.NAME, MemorySize=256)
        self.assertEqual(changed["MemorySize"], 256)
        self.cloud.advance("1m")
        code = self.call("lambda", "UpdateFunctionCode", **self.NAME,
                         ZipFile=zipped("bootstrap", ECHO + "# other\n"))
        self.assertNotEqual(code["CodeSha256"], seen["Configuration"]["CodeSha256"])
        self.cloud.advance("1m")
        self.assertEqual(self.call("lambda", "PublishVersion", **self.NAME)["Version"], "1")
        versions = self.pages("lambda", "ListVersionsByFunction", **self.NAME)["Versions"]
        self.assertEqual([version["Version"] for version in versions], ["$LATEST", "1"])
        listed = self.pages("lambda", "ListFunctions")["Functions"]
        self.assertEqual([function["FunctionName"] for function in listed], ["echo"])
        self.assertEqual(self.call("lambda", "ListAliases", **self.NAME)["Aliases"], [])
        account = self.call("lambda", "GetAccountSettings")
        self.assertEqual(account["AccountUsage"]["FunctionCount"], 1)
        self.call("lambda", "DeleteFunction", **self.NAME)
        self.refused("ResourceNotFoundException", "lambda", "GetFunction", **self.NAME)

    def test_its_settings(self):
        self.call("lambda", "AddPermission", **self.NAME, StatementId="rule",
                  Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
                  SourceArn=f"arn:aws:events:{REGION}:{ACCOUNT}:rule/publish")
        policy = json.loads(self.call("lambda", "GetPolicy", **self.NAME)["Policy"])
        self.assertEqual(policy["Statement"][0]["Sid"], "rule")
        self.call("lambda", "RemovePermission", **self.NAME, StatementId="rule")
        self.call("lambda", "PutFunctionConcurrency", **self.NAME, ReservedConcurrentExecutions=5)
        self.assertEqual(self.call("lambda", "GetFunctionConcurrency", **self.NAME)
                         ["ReservedConcurrentExecutions"], 5)
        self.call("lambda", "DeleteFunctionConcurrency", **self.NAME)
        self.call("lambda", "PutFunctionEventInvokeConfig", **self.NAME, MaximumRetryAttempts=1)
        self.call("lambda", "UpdateFunctionEventInvokeConfig", **self.NAME,
                  MaximumEventAgeInSeconds=120)
        seen = self.call("lambda", "GetFunctionEventInvokeConfig", **self.NAME)
        self.assertEqual((seen["MaximumRetryAttempts"], seen["MaximumEventAgeInSeconds"]),
                         (1, 120))
        self.call("lambda", "DeleteFunctionEventInvokeConfig", **self.NAME)
        self.call("lambda", "GetFunctionCodeSigningConfig", **self.NAME)
        self.assertEqual(self.call("lambda", "GetRuntimeManagementConfig", **self.NAME)
                         ["UpdateRuntimeOn"], "Auto")
        configuration = self.call("lambda", "GetFunctionConfiguration", **self.NAME)
        self.assertEqual(configuration["Timeout"], 20)
        self.call("lambda", "TagResource", Resource=self.its, Tags={"b": "2"})
        self.call("lambda", "UntagResource", Resource=self.its, TagKeys=["a"])
        self.assertEqual(self.call("lambda", "ListTags", Resource=self.its)["Tags"], {"b": "2"})
        code = {"Code": {"ZipFile": zipped("bootstrap", ECHO)}, "Role": ROLE, "Handler": "x"}
        self.refused("ResourceConflictException", "lambda", "CreateFunction", **self.NAME,
                     Runtime="provided.al2023", **code)
        self.refused("InvalidParameterValueException", "lambda", "CreateFunction",
                     FunctionName="other", Runtime="cobol60", **code)


class IdentityTests:
    ROLE = {"RoleName": "worker"}

    def setUp(self):
        super().setUp()
        self.arn = self.call("iam", "CreateRole", **self.ROLE, AssumeRolePolicyDocument=TRUST,
                             Tags=[{"Key": "a", "Value": "1"}])["Role"]["Arn"]
        self.policy = {"PolicyArn": self.call("iam", "CreatePolicy", PolicyName="read",
                                              PolicyDocument=READ)["Policy"]["Arn"]}

    @staticmethod
    def document(shown):
        """IAM shows a policy as a text, percent-encoded; some clients read it further."""
        return json.loads(unquote(shown)) if isinstance(shown, str) else shown

    def test_roles(self):
        self.assertEqual(self.arn, ROLE)
        self.call("iam", "UpdateRole", **self.ROLE, MaxSessionDuration=7200)
        self.call("iam", "UpdateRoleDescription", **self.ROLE, Description="second")
        self.call("iam", "UpdateAssumeRolePolicy", **self.ROLE, PolicyDocument=TRUST)
        self.call("iam", "PutRolePermissionsBoundary", **self.ROLE,
                  PermissionsBoundary=self.policy["PolicyArn"])
        role = self.call("iam", "GetRole", **self.ROLE)["Role"]
        self.assertEqual((role["MaxSessionDuration"], role["Description"],
                          self.document(role["AssumeRolePolicyDocument"])),
                         (7200, "second", json.loads(TRUST)))
        self.assertEqual(role["PermissionsBoundary"]["PermissionsBoundaryArn"],
                         self.policy["PolicyArn"])
        self.call("iam", "DeleteRolePermissionsBoundary", **self.ROLE)
        self.call("iam", "TagRole", **self.ROLE, Tags=[{"Key": "b", "Value": "2"}])
        self.call("iam", "UntagRole", **self.ROLE, TagKeys=["a"])
        self.assertEqual(self.pages("iam", "ListRoleTags", **self.ROLE)["Tags"],
                         [{"Key": "b", "Value": "2"}])
        linked = self.call("iam", "CreateServiceLinkedRole",
                           AWSServiceName="ecs.application-autoscaling.amazonaws.com")["Role"]
        listed = [role["RoleName"] for role in self.pages("iam", "ListRoles")["Roles"]]
        self.assertEqual(sorted(listed), sorted([linked["RoleName"], "worker"]))
        task = self.call("iam", "DeleteServiceLinkedRole", RoleName=linked["RoleName"])
        self.assertEqual(self.call("iam", "GetServiceLinkedRoleDeletionStatus", **{
            "DeletionTaskId": task["DeletionTaskId"]})["Status"], "SUCCEEDED")
        profiles = self.pages("iam", "ListInstanceProfilesForRole", **self.ROLE)
        self.assertEqual(profiles.get("InstanceProfiles", []), [])
        self.call("iam", "DeleteRole", **self.ROLE)
        self.assertTrue(self.call("iam", "GetUser")["User"]["Arn"])
        self.refused("NoSuchEntity", "iam", "GetRole", "NoSuchEntityException", **self.ROLE)
        self.refused("MalformedPolicyDocument", "iam", "CreateRole",
                     "MalformedPolicyDocumentException", RoleName="x",
                     AssumeRolePolicyDocument="{")

    def test_policies(self):
        inline = self.ROLE | {"PolicyName": "inline"}
        self.call("iam", "PutRolePolicy", **inline, PolicyDocument=READ)
        shown = self.call("iam", "GetRolePolicy", **inline)["PolicyDocument"]
        self.assertEqual(self.document(shown), json.loads(READ))
        self.assertEqual(self.pages("iam", "ListRolePolicies", **self.ROLE)["PolicyNames"],
                         ["inline"])
        self.call("iam", "AttachRolePolicy", **self.ROLE, **self.policy)
        self.assertEqual(self.pages("iam", "ListAttachedRolePolicies", **self.ROLE)
                         ["AttachedPolicies"], [{"PolicyName": "read", **self.policy}])
        entities = self.pages("iam", "ListEntitiesForPolicy", **self.policy)["PolicyRoles"]
        self.assertEqual([role["RoleName"] for role in entities], ["worker"])
        self.refused("DeleteConflict", "iam", "DeletePolicy", "DeleteConflictException",
                     **self.policy)
        self.call("iam", "DetachRolePolicy", **self.ROLE, **self.policy)
        self.call("iam", "DeleteRolePolicy", **inline)
        made = self.call("iam", "CreatePolicyVersion", **self.policy, PolicyDocument=READ)
        second = self.policy | {"VersionId": made["PolicyVersion"]["VersionId"]}
        self.call("iam", "SetDefaultPolicyVersion", **second)
        self.assertEqual(self.call("iam", "GetPolicy", **self.policy)["Policy"]
                         ["DefaultVersionId"], "v2")
        shown = self.call("iam", "GetPolicyVersion", **second)["PolicyVersion"]["Document"]
        self.assertEqual(self.document(shown), json.loads(READ))
        self.call("iam", "DeletePolicyVersion", **self.policy, VersionId="v1")
        versions = self.pages("iam", "ListPolicyVersions", **self.policy)["Versions"]
        self.assertEqual([version["VersionId"] for version in versions], ["v2"])
        self.call("iam", "TagPolicy", **self.policy, Tags=[{"Key": "a", "Value": "1"},
                                                           {"Key": "b", "Value": "2"}])
        self.call("iam", "UntagPolicy", **self.policy, TagKeys=["a"])
        self.assertEqual(self.pages("iam", "ListPolicyTags", **self.policy)["Tags"],
                         [{"Key": "b", "Value": "2"}])
        listed = self.pages("iam", "ListPolicies", Scope="Local")["Policies"]
        self.assertEqual([policy["PolicyName"] for policy in listed], ["read"])
        self.call("iam", "DeletePolicy", **self.policy)

    def test_sessions(self):
        self.assertEqual(self.call("sts", "GetCallerIdentity")["Account"], ACCOUNT)
        who = {"RoleArn": self.arn, "RoleSessionName": "worker-1"}
        session = self.call("sts", "AssumeRole", **who)
        self.assertEqual(session["AssumedRoleUser"]["Arn"],
                         f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/worker-1")
        self.assertTrue(session["Credentials"]["SessionToken"])
        self.call("sts", "AssumeRoleWithWebIdentity", **who, WebIdentityToken="token")
        key = self.call("sts", "GetSessionToken")["Credentials"]["AccessKeyId"]
        self.assertEqual(self.call("sts", "GetAccessKeyInfo", AccessKeyId=key)["Account"], ACCOUNT)
        self.refused("AccessDenied", "sts", "AssumeRole", **who | {"RoleArn": ROLE + "x"})
        self.refused("ValidationError", "sts", "AssumeRole", **who | {"RoleSessionName": "a b"})
