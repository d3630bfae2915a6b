// SPDX-License-Identifier: MIT
#include "bbplay/sinks/capture/sink_of_environment.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include "bbplay/playback/device_error.h"

namespace bbplay {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

std::optional<CaptureSettings> capture_of_environment() {
  if (environment("BBPLAY_SINK") != "capture") return std::nullopt;
  CaptureSettings settings;
  settings.speed = std::strtod(std::string(environment("BBPLAY_SINK_SPEED")).c_str(), nullptr);
  return settings;
}

void refuse_device_of_environment() {
  if (environment("BBPLAY_SINK") != "none") return;
  throw DeviceError("this machine has no audio output device (BBPLAY_SINK=none)");
}

}  // namespace bbplay
