// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/audio/stereo_block.h"

#include "metering/gated_loudness.h"
#include "metering/true_peak.h"

namespace bbplay::app {

/// How loud something is (EBU R 128, ITU-R BS.1770-4).
struct Levels {
  double peak = 0, true_peak = 0;    // linear
  std::optional<double> integrated;  // LUFS; absent: silence, or shorter than 0.4 s
  double range = 0;                  // LU
  std::int64_t frames = 0;
  std::int64_t clipped = 0;  // samples beyond full scale
};

/// Measures audio as it passes by, in memory that does not grow.
class LevelMeter {
 public:
  /// rate  Hz
  explicit LevelMeter(int rate);

  void hear(ConstStereoBlock block);
  Levels levels() const;

 private:
  GatedLoudness loudness_;
  TruePeak left_, right_;
  float peak_ = 0;
  std::int64_t frames_ = 0, clipped_ = 0;
};

}  // namespace bbplay::app
