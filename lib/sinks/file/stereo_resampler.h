// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/filter/resampler.h"

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
  void convert();
  void give(std::size_t made);

  dsp::RateConverter converter_;
  Take take_;
  double ratio_;
  std::int64_t in_frames_ = 0, out_frames_ = 0;
  std::int64_t end_ = INT64_MAX;  // of what comes out, once it is known
  std::array<std::vector<double>, 2> in_, out_;
  std::size_t waiting_ = 0;  // frames in in_
  StereoBuffer block_;
};

}  // namespace bbplay::sinks
