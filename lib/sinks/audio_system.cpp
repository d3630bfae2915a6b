// SPDX-License-Identifier: MIT
#include "bbplay/sinks/audio_system.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <portaudio.h>

#include "bbplay/sinks/errors.h"

#include "sinks/silenced_stderr.h"

namespace bbplay {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// `text` as an index, or -1.
int index_in(std::string_view text) {
  int index = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  return error == std::errc{} && end == text.data() + text.size() ? index : -1;
}

}  // namespace

AudioSystem::AudioSystem(bool chatter)
    : silence_(chatter ? nullptr : std::make_unique<sinks::SilencedStderr>()) {
  if (const PaError error = Pa_Initialize(); error != paNoError) {
    throw DeviceError(std::string("cannot use the audio system: ") + Pa_GetErrorText(error));
  }
}

AudioSystem::~AudioSystem() { Pa_Terminate(); }

std::vector<OutputDevice> AudioSystem::outputs() const {
  std::vector<OutputDevice> devices;
  const int default_index = Pa_GetDefaultOutputDevice();
  for (int index = 0; index < Pa_GetDeviceCount(); ++index) {
    const PaDeviceInfo* info = Pa_GetDeviceInfo(index);
    if (info == nullptr || info->maxOutputChannels < 2) continue;
    devices.push_back({.index = index,
                       .name = info->name,
                       .host_api = Pa_GetHostApiInfo(info->hostApi)->name,
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
  const auto first = [&](auto matches) -> const OutputDevice* {
    const auto found = std::find_if(devices.begin(), devices.end(), matches);
    return found == devices.end() ? nullptr : &*found;
  };
  if (devices.empty()) throw DeviceError("this machine has no audio output device");

  const OutputDevice* found = nullptr;
  if (wanted.empty()) {
    found = first([](const OutputDevice& each) { return each.is_default; });
    return found != nullptr ? *found : devices.front();
  }
  const std::string name = lower(wanted);
  found = first([&](const OutputDevice& each) { return each.index == index_in(wanted); });
  if (found == nullptr) {
    found = first([&](const OutputDevice& each) { return lower(each.name) == name; });
  }
  if (found == nullptr) {
    found =
        first([&](const OutputDevice& each) { return lower(each.name).find(name) != name.npos; });
  }
  if (found == nullptr) {
    throw DeviceError("no audio output device \"" + std::string(wanted) +
                      "\" (--list-devices shows those there are)");
  }
  return *found;
}

bool AudioSystem::supports(const OutputDevice& device, int rate) const {
  PaStreamParameters parameters{};
  parameters.device = device.index;
  parameters.channelCount = 2;
  parameters.sampleFormat = paFloat32 | paNonInterleaved;
  parameters.suggestedLatency = device.high_latency_s;
  return Pa_IsFormatSupported(nullptr, &parameters, rate) == paFormatIsSupported;
}

}  // namespace bbplay
