#pragma once

#include <span>

namespace sluice::local {

/// The name of the hidden subcommand that a program which uses GuardedProcesses
/// hands to `run_guardian` before it does anything else.
inline constexpr const char* guardian_subcommand = "guardian";

/// Where a guardian finds its lines to whoever started it. The life line is read:
/// each byte is a signal for the program, and its end says that the starter is
/// gone. The status line is written once: how the program ended, as waitpid
/// tells it (an int). Standard output and error become the program's.
struct GuardianLines {
  int life = 0;
  int status = 3;
};

/// Runs a program and sees to it that nothing of it stays: `words` are the file
/// to execute, then the program's own arguments from argument 0 on. Returns when
/// the program, and whatever it left behind (daemons included: the guardian is
/// the "child subreaper" of prctl(2)), is gone; so it is when the starter ends,
/// however that happens. The value is the exit status for the guardian itself:
/// that of the program, 128 + n where signal n ended it, 127 where it could not
/// be executed. REQUIRES: a process with one thread, and at least two words.
int run_guardian(std::span<char* const> words, GuardianLines lines = {});

}  // namespace sluice::local
