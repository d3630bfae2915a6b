// SPDX-License-Identifier: MIT
#pragma once

#include <variant>
#include <vector>

#include "bbplay/model/own_peak.h"

namespace bbplay {

/// Of a recording that is played in place of noise (format noise 3 and 5).
struct RecordingLevels {
  double scale = 1;            // of the filtered recording, to its peak of 0.8
  double left = 1, right = 1;  // gains behind the notches
  bool clips = false;          // what then exceeds 0.95 is cut off
  bool operator==(const RecordingLevels&) const = default;
};

/// Of recorded messages on their carrier (format subliminal).
struct MessageLevels {
  std::vector<double> peaks;  // of each file, 0 where it is silent or left out
  double largest = 0;         // |sample| of what is played, once each message has a peak of 1
  bool is_estimate = false;   // samples may be larger
  bool operator==(const MessageLevels&) const = default;
};

/// What a voice has to hear all of itself, or of its files, to find out.
using OwnLevels = std::variant<OwnPeak, RecordingLevels, MessageLevels>;

}  // namespace bbplay
