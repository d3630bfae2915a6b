// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "sinks/device/portaudio_library.h"

namespace bbplay::sinks {

/// What went wrong, in the words of the system where it has some.
inline std::string reason_of(PaError error) {
  if (error == paUnanticipatedHostError) {
    const PaHostErrorInfo* info = portaudio().GetLastHostErrorInfo();
    if (info != nullptr && info->errorText != nullptr && *info->errorText != '\0') {
      return info->errorText;
    }
  }
  // What the library says of these does not lead anywhere.
  switch (error) {
    case paDeviceUnavailable:
      return "another program has it in use, or it is gone";
    case paBadIODeviceCombination:
      return "it does not open as it is configured";
    default:
      return portaudio().GetErrorText(error);
  }
}

}  // namespace bbplay::sinks
