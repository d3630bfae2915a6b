// SPDX-License-Identifier: MIT
#pragma once

#include <portaudio.h>

namespace bbplay::sinks {

/// The functions of PortAudio that are used, under their names without the prefix.
///
/// The library is loaded when the first of them is wanted: it brings ALSA, JACK and a database
/// along, which takes longer than many a render, and most runs of the program play nothing.
struct PortAudio {
  decltype(&::Pa_Initialize) Initialize;
  decltype(&::Pa_Terminate) Terminate;
  decltype(&::Pa_GetErrorText) GetErrorText;
  decltype(&::Pa_GetLastHostErrorInfo) GetLastHostErrorInfo;
  decltype(&::Pa_GetDefaultOutputDevice) GetDefaultOutputDevice;
  decltype(&::Pa_GetDeviceCount) GetDeviceCount;
  decltype(&::Pa_GetDeviceInfo) GetDeviceInfo;
  decltype(&::Pa_GetHostApiInfo) GetHostApiInfo;
  decltype(&::Pa_IsFormatSupported) IsFormatSupported;
  decltype(&::Pa_OpenStream) OpenStream;
  decltype(&::Pa_CloseStream) CloseStream;
  decltype(&::Pa_StartStream) StartStream;
  decltype(&::Pa_AbortStream) AbortStream;
  decltype(&::Pa_IsStreamActive) IsStreamActive;
  decltype(&::Pa_GetStreamInfo) GetStreamInfo;
};

/// Loads the library on the first call; it stays until the program ends.
///
/// throws  DeviceError when it is not there  [any thread but the audio thread]
const PortAudio& portaudio();

}  // namespace bbplay::sinks
