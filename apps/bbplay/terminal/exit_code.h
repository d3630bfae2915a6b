// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace bbplay::app {

/// What the program returns; scripts and cron jobs rely on these (README.md, "Exit codes").
enum ExitCode : int {
  kDone = 0,
  kUsage = 64,         // wrong options
  kBadTrack = 65,      // a track, or something it names, is invalid
  kNoInput = 66,       // an input is missing or unreadable
  kNoDevice = 69,      // no usable audio device, or it was lost
  kInternal = 70,      // a bug
  kNoOutput = 73,      // the output exists or cannot be created
  kIoError = 74,       // reading or writing failed
  kHungUp = 129,       // SIGHUP
  kInterrupted = 130,  // SIGINT
  kTerminated = 143,   // SIGTERM
};

/// Wrong usage that only shows after the options have been read.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bbplay::app
