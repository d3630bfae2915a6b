// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <portaudio.h>

namespace bbplay::sinks {

/// What went wrong, in the words of the system where it has some.
inline std::string reason_of(PaError error) {
  if (error == paUnanticipatedHostError) {
    const PaHostErrorInfo* info = Pa_GetLastHostErrorInfo();
    if (info != nullptr && info->errorText != nullptr && *info->errorText != '\0') {
      return info->errorText;
    }
  }
  return Pa_GetErrorText(error);
}

}  // namespace bbplay::sinks
