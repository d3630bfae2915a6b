// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device/audio_system.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "bbplay/model/words.h"
#include "bbplay/sinks/errors.h"

#include "sinks/device/portaudio_error.h"
#include "sinks/device/portaudio_library.h"
#include "sinks/device/silenced_stderr.h"

namespace bbplay {
namespace {

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
    list += "\n  " + std::to_string(each.index) + "  " + each.name + " (" + each.host_api + ")";
  }
  return list;
}

}  // namespace

AudioSystem::AudioSystem(bool chatter, std::unique_ptr<AudioProbe> probe)
    : silence_(chatter ? nullptr : std::make_unique<sinks::SilencedStderr>()) {
  if (!probe) probe = std::make_unique<AudioProbe>(chatter);
  probe->wait();
  if (const PaError error = sinks::portaudio().Initialize(); error != paNoError) {
    throw DeviceError(std::string("cannot use the audio system: ") + sinks::reason_of(error));
  }
}

AudioSystem::~AudioSystem() { sinks::portaudio().Terminate(); }

std::vector<OutputDevice> AudioSystem::outputs() const {
  std::vector<OutputDevice> devices;
  const int default_index = sinks::portaudio().GetDefaultOutputDevice();
  for (int index = 0; index < sinks::portaudio().GetDeviceCount(); ++index) {
    const PaDeviceInfo* info = sinks::portaudio().GetDeviceInfo(index);
    if (info == nullptr || info->maxOutputChannels < 1) continue;
    devices.push_back({.index = index,
                       .name = info->name,
                       .host_api = sinks::portaudio().GetHostApiInfo(info->hostApi)->name,
                       .channels = info->maxOutputChannels,
                       .default_rate = info->defaultSampleRate,
                       .low_latency_s = info->defaultLowOutputLatency,
                       .high_latency_s = info->defaultHighOutputLatency,
                       .is_default = index == default_index});
  }
  return devices;
}

OutputDevice AudioSystem::device(std::string_view wanted) const {
  const std::vector<OutputDevice> devices = outputs();
  if (devices.empty()) throw DeviceError("this machine has no audio output device");

  if (wanted.empty()) {
    const auto found = those(devices, [](const OutputDevice& each) { return each.is_default; });
    return found.empty() ? devices.front() : found.front();
  }
  const std::string name = model::lowered(wanted);
  auto found = those(devices, [&](const auto& each) { return each.index == index_in(wanted); });
  if (found.empty())
    found = those(devices, [&](const auto& e) { return model::lowered(e.name) == name; });
  if (found.empty()) {
    found = those(devices,
                  [&](const auto& e) { return model::lowered(e.name).find(name) != name.npos; });
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
  PaStreamParameters parameters{};
  parameters.device = device.index;
  parameters.channelCount = std::min(device.channels, 2);
  parameters.sampleFormat = paFloat32 | paNonInterleaved;
  parameters.suggestedLatency = device.high_latency_s;
  const PaError error = sinks::portaudio().IsFormatSupported(nullptr, &parameters, rate);
  if (error == paFormatIsSupported) return true;
  if (error == paInvalidSampleRate) return false;
  throw DeviceError("cannot use \"" + device.name + "\": " + sinks::reason_of(error));
}

}  // namespace bbplay
