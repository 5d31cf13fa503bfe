#include "sluice/lending.hpp"

// The worker as a program of its own: what the task definition of the README runs.

int main() {
  sluice::apps::run_as_program(
      [](const sluice::apps::Lent& lent) { return sluice::apps::run_orders_worker({}, lent); });
}
