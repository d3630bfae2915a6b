// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>

#include "bbplay/model/diagnostics.h"

namespace bbplay::app {

/// What the program returns; scripts and cron jobs rely on these (README.md, "Exit codes").
enum ExitCode : int {
  kDone = 0,
  kUsage = 64,         // wrong options
  kBadTrack = 65,      // a track, or something it names, is invalid
  kNoInput = 66,       // an input is missing, unreadable or no sound file
  kNoDevice = 69,      // no usable audio device, or it was lost
  kInternal = 70,      // a bug
  kNoOutput = 73,      // the output exists or cannot be created
  kIoError = 74,       // reading or writing failed
  kHungUp = 129,       // SIGHUP
  kInterrupted = 130,  // SIGINT
  kTerminated = 143,   // SIGTERM
};

/// What an exit code means, in a word for machines.
constexpr std::string_view reason_of(int exit_code) noexcept {
  switch (exit_code) {
    case kDone:
      return "done";
    case kUsage:
      return "usage";
    case kBadTrack:
      return "bad-track";
    case kNoInput:
      return "no-input";
    case kNoDevice:
      return "no-device";
    case kNoOutput:
      return "no-output";
    case kIoError:
      return "io-error";
    default:
      return exit_code > 128 ? "signal" : "internal-error";
  }
}

/// Wrong usage that only shows after the options have been read.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// On the command line; the help says what there is.
class OptionError : public UsageError {
 public:
  using UsageError::UsageError;
};

/// The same in a configuration file.
class ConfigurationError : public UsageError {
 public:
  explicit ConfigurationError(Finding finding)
      : UsageError(finding.text()), finding_(std::move(finding)) {}
  const Finding& finding() const noexcept { return finding_; }

 private:
  Finding finding_;
};

}  // namespace bbplay::app
