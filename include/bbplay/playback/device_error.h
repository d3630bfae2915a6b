// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace bbplay {

/// No usable audio device, or it was lost.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bbplay
