// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device/device_output.h"

#include <cmath>
#include <utility>

#include "bbplay/sinks/device/device_sink.h"
#include "bbplay/sinks/errors.h"

namespace bbplay {

DeviceOutput::DeviceOutput(DeviceRequest request, std::function<void(const std::string&)> warn)
    : request_(std::move(request)),
      warn_(std::move(warn)),
      probe_(std::make_unique<AudioProbe>(request_.chatter)) {}

void DeviceOutput::find() {
  system_.reset();  // the list of devices is as old as this
  system_.emplace(request_.chatter, std::move(probe_));
  device_ = system_->device(request_.device);
}

int DeviceOutput::playable_rate(int wanted) const {
  // To ask means to open the device, which takes as long as playing on it.
  const auto own = static_cast<int>(std::lround(device_.default_rate));
  if (own == wanted || system_->supports(device_, wanted)) return wanted;
  if (!system_->supports(device_, own)) {
    throw DeviceError(named(device_) + " does not play at " + std::to_string(wanted) + " Hz");
  }
  return own;
}

int DeviceOutput::rate_for(int wanted) {
  if (!system_) find();
  int rate = wanted;
  try {
    rate = playable_rate(wanted);
  } catch (const DeviceError&) {
    system_.reset();  // it may come back in another guise
    throw;
  }
  if (device_.channels == 1 && !std::exchange(told_channels_, true) && warn_) {
    warn_(named(device_) +
          " has one channel: both sides are mixed, and a binaural beat becomes an acoustic one, "
          "heard as a tone that swells and fades");
  }
  if (rate != wanted && std::exchange(refused_rate_, wanted) != wanted && warn_) {
    warn_(named(device_) + " does not play at " + std::to_string(wanted) + " Hz; playing at " +
          std::to_string(rate) + " Hz");
  }
  return rate;
}

std::unique_ptr<OutputStream> DeviceOutput::open(AudioSource& source, int rate,
                                                 const std::string& title) {
  if (!system_) find();
  StreamRequest request;
  request.device = device_;
  request.rate = rate;
  request.latency_s = request_.latency_s;
  request.block_frames = request_.block_frames;
  request.title = title;
  auto sink = std::make_unique<DeviceSink>(*system_, source, request);
  sink->start();
  if (!request_.owns_stderr) system_->share_stderr(true);
  return sink;
}

void DeviceOutput::forget() {
  if (system_ && !request_.chatter) system_->share_stderr(false);
  system_.reset();
}

std::unique_ptr<OutputStream> DeviceOutput::reopen(AudioSource& source, int rate,
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
  return open(source, rate, title);
}

}  // namespace bbplay
