// SPDX-License-Identifier: MIT
/// What can go wrong where audio leaves the program; each kind has its own exit code.
#pragma once

#include <stdexcept>

#include "bbplay/playback/device_error.h"

namespace bbplay {

/// The output exists already, or cannot be created.
class CreateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Writing failed: disk full, broken pipe, ...
class WriteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A combination of container, encoding, rate and length that does not exist.
class FormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// More than one device has the name that was asked for: waiting does not help.
class DeviceChoiceError : public DeviceError {
 public:
  using DeviceError::DeviceError;
};

}  // namespace bbplay
