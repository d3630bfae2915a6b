// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/filter/rate_converter.h"

namespace bbplay::sinks {

/// Stereo audio at another rate, for encodings that have only some. What comes out depends on the
/// audio alone, not on how it is cut into blocks.
class StereoResampler {
 public:
  using Take = std::function<void(ConstStereoBlock)>;

  /// Hz; take  receives what comes out, in order
  StereoResampler(int in_rate, int out_rate, Take take);

  void write(ConstStereoBlock block);
  /// The rest: frames of the same length in time.
  void finish();

 private:
  /// The next frames of output, for which the input is there.
  void give(std::size_t frames);

  dsp::RateConverter converter_;
  Take take_;
  double ratio_;
  std::int64_t in_frames_ = 0, out_frames_ = 0;
  std::int64_t first_;   // frame of the input that in_ begins with
  std::size_t waiting_;  // frames in in_
  std::array<std::vector<float>, 2> in_;
  std::array<std::vector<double>, 2> out_;
  StereoBuffer block_;
};

}  // namespace bbplay::sinks
