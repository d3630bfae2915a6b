// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bbplay/playback/output.h"
#include "bbplay/sinks/capture/capture_output.h"

namespace bbplay::python {

/// Where a track should be heard.
struct OutputWish {
  std::string device;                           // as --device has it
  double wait_device_s = 0;                     // for one that is not there
  std::optional<CaptureSettings> capture = {};  // instead of a device
};

/// An output and the rate that it plays at.
struct OpenOutput {
  std::unique_ptr<Output> output;
  int rate = 0;             // Hz
  std::string device;       // its name
  bool is_capture = false;  // it takes what is played without hurry
};

/// The output for a track of `rate` Hz: at that rate if the device takes it, else at the device's own.
/// The environment's BBPLAY_SINK stands for a device: "capture", or "none" for a machine without one.
///
/// throws  DeviceError
OpenOutput open_output(const OutputWish& wish, int rate);

}  // namespace bbplay::python
