#include "sluice/images.hpp"

#include <gtest/gtest.h>

namespace sluice::apps {
namespace {

TEST(Images, ReadsEachFormInTheOrderOfTheFile) {
  const auto images = parse_images(R"(
orders-worker:v?:
  command: [node, worker.js]
  working_directory: /srv/worker
  environment: {QUEUE: orders, SIZE: 3}
"*/payments": ./payments
"*": [sh, -c, "exit 1"]
)",
                                   "images.yaml");
  ASSERT_TRUE(images) << images.error();
  const local::ImageCommand* const worker = images->find("orders-worker:v2");
  ASSERT_NE(worker, nullptr);
  EXPECT_EQ(worker->command, (std::vector<std::string>{"node", "worker.js"}));
  EXPECT_EQ(worker->working_directory, "/srv/worker");
  EXPECT_EQ(worker->environment.at("SIZE"), "3");
  EXPECT_EQ(images->find("123.dkr.ecr.x.amazonaws.com/payments")->command,
            std::vector<std::string>{"./payments"});
  EXPECT_EQ(images->find("anything")->command.front(), "sh");
}

struct Wrong {
  const char* text;
  const char* message;
};

class WrongImages : public testing::TestWithParam<Wrong> {};

TEST_P(WrongImages, TheMistakeNamesFileLineKeyAndWhatIsRight) {
  const auto images = parse_images(GetParam().text, "images.yaml");
  ASSERT_FALSE(images);
  EXPECT_EQ(images.error(), GetParam().message);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, WrongImages, testing::Values(
    Wrong{"[a]", "images.yaml:1: expected a map such as {orders-worker:*: ./orders-worker}, found a list"},
    Wrong{"a: {comand: x}", "images.yaml:1: a: unknown key 'comand'; did you mean 'command'?"},
    Wrong{"a: {command: []}", "images.yaml:1: a.command: expected a list such as [node, worker.js], found an empty one"},
    Wrong{"a: x\na: y", "images.yaml:2: the key 'a' stands twice"},
    Wrong{"a: {environment: [x]}", "images.yaml:1: a.environment: expected a map such as {QUEUE: orders}, found a list"}));
// clang-format on

}  // namespace
}  // namespace sluice::apps
