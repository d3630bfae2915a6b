// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "dsp/filter/zero_phase.h"

namespace bbplay::voices {

/// Straight fades at both ends of a voice. They multiply where they overlap, and one that is longer
/// than the voice does not reach full level (format voices-modulation 7 item 7). Outside the
/// voice there is silence at the side of a fade.
class EdgeRamps {
 public:
  /// attack_s, release_s  0 and less: none      voice_s, seconds_per_frame  of the voice
  EdgeRamps(double attack_s, double release_s, double voice_s, double seconds_per_frame) noexcept
      : attack_(attack_s), release_(release_s), voice_(voice_s), dt_(seconds_per_frame) {}

  /// In place on the frames from `first`.  [audio thread]
  void apply(std::int64_t first, dsp::StereoDoubles block) const noexcept;

 private:
  double attack_, release_, voice_, dt_;  // seconds
};

}  // namespace bbplay::voices
