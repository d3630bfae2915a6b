// SPDX-License-Identifier: MIT
#include "engine/sound_output.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "bbplay/sinks/capture/sink_of_environment.h"
#include "bbplay/sinks/device/device_output.h"
#include "bbplay/sinks/errors.h"

namespace bbplay::python {
namespace {

/// Waits for a device that is not there.
int rate_within(double patience_s, DeviceOutput& output, int rate) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration<double>(std::clamp(patience_s, 0.0, 1e7));
  while (true) {
    try {
      return output.rate_for(rate);
    } catch (const DeviceChoiceError&) {
      throw;
    } catch (const DeviceError&) {
      if (Clock::now() >= until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

}  // namespace

OpenOutput open_output(const OutputWish& wish, int rate) {
  auto capture = wish.capture ? wish.capture : capture_of_environment();
  if (capture) {
    return {std::make_unique<CaptureOutput>(*std::move(capture)), rate, "capture", true};
  }
  refuse_device_of_environment();
  DeviceRequest request;
  request.device = wish.device;
  request.owns_stderr = false;  // the program around this has things to say
  auto output = std::make_unique<DeviceOutput>(std::move(request));
  const int played = rate_within(wish.wait_device_s, *output, rate);
  std::string name = output->device().name;
  return {std::move(output), played, std::move(name), false};
}

}  // namespace bbplay::python
