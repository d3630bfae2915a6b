// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "bbplay/audio/frames.h"
#include "bbplay/model/sam_scene.h"

namespace bbplay::voices {

/// The clock that a scene runs with, which is that of the track, by the frames of a voice
/// (format sam-scenes 1.3).
struct SceneClock {
  double first_frame = 0;  // of the voice, on the clock
  double rate = 44'100;    // Hz

  static SceneClock of(const Sam2Scene& scene, int rate) {
    return {static_cast<double>(nearest_frame(scene.step_start_s, rate)),
            static_cast<double>(rate)};
  }

  /// Seconds at a frame of the voice, or at a place between two.
  double seconds(double frame) const noexcept { return (first_frame + frame) / rate; }

  /// The first frame of the voice whose time is not before `seconds`, between 0 and `frames`.
  std::int64_t first_at(double seconds_of_track, std::int64_t frames) const noexcept {
    const double guess = std::ceil(seconds_of_track * rate) - first_frame;
    auto frame = static_cast<std::int64_t>(std::clamp(guess, 0.0, static_cast<double>(frames)));
    while (frame > 0 && seconds(static_cast<double>(frame - 1)) >= seconds_of_track) --frame;
    while (frame < frames && seconds(static_cast<double>(frame)) < seconds_of_track) ++frame;
    return frame;
  }
};

}  // namespace bbplay::voices
