// SPDX-License-Identifier: MIT
#include "sinks/device/portaudio_library.h"

#include <string>

#include "bbplay/sinks/dynamic_library.h"
#include "bbplay/sinks/errors.h"

namespace bbplay::sinks {
namespace {

PortAudio load() {
  const DynamicLibrary library("libportaudio.so.2");
  PortAudio loaded{};
  library.find("Pa_Initialize", loaded.Initialize);
  library.find("Pa_Terminate", loaded.Terminate);
  library.find("Pa_GetErrorText", loaded.GetErrorText);
  library.find("Pa_GetLastHostErrorInfo", loaded.GetLastHostErrorInfo);
  library.find("Pa_GetDefaultOutputDevice", loaded.GetDefaultOutputDevice);
  library.find("Pa_GetDeviceCount", loaded.GetDeviceCount);
  library.find("Pa_GetDeviceInfo", loaded.GetDeviceInfo);
  library.find("Pa_GetHostApiInfo", loaded.GetHostApiInfo);
  library.find("Pa_IsFormatSupported", loaded.IsFormatSupported);
  library.find("Pa_OpenStream", loaded.OpenStream);
  library.find("Pa_CloseStream", loaded.CloseStream);
  library.find("Pa_StartStream", loaded.StartStream);
  library.find("Pa_AbortStream", loaded.AbortStream);
  library.find("Pa_IsStreamActive", loaded.IsStreamActive);
  library.find("Pa_GetStreamInfo", loaded.GetStreamInfo);
  return loaded;
}

}  // namespace

const PortAudio& portaudio() {
  try {
    static const PortAudio loaded = load();
    return loaded;
  } catch (const LibraryError& error) {
    throw DeviceError("the audio library PortAudio cannot be loaded: " + std::string(error.what()));
  }
}

}  // namespace bbplay::sinks
