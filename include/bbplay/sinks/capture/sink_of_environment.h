// SPDX-License-Identifier: MIT
/// What takes the place of a device by the word of the environment: for tests, and for machines without
/// one.
#pragma once

#include <optional>

#include "bbplay/sinks/capture/capture_output.h"

namespace bbplay {

/// What BBPLAY_SINK=capture asks for: as fast as it goes, unless BBPLAY_SINK_SPEED says how fast.
std::optional<CaptureSettings> capture_of_environment();

/// BBPLAY_SINK=none makes this a machine without a device.
/// throws  DeviceError then
void refuse_device_of_environment();

}  // namespace bbplay
