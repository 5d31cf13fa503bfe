"""The tests of every_operation.py for what the loop acts on: services and their scaling."""
from accounting import called
from every_operation import arn

NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}
CONTAINER = {"name": "worker", "image": "orders:1", "entryPoint": ["sleep"],
             "command": ["100000"], "essential": True}
SERVICE = {"ServiceNamespace": "ecs", "ResourceId": "service/orders/worker",
           "ScalableDimension": "ecs:service:DesiredCount"}


class ServiceTests:
    def define(self, **more):
        return self.call("ecs", "RegisterTaskDefinition", family="orders", networkMode="awsvpc",
                         requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
                         containerDefinitions=[CONTAINER], **more)["taskDefinition"]

    def serve(self, desired=1):
        self.call("ecs", "CreateCluster", clusterName="orders")
        self.define()
        return self.call("ecs", "CreateService", cluster="orders", serviceName="worker",
                         taskDefinition="orders", desiredCount=desired, launchType="FARGATE",
                         networkConfiguration=NETWORK)["service"]

    def test_clusters(self):
        insights = [{"name": "containerInsights", "value": "enabled"}]
        its = self.call("ecs", "CreateCluster", clusterName="orders")["cluster"]["clusterArn"]
        self.assertEqual(its, arn("ecs", "cluster/orders"))
        self.call("ecs", "UpdateClusterSettings", cluster="orders", settings=insights)
        changed = self.call("ecs", "UpdateCluster", cluster="orders", settings=insights)
        self.assertEqual(changed["cluster"]["settings"], insights)
        self.call("ecs", "PutClusterCapacityProviders", cluster="orders",
                  capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[
                      {"capacityProvider": "FARGATE", "weight": 1}])
        self.call("ecs", "TagResource", resourceArn=its, tags=[
            {"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
        self.call("ecs", "UntagResource", resourceArn=its, tagKeys=["a"])
        self.assertEqual(self.call("ecs", "ListTagsForResource", resourceArn=its)["tags"],
                         [{"key": "b", "value": "2"}])
        seen = self.call("ecs", "DescribeClusters", clusters=["orders", "none"], include=["TAGS"])
        self.assertEqual(([c["capacityProviders"] for c in seen["clusters"]],
                          [f["reason"] for f in seen["failures"]]), ([["FARGATE"]], ["MISSING"]))
        self.assertEqual(self.pages("ecs", "ListClusters")["clusterArns"], [its])
        self.assertTrue(self.call("ecs", "DescribeCapacityProviders")["capacityProviders"])
        for put in ("PutAccountSetting", "PutAccountSettingDefault"):
            setting = self.call("ecs", put, name="containerInsights", value="enabled")["setting"]
            self.assertEqual((setting["name"], setting["value"]), ("containerInsights", "enabled"))
        settings = self.pages("ecs", "ListAccountSettings", size=100, effectiveSettings=True)
        self.assertIn("containerInsights", [setting["name"] for setting in settings["settings"]])
        self.assertEqual(self.call("ecs", "DeleteCluster", cluster="orders")["cluster"]["status"],
                         "INACTIVE")
        self.refused("ClusterNotFoundException", "ecs", "ListServices", cluster="none")
        self.refused("InvalidParameterException", "ecs", "CreateCluster", clusterName="a b")
        self.refused("ClientException", "ecs", "DescribeTaskDefinition", taskDefinition="none")

    def test_task_definitions(self):
        self.assertEqual(self.define()["taskDefinitionArn"], arn("ecs", "task-definition/orders:1"))
        self.define(tags=[{"key": "a", "value": "b"}])
        seen = self.call("ecs", "DescribeTaskDefinition", taskDefinition="orders", include=["TAGS"])
        self.assertEqual((seen["taskDefinition"]["revision"], seen["tags"]),
                         (2, [{"key": "a", "value": "b"}]))
        listed = self.pages("ecs", "ListTaskDefinitions", sort="DESC")["taskDefinitionArns"]
        self.assertEqual([its[-1] for its in listed], ["2", "1"])
        self.assertEqual(self.pages("ecs", "ListTaskDefinitionFamilies")["families"], ["orders"])
        gone = self.call("ecs", "DeregisterTaskDefinition", taskDefinition="orders:1")
        self.assertEqual(gone["taskDefinition"]["status"], "INACTIVE")
        deleted = self.call("ecs", "DeleteTaskDefinitions", taskDefinitions=["orders:1"])
        self.assertEqual(deleted["taskDefinitions"][0]["status"], "DELETE_IN_PROGRESS")

    def test_services_and_tasks(self):
        its = self.serve(desired=2)["serviceArn"]
        self.cloud.advance("2m")
        seen = self.call("ecs", "DescribeServices", cluster="orders", services=["worker"])
        self.assertEqual([s["runningCount"] for s in seen["services"]], [2])
        self.assertEqual(self.pages("ecs", "ListServices", cluster="orders")["serviceArns"], [its])
        tasks = self.pages("ecs", "ListTasks", cluster="orders")["taskArns"]
        self.assertEqual(len(tasks), 2)
        kept = self.call("ecs", "UpdateTaskProtection", cluster="orders", tasks=tasks[:1],
                         protectionEnabled=True)
        self.assertEqual(kept["failures"], [])
        kept = self.call("ecs", "GetTaskProtection", cluster="orders", tasks=tasks)
        self.assertEqual({t["taskArn"]: t["protectionEnabled"] for t in kept["protectedTasks"]},
                         {tasks[0]: True, tasks[1]: False})
        ran = self.call("ecs", "RunTask", cluster="orders", taskDefinition="orders", count=1,
                        launchType="FARGATE", networkConfiguration=NETWORK, startedBy="me",
                        overrides={"containerOverrides": [
                            {"name": "worker", "environment": [{"name": "A", "value": "b"}]}]})
        task = ran["tasks"][0]["taskArn"]
        self.call("ecs", "StopTask", cluster="orders", task=task, reason="enough")
        seen = self.call("ecs", "DescribeTasks", cluster="orders", tasks=[task])["tasks"][0]
        self.assertEqual((seen["desiredStatus"], seen["stoppedReason"]), ("STOPPED", "enough"))
        # There are no container instances, as on a cluster of Fargate's: to refuse is to answer.
        self.refused("InvalidParameterException", "ecs", "StartTask", cluster="orders",
                     taskDefinition="orders", containerInstances=["i" * 32])
        called["ecs"].add("StartTask")
        changed = self.call("ecs", "UpdateService", cluster="orders", service="worker",
                            desiredCount=0)["service"]
        self.assertEqual(changed["desiredCount"], 0)
        gone = self.call("ecs", "DeleteService", cluster="orders", service="worker", force=True)
        self.assertIn(gone["service"]["status"], ("DRAINING", "INACTIVE"))

    def test_scaling(self):
        self.serve()

        def call(operation, **members):
            return self.call("application-autoscaling", operation, **members)

        def pages(operation, **members):
            return self.pages("application-autoscaling", operation, ServiceNamespace="ecs",
                              **members)
        its = call("RegisterScalableTarget", **SERVICE, MinCapacity=1, MaxCapacity=5,
                   Tags={"a": "1"})["ScalableTargetARN"]
        call("TagResource", ResourceARN=its, Tags={"b": "2"})
        call("UntagResource", ResourceARN=its, TagKeys=["a"])
        self.assertEqual(call("ListTagsForResource", ResourceARN=its)["Tags"], {"b": "2"})
        seen = pages("DescribeScalableTargets")["ScalableTargets"]
        self.assertEqual([(t["MinCapacity"], t["MaxCapacity"]) for t in seen], [(1, 5)])
        put = call("PutScalingPolicy", **SERVICE, PolicyName="backlog",
                   PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration={
                       "TargetValue": 20.0, "CustomizedMetricSpecification": {
                           "Namespace": "ECS/CustomMetrics", "MetricName": "BacklogPerTask",
                           "Statistic": "Average"}})
        self.assertEqual(len(put["Alarms"]), 2)
        seen = pages("DescribeScalingPolicies")["ScalingPolicies"]
        self.assertEqual([policy["PolicyARN"] for policy in seen], [put["PolicyARN"]])
        call("DeleteScalingPolicy", **SERVICE, PolicyName="backlog")
        call("PutScheduledAction", **SERVICE, ScheduledActionName="sale",
             Schedule="at(2024-12-26T00:05:00)", ScalableTargetAction={"MinCapacity": 3})
        seen = pages("DescribeScheduledActions")["ScheduledActions"]
        self.assertEqual([action["ScheduledActionName"] for action in seen], ["sale"])
        self.cloud.advance("10m")
        seen = pages("DescribeScalingActivities")["ScalingActivities"]
        self.assertIn("Setting desired count to 3.", [a["Description"] for a in seen])
        call("PutScheduledAction", **SERVICE, ScheduledActionName="again", Schedule="rate(1 day)",
             ScalableTargetAction={"MinCapacity": 1})
        call("DeleteScheduledAction", **SERVICE, ScheduledActionName="again")
        call("DeregisterScalableTarget", **SERVICE)
        self.refused("ObjectNotFoundException", "application-autoscaling",
                     "DeregisterScalableTarget", **SERVICE)
        self.refused("ValidationException", "application-autoscaling", "RegisterScalableTarget",
                     **SERVICE, MinCapacity=5, MaxCapacity=1)
