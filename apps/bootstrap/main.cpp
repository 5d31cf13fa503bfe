#include <cstdio>

#include "sluice/commands.hpp"
#include "sluice/lending.hpp"

namespace {

using namespace sluice;

constexpr int wrong_usage = 2;

int run(const apps::Lent& lent) {
  if (const auto host = lent.environment.find("AWS_LAMBDA_RUNTIME_API"))
    return apps::run_lambda(*host, lent);
  std::fputs(
      "bootstrap: AWS_LAMBDA_RUNTIME_API is not set: this is the program of the Lambda "
      "function; elsewhere run sluice\n",
      stderr);
  return wrong_usage;
}

}  // namespace

int main() {
  apps::run_as_program(run);
}
