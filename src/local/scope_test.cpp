#include "local/scope.hpp"

#include <gtest/gtest.h>

namespace sluice::local {
namespace {

TEST(Scope, IsReadFromTheSignaturesHeader) {
  const Scope scope = scope_of_authorization(
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/ap-southeast-2/sqs/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=abc");
  EXPECT_EQ(scope.region, "ap-southeast-2");
  EXPECT_EQ(scope.service, "sqs");
  EXPECT_EQ(scope_of_authorization("AWS4-HMAC-SHA256 Credential=A/1/eu-west-1/iam/aws4_request,S=")
                .region,
            "eu-west-1");
}

TEST(Scope, IsReadFromAPresignedQuery) {
  for (const char* target : {"/?A=1&X-Amz-Credential=A%2F1%2Fus-west-2%2Fmonitoring%2Faws4_request",
                             "/?X-Amz-Credential=A%2f1%2fus-west-2%2fmonitoring%2faws4_request&B=2",
                             "/?X-Amz-Credential=A/1/us-west-2/monitoring/aws4_request"}) {
    EXPECT_EQ(scope_of_query(target).region, "us-west-2") << target;
    EXPECT_EQ(scope_of_query(target).service, "monitoring");
  }
}

TEST(Scope, IsEmptyWhereTheSignatureIsNone) {
  for (const char* header : {"", "Bearer x", "Credential=", "Credential=a/b/c/d", "Credential=////",
                             "AWS4 Credential=a/b/us-east-1/sqs/aws3_request"}) {
    EXPECT_EQ(scope_of_authorization(header).region, "") << header;
    EXPECT_EQ(scope_of_query(header).service, "");
  }
}

TEST(Scope, LeadsToARegionAndItsPartition) {
  const world::Location home{.region = "us-east-1", .account = "111122223333"};
  EXPECT_EQ(location_of({}, home), home);
  EXPECT_EQ(location_of({.region = "us-east-1"}, home), home);
  EXPECT_EQ(location_of({.region = "eu-west-1"}, home),
            (world::Location{.region = "eu-west-1", .account = "111122223333"}));
  EXPECT_EQ(location_of({.region = "cn-north-1"}, home).partition, "aws-cn");
  EXPECT_EQ(location_of({.region = "us-gov-west-1"}, home).partition, "aws-us-gov");
  for (const char* no_region :
       {"A", "eu west", "../../etc", "EU-WEST-1", "eu-west-1-and-far-too-long-for-one"})
    EXPECT_EQ(location_of({.region = no_region}, home), home);
}

}  // namespace
}  // namespace sluice::local
