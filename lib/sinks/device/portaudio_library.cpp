// SPDX-License-Identifier: MIT
#include "sinks/device/portaudio_library.h"

#include <string>

#include <dlfcn.h>

#include "bbplay/sinks/errors.h"

namespace bbplay::sinks {
namespace {

constexpr const char* kFile = "libportaudio.so.2";

[[noreturn]] void fail() {
  const char* const reason = ::dlerror();
  throw DeviceError("the audio library PortAudio cannot be loaded: " +
                    std::string(reason != nullptr ? reason : kFile));
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* const symbol = ::dlsym(library, name);
  if (symbol == nullptr) fail();
  function = reinterpret_cast<Function>(symbol);
}

PortAudio load() {
  void* const library = ::dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) fail();
  PortAudio loaded{};
  find(library, "Pa_Initialize", loaded.Initialize);
  find(library, "Pa_Terminate", loaded.Terminate);
  find(library, "Pa_GetErrorText", loaded.GetErrorText);
  find(library, "Pa_GetLastHostErrorInfo", loaded.GetLastHostErrorInfo);
  find(library, "Pa_GetDefaultOutputDevice", loaded.GetDefaultOutputDevice);
  find(library, "Pa_GetDeviceCount", loaded.GetDeviceCount);
  find(library, "Pa_GetDeviceInfo", loaded.GetDeviceInfo);
  find(library, "Pa_GetHostApiInfo", loaded.GetHostApiInfo);
  find(library, "Pa_IsFormatSupported", loaded.IsFormatSupported);
  find(library, "Pa_OpenStream", loaded.OpenStream);
  find(library, "Pa_CloseStream", loaded.CloseStream);
  find(library, "Pa_StartStream", loaded.StartStream);
  find(library, "Pa_AbortStream", loaded.AbortStream);
  find(library, "Pa_IsStreamActive", loaded.IsStreamActive);
  find(library, "Pa_GetStreamInfo", loaded.GetStreamInfo);
  return loaded;
}

}  // namespace

const PortAudio& portaudio() {
  static const PortAudio loaded = load();
  return loaded;
}

}  // namespace bbplay::sinks
