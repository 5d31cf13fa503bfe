#!/usr/bin/env python3
"""ECS of `sluice local` as boto3 finds it, operation by operation."""
import harness
from accounting import require_all_called
from harness import REGION
from local_clients import ClientsTest
from local_cloud import ACCOUNT


def tearDownModule():
    require_all_called("ecs")


def arn(kind, name):
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:{kind}/{name}"


NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": ["sg-1"],
                                   "assignPublicIp": "ENABLED"}}


class EcsTest(ClientsTest):
    def setUp(self):
        super().setUp()
        self.ecs = self.client("ecs")

    def define(self, family="orders", **more):
        return self.ecs.register_task_definition(
            family=family, requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256",
            memory="512", containerDefinitions=[
                {"name": "worker", "image": "orders:1", "entryPoint": ["sleep"],
                 "command": ["100000"], "essential": True,
                 "environment": [{"name": "QUEUE", "value": "orders"}]}],
            **more)["taskDefinition"]

    def serve(self, desired=1, cluster="orders", **more):
        self.ecs.create_cluster(clusterName=cluster)
        self.define()
        return self.ecs.create_service(
            cluster=cluster, serviceName="worker", taskDefinition="orders", desiredCount=desired,
            launchType="FARGATE", networkConfiguration=NETWORK, **more)["service"]

    def test_clusters(self):
        made = self.ecs.create_cluster(clusterName="orders", tags=[{"key": "a", "value": "b"}],
                                       settings=[{"name": "containerInsights",
                                                  "value": "disabled"}])["cluster"]
        self.assertEqual((made["clusterArn"], made["status"]),
                         (arn("cluster", "orders"), "ACTIVE"))
        self.ecs.update_cluster_settings(cluster="orders", settings=[
            {"name": "containerInsights", "value": "enabled"}])
        self.ecs.update_cluster(cluster="orders", settings=[
            {"name": "containerInsights", "value": "disabled"}])
        self.ecs.put_cluster_capacity_providers(
            cluster="orders", capacityProviders=["FARGATE", "FARGATE_SPOT"],
            defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}])
        seen = self.ecs.describe_clusters(clusters=["orders", "none"],
                                          include=["TAGS", "SETTINGS"])
        self.assertEqual([failure["reason"] for failure in seen["failures"]], ["MISSING"])
        self.assertEqual(seen["clusters"][0]["settings"][0]["value"], "disabled")
        self.assertEqual(seen["clusters"][0]["tags"], [{"key": "a", "value": "b"}])
        self.assertEqual(set(seen["clusters"][0]["capacityProviders"]),
                         {"FARGATE", "FARGATE_SPOT"})
        pages = self.ecs.get_paginator("list_clusters").paginate()
        self.assertEqual(pages.build_full_result()["clusterArns"], [made["clusterArn"]])
        self.assertTrue(self.ecs.describe_capacity_providers()["capacityProviders"])
        gone = self.ecs.delete_cluster(cluster="orders")["cluster"]
        self.assertEqual(gone["status"], "INACTIVE")

    def test_task_definitions(self):
        first = self.define(tags=[{"key": "a", "value": "b"}])
        self.assertEqual((first["taskDefinitionArn"], first["status"], first["revision"]),
                         (arn("task-definition", "orders:1"), "ACTIVE", 1))
        self.define()
        seen = self.ecs.describe_task_definition(taskDefinition="orders:1", include=["TAGS"])
        self.assertEqual(seen["tags"], [{"key": "a", "value": "b"}])
        self.assertEqual(seen["taskDefinition"]["containerDefinitions"][0]["environment"],
                         [{"name": "QUEUE", "value": "orders"}])
        pages = self.ecs.get_paginator("list_task_definitions").paginate(
            familyPrefix="orders", sort="DESC", PaginationConfig={"PageSize": 1})
        self.assertEqual([page["taskDefinitionArns"][0][-1] for page in pages], ["2", "1"])
        families = self.ecs.get_paginator("list_task_definition_families").paginate()
        self.assertEqual(families.build_full_result()["families"], ["orders"])
        gone = self.ecs.deregister_task_definition(taskDefinition="orders:1")["taskDefinition"]
        self.assertEqual(gone["status"], "INACTIVE")
        deleted = self.ecs.delete_task_definitions(taskDefinitions=["orders:1"])
        self.assertEqual(deleted["taskDefinitions"][0]["status"], "DELETE_IN_PROGRESS")

    def test_a_service_lives(self):
        made = self.serve(desired=2, tags=[{"key": "a", "value": "b"}])
        self.assertEqual((made["serviceArn"], made["status"], made["desiredCount"]),
                         (arn("service", "orders/worker"), "ACTIVE", 2))
        self.assertEqual(made["deployments"][0]["status"], "PRIMARY")
        self.cloud.advance("2m")
        seen = self.ecs.describe_services(cluster="orders", services=["worker", "none"],
                                          include=["TAGS"])
        self.assertEqual(seen["services"][0]["runningCount"], 2)
        self.assertEqual(seen["services"][0]["tags"], [{"key": "a", "value": "b"}])
        self.assertEqual(seen["failures"], [{"arn": arn("service", "orders/none"),
                                             "reason": "MISSING"}])
        pages = self.ecs.get_paginator("list_services").paginate(cluster="orders")
        self.assertEqual(pages.build_full_result()["serviceArns"], [made["serviceArn"]])
        changed = self.ecs.update_service(cluster="orders", service="worker", desiredCount=0)
        self.assertEqual(changed["service"]["desiredCount"], 0)
        self.cloud.advance("5m")
        gone = self.ecs.delete_service(cluster="orders", service="worker")["service"]
        self.assertIn(gone["status"], ("DRAINING", "INACTIVE"))
        for _ in range(30):  # a process that is slow to end is not waited for by the clock
            self.cloud.advance("1m")
            seen = self.ecs.describe_services(cluster="orders", services=["worker"])["services"]
            if not seen or seen[0]["status"] == "INACTIVE":
                break
        self.ecs.get_waiter("services_inactive").wait(
            cluster="orders", services=["worker"], WaiterConfig={"Delay": 0, "MaxAttempts": 1})

    def test_waiters_wait_while_the_clock_moves(self):
        self.cloud.call("POST", "clock", {"speed": 600})
        self.serve(desired=2)
        self.ecs.get_waiter("services_stable").wait(
            cluster="orders", services=["worker"], WaiterConfig={"Delay": 0.05, "MaxAttempts": 400})
        tasks = self.ecs.list_tasks(cluster="orders", serviceName="worker")["taskArns"]
        self.assertEqual(len(tasks), 2)
        self.ecs.get_waiter("tasks_running").wait(
            cluster="orders", tasks=tasks, WaiterConfig={"Delay": 0.05, "MaxAttempts": 400})
        self.ecs.update_service(cluster="orders", service="worker", desiredCount=0)
        self.ecs.get_waiter("tasks_stopped").wait(
            cluster="orders", tasks=tasks, WaiterConfig={"Delay": 0.05, "MaxAttempts": 400})

    def test_tasks(self):
        self.ecs.create_cluster(clusterName="orders")
        self.define()
        asked = dict(cluster="orders", taskDefinition="orders", launchType="FARGATE",
                     networkConfiguration=NETWORK)
        ran = self.ecs.run_task(**asked, count=2, startedBy="me", overrides={
            "containerOverrides": [{"name": "worker", "environment": [
                {"name": "QUEUE", "value": "toys"}]}]})
        self.assertEqual(ran["failures"], [])
        self.assertEqual([task["lastStatus"] for task in ran["tasks"]], ["PROVISIONING"] * 2)
        self.cloud.advance("2m")
        pages = self.ecs.get_paginator("list_tasks").paginate(
            cluster="orders", startedBy="me", PaginationConfig={"PageSize": 1})
        arns = pages.build_full_result()["taskArns"]
        seen = self.ecs.describe_tasks(cluster="orders", tasks=arns, include=["TAGS"])
        self.assertEqual([task["lastStatus"] for task in seen["tasks"]], ["RUNNING"] * 2)
        self.assertEqual(seen["tasks"][0]["containers"][0]["lastStatus"], "RUNNING")
        stopped = self.ecs.stop_task(cluster="orders", task=arns[0], reason="enough")["task"]
        self.assertEqual((stopped["desiredStatus"], stopped["stoppedReason"]),
                         ("STOPPED", "enough"))
        with self.assertRaises(self.ecs.exceptions.InvalidParameterException):
            self.ecs.start_task(cluster="orders", taskDefinition="orders",
                                containerInstances=["i" * 32])

    def test_tasks_of_a_service_are_protected(self):
        self.serve()
        self.cloud.advance("2m")
        arns = self.ecs.list_tasks(cluster="orders", serviceName="worker")["taskArns"]
        done = self.ecs.update_task_protection(cluster="orders", tasks=arns,
                                               protectionEnabled=True, expiresInMinutes=10)
        self.assertEqual(done["failures"], [])
        seen = self.ecs.get_task_protection(cluster="orders", tasks=arns)["protectedTasks"]
        self.assertEqual([(task["taskArn"], task["protectionEnabled"]) for task in seen],
                         [(arns[0], True)])

    def test_tags_and_settings(self):
        cluster = self.ecs.create_cluster(clusterName="orders")["cluster"]["clusterArn"]
        self.ecs.tag_resource(resourceArn=cluster, tags=[{"key": "a", "value": "1"},
                                                         {"key": "b", "value": "2"}])
        self.ecs.untag_resource(resourceArn=cluster, tagKeys=["a"])
        self.assertEqual(self.ecs.list_tags_for_resource(resourceArn=cluster)["tags"],
                         [{"key": "b", "value": "2"}])
        for put in (self.ecs.put_account_setting, self.ecs.put_account_setting_default):
            setting = put(name="containerInsights", value="enabled")["setting"]
            self.assertEqual((setting["name"], setting["value"]), ("containerInsights", "enabled"))
        settings = self.ecs.list_account_settings(effectiveSettings=True)["settings"]
        self.assertIn("containerInsights", [setting["name"] for setting in settings])

    def test_errors_are_botocores_exceptions(self):
        rows = [("ClusterNotFoundException", self.ecs.list_services, dict(cluster="none")),
                ("ClusterNotFoundException", self.ecs.describe_tasks,
                 dict(cluster="none", tasks=["x"])),
                ("ClientException", self.ecs.describe_task_definition,
                 dict(taskDefinition="none")),
                ("ServiceNotFoundException", self.ecs.update_service,
                 dict(cluster="orders", service="none")),
                ("InvalidParameterException", self.ecs.create_cluster, dict(clusterName="a b")),
                ("InvalidParameterException", self.ecs.stop_task,
                 dict(cluster="orders", task="0" * 32))]
        self.ecs.create_cluster(clusterName="orders")
        for code, call, arguments in rows:
            with self.subTest(f"{code} {call.__name__}"):
                self.refused(code, call, **arguments)
        self.serve(cluster="full")
        with self.subTest("a cluster with services stays"):
            self.refused("ClusterContainsServicesException", self.ecs.delete_cluster,
                         cluster="full")


if __name__ == "__main__":
    harness.main()
