// SPDX-License-Identifier: MIT
#include "live/audio_output.h"

#include <cmath>
#include <string>
#include <utility>

#include "bbplay/sinks/errors.h"

#include "live/wait.h"
#include "live/watchdog.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

/// How long a lost device is tried unless told: to restart a sound server, or put a plug back,
/// takes less.
constexpr double kLossSeconds = 30;
constexpr double kShutdownTimeout = 3;

}  // namespace

AudioOutput::AudioOutput(const Options& options, Console& console)
    : options_(options),
      console_(console),
      probe_(std::make_unique<AudioProbe>(console.verbose())) {}

AudioOutput::~AudioOutput() { forget(); }

void AudioOutput::forget() {
  const Watchdog dog(console_, kShutdownTimeout, "the audio system does not respond", kNoDevice);
  system_.reset();
}

double AudioOutput::patience_s() const { return options_.device.wait_s.value_or(kLossSeconds); }

void AudioOutput::find() {
  system_.reset();  // the list of devices is as old as this
  system_.emplace(console_.verbose(), std::move(probe_));
  device_ = system_->device(options_.device.device);
}

int AudioOutput::playable_rate(int wanted) const {
  // To ask means to open the device, which takes as long as playing on it.
  const auto own = static_cast<int>(std::lround(device_.default_rate));
  if (own == wanted || system_->supports(device_, wanted)) return wanted;
  if (!system_->supports(device_, own)) {
    throw DeviceError(named(device_) + " does not play at " + std::to_string(wanted) + " Hz");
  }
  return own;
}

int AudioOutput::rate_for(int wanted) {
  int rate = wanted;
  const bool first = !system_;
  until_there_is_a_device(options_.device.wait_s.value_or(0), options_.keys, console_, [&] {
    if (!system_) find();
    try {
      rate = playable_rate(wanted);
    } catch (const DeviceError&) {
      system_.reset();  // it may come back in another guise
      throw;
    }
  });
  if (first) {
    console_.detail("device: " + named(device_));
    if (device_.channels == 1) {
      console_.warning(named(device_) +
                       " has one channel: both sides are mixed, and a binaural beat becomes an "
                       "acoustic one, heard as a tone that swells and fades");
    }
  }
  if (rate != wanted && refused_rate_ != wanted) {
    refused_rate_ = wanted;
    console_.warning(named(device_) + " does not play at " + std::to_string(wanted) +
                     " Hz; playing at " + std::to_string(rate) + " Hz");
  }
  return rate;
}

std::unique_ptr<DeviceSink> AudioOutput::open_once(AudioSource& source, int rate,
                                                   const std::string& title) {
  StreamRequest request;
  request.device = device_;
  request.rate = rate;
  request.latency_s = options_.device.latency_ms / 1'000;
  request.block_frames = options_.engine.block_frames;
  request.title = title;
  auto sink = std::make_unique<DeviceSink>(*system_, source, request);
  sink->start();
  return sink;
}

std::unique_ptr<DeviceSink> AudioOutput::open(AudioSource& source, int rate,
                                              const std::string& title) {
  std::unique_ptr<DeviceSink> sink;
  bool again = false;
  until_there_is_a_device(options_.device.wait_s.value_or(0), options_.keys, console_, [&] {
    const bool once_more = std::exchange(again, true);
    sink = once_more ? reopen(source, rate, title) : open_once(source, rate, title);
  });
  return sink;
}

std::unique_ptr<DeviceSink> AudioOutput::reopen(AudioSource& source, int rate,
                                                const std::string& title) {
  const OutputDevice before = device_;
  find();
  // Without its sound server the machine has another default device, which would be taken from it.
  if (before.driver == OutputDevice::Driver::pulse && device_.driver != before.driver) {
    device_ = before;
    throw DeviceError(before.host_api + " is not there");
  }
  if (playable_rate(rate) != rate) {
    throw DeviceError(named(device_) + " no longer plays at " + std::to_string(rate) + " Hz");
  }
  return open_once(source, rate, title);
}

}  // namespace bbplay::app
