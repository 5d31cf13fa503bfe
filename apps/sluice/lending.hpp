#pragma once

#include <functional>

#include "sluice/commands.hpp"

namespace sluice::apps {

/// The frame of every `main` here: lends `work` this process's environment,
/// files, clock, chance and log, ends the process with the exit code that it
/// gives, and with 1 where it throws. Does not return.
[[noreturn]] void run_as_program(const std::function<int(const Lent& lent)>& work);

}  // namespace sluice::apps
