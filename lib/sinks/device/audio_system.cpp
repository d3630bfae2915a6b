// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device/audio_system.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "bbplay/model/words.h"
#include "bbplay/sinks/errors.h"

#include "sinks/device/one_at_a_time.h"
#include "sinks/device/portaudio_error.h"
#include "sinks/device/portaudio_library.h"
#include "sinks/device/portaudio_stream.h"
#include "sinks/device/pulse_server.h"
#include "sinks/device/silenced_stderr.h"

namespace bbplay {
namespace {

constexpr int kMaxServerRate = 384'000;  // Hz, of PulseAudio

/// `text` as an index, or -1.
int index_in(std::string_view text) {
  int index = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  return error == std::errc{} && end == text.data() + text.size() ? index : -1;
}

template <class Matches>
std::vector<OutputDevice> those(const std::vector<OutputDevice>& devices, Matches matches) {
  std::vector<OutputDevice> found;
  std::copy_if(devices.begin(), devices.end(), std::back_inserter(found), matches);
  return found;
}

std::string list_of(const std::vector<OutputDevice>& devices) {
  std::string list;
  for (const OutputDevice& each : devices) {
    list += "\n  " + std::to_string(each.index) + "  " + each.name;
    if (!each.label.empty()) list += ", " + each.label;
    list += " (" + each.host_api + ")";
  }
  return list;
}

bool is_called(const OutputDevice& device, const std::string& lowered_name) {
  return model::lowered(device.name) == lowered_name ||
         model::lowered(device.label) == lowered_name;
}

bool has_in_name(const OutputDevice& device, const std::string& lowered_part) {
  const auto contains = [&](const std::string& text) {
    return model::lowered(text).find(lowered_part) != std::string::npos;
  };
  return contains(device.name) || contains(device.label);
}

/// Those of the sound server alone, if there are any.
std::vector<OutputDevice> preferred(std::vector<OutputDevice> devices) {
  const auto on_server =
      those(devices, [](const auto& e) { return e.driver == OutputDevice::Driver::pulse; });
  return on_server.empty() ? std::move(devices) : on_server;
}

}  // namespace

std::string named(const OutputDevice& device) {
  const std::string& name = device.label.empty() ? device.name : device.label;
  return '"' + name + "\" (" + device.host_api + ')';
}

AudioSystem::AudioSystem(bool chatter, std::unique_ptr<AudioProbe> probe)
    : silence_(chatter ? nullptr : std::make_unique<sinks::SilencedStderr>()),
      probe_(probe ? std::move(probe) : std::make_unique<AudioProbe>(chatter)) {
  pulse_ = sinks::PulseServer::find();
  if (!pulse_ || pulse_->outputs().empty()) use_portaudio();
}

void AudioSystem::share_stderr(bool shared) {
  if (shared) {
    silence_.reset();
  } else if (!silence_) {
    silence_ = std::make_unique<sinks::SilencedStderr>();
  }
}

AudioSystem::~AudioSystem() {
  const sinks::OneAtATime turn;
  if (uses_portaudio_) sinks::portaudio().Terminate();
}

void AudioSystem::use_portaudio() const {
  const sinks::OneAtATime turn;
  if (uses_portaudio_) return;
  if (!probe_)
    throw DeviceError("this machine has no audio output device besides its sound server's");
  std::exchange(probe_, nullptr)->wait();
  if (const PaError error = sinks::portaudio().Initialize(); error != paNoError) {
    throw DeviceError(std::string("cannot use the audio system: ") + sinks::reason_of(error));
  }
  uses_portaudio_ = true;
}

std::vector<OutputDevice> AudioSystem::portaudio_outputs() const {
  const sinks::OneAtATime turn;
  use_portaudio();
  std::vector<OutputDevice> devices;
  const int default_index = pulse_ ? -1 : sinks::portaudio().GetDefaultOutputDevice();
  for (int index = 0; index < sinks::portaudio().GetDeviceCount(); ++index) {
    const PaDeviceInfo* info = sinks::portaudio().GetDeviceInfo(index);
    if (info == nullptr || info->maxOutputChannels < 1) continue;
    devices.push_back({.index = index,
                       .driver = OutputDevice::Driver::portaudio,
                       .name = info->name,
                       .label = {},
                       .host_api = sinks::portaudio().GetHostApiInfo(info->hostApi)->name,
                       .channels = info->maxOutputChannels,
                       .default_rate = info->defaultSampleRate,
                       .low_latency_s = info->defaultLowOutputLatency,
                       .high_latency_s = info->defaultHighOutputLatency,
                       .is_default = index == default_index});
  }
  return devices;
}

std::vector<OutputDevice> AudioSystem::outputs() const {
  if (!pulse_) return portaudio_outputs();
  std::vector<OutputDevice> devices;
  int count = 0;
  try {
    devices = portaudio_outputs();
    count = sinks::portaudio().GetDeviceCount();
  } catch (const DeviceError&) {
    // The sound server has devices, which is what counts.
    if (pulse_->outputs().empty()) throw;
  }
  for (const OutputDevice& each : pulse_->outputs()) {
    devices.push_back(each);
    devices.back().index += count;
  }
  return devices;
}

OutputDevice AudioSystem::device(std::string_view wanted) const {
  if (wanted.empty() && pulse_ && !pulse_->outputs().empty()) {
    const auto found = those(pulse_->outputs(), [](const auto& each) { return each.is_default; });
    OutputDevice device = found.empty() ? pulse_->outputs().front() : found.front();
    device.follows_default = true;
    return device;
  }
  const std::vector<OutputDevice> devices = outputs();
  if (devices.empty()) throw DeviceError("this machine has no audio output device");

  if (wanted.empty()) {
    const auto found = those(devices, [](const OutputDevice& each) { return each.is_default; });
    return found.empty() ? devices.front() : found.front();
  }
  const std::string name = model::lowered(wanted);
  auto found = those(devices, [&](const auto& each) { return each.index == index_in(wanted); });
  if (found.empty()) {
    found = preferred(those(devices, [&](const auto& each) { return is_called(each, name); }));
  }
  if (found.empty()) {
    found = preferred(those(devices, [&](const auto& each) { return has_in_name(each, name); }));
  }
  const std::string quoted = '"' + std::string(wanted) + '"';
  if (found.empty()) {
    throw DeviceError("no audio output device " + quoted + "; there are" + list_of(devices));
  }
  if (found.size() > 1) {
    throw DeviceChoiceError(quoted + " fits several audio output devices:" + list_of(found));
  }
  return found.front();
}

bool AudioSystem::supports(const OutputDevice& device, int rate) const {
  const sinks::OneAtATime turn;
  // A sound server takes every rate, and gives its sink the one that it plays at.
  if (device.driver == OutputDevice::Driver::pulse) return rate <= kMaxServerRate;
  PaStreamParameters parameters{};
  parameters.device = device.index;
  parameters.channelCount = std::min(device.channels, 2);
  parameters.sampleFormat = paFloat32 | paNonInterleaved;
  parameters.suggestedLatency = device.high_latency_s;
  const PaError error = sinks::portaudio().IsFormatSupported(nullptr, &parameters, rate);
  if (error == paFormatIsSupported) return true;
  if (error == paInvalidSampleRate) return false;
  throw DeviceError("cannot use " + named(device) + ": " + sinks::reason_of(error));
}

std::unique_ptr<sinks::DeviceStream> AudioSystem::open(sinks::StreamCallback& callback,
                                                       const StreamRequest& request) const {
  const sinks::OneAtATime turn;
  if (request.device.driver == OutputDevice::Driver::pulse) return pulse_->open(callback, request);
  return std::make_unique<sinks::PortAudioStream>(callback, request);
}

}  // namespace bbplay
