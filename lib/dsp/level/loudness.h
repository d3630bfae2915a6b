// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

/// Loudness of a step as the reference compares steps: the mean of the rms in a 50 ms window around
/// every frame, leaving out windows at or below a threshold (format dsp 10). Takes the step
/// in blocks of any length; the result does not depend on them. Memory is two windows.
class StepLoudness {
 public:
  /// frames   of the step        rate   Hz        threshold   linear rms
  StepLoudness(std::int64_t frames, int rate, double threshold = 1e-5);

  /// The next frames of the step.
  void add(ConstStereoBlock block) noexcept;

  /// After all frames were added: the loudness, 0 when no window is over the threshold.
  double finish() noexcept;

  /// A gain of up to 3 dB, either way, would move no window over the threshold or under it, so that
  /// the loudness changes by just that gain.
  bool scales() const noexcept { return near_threshold_ == 0; }

 private:
  void add(const double* powers, std::size_t count) noexcept;
  void begin_block() noexcept;

  double threshold_;
  std::int64_t window_;        // frames
  std::int64_t skipped_;       // sums before the first window that is centred on a frame
  std::int64_t windows_;       // how many count
  std::int64_t position_ = 0;  // of the next sum
  // The sum over a window that ends inside a block of `window_` frames is the rest of the block
  // before (suffix sums) plus the beginning of this one: nothing is ever subtracted, so nothing of
  // a loud passage is left behind in silence.
  std::vector<double> powers_, suffixes_;
  std::size_t place_ = 0;  // in the block
  double prefix_ = 0;
  double sum_ = 0;
  std::int64_t counted_ = 0;
  std::int64_t near_threshold_ = 0;
};

}  // namespace bbplay::dsp
