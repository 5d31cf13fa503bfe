#pragma once

/// What the program tells its caller.
namespace sluice::apps::exit_codes {

/// All that was asked for came about.
constexpr int done = 0;
/// Not all that was asked for came about: a service failed, AWS refused, there are
/// findings, no setting meets the objective. The command's document says which.
constexpr int failed = 1;
/// The command line, a file or the environment says something wrong.
constexpr int wrong_usage = 2;

}  // namespace sluice::apps::exit_codes
