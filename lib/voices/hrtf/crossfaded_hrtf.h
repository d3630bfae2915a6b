// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/spatial/hrir_set.h"
#include "voices/hrtf/spatial_angle_path.h"

namespace bbplay::voices {

/// Corrected rendering (format sam 1.5): no windows. The unbroken tone goes through the head
/// as it is at the beginning and at the end of every quantum, and the two results are crossfaded.
///
/// Repairs: no 46 ms fade-in, no level ripple with few windows, a level that depends on the number
/// of windows only as their sum does, a direction that is not 20 ms early, no cut at the end of the
/// windows (H3); a transition that follows its timing and curve (H4); two shapes blended (H5).
/// Between measured directions the responses are blended linearly.
class CrossfadedHrtf {
 public:
  /// gain   of the tone: half the number of windows, as much as overlapping Hann windows add up to
  CrossfadedHrtf(SpatialAnglePath path, double gain, std::shared_ptr<const dsp::HrirSet> head);

  void render(std::int64_t first, std::span<double> left, std::span<double> right) noexcept;
  void reset() noexcept;
  std::int64_t memory_frames() const noexcept {
    return static_cast<std::int64_t>(head_->taps()) - 1;
  }
  /// Weights of measured directions that make up the head at a frame; they add up to 1.
  struct Mix {
    std::size_t direction[4];
    double weight[4];
  };
  Mix mix_at(std::int64_t frame) const noexcept;

  const SpatialAnglePath& path() const noexcept { return path_; }
  const dsp::HrirSet& head() const noexcept { return *head_; }
  double gain() const noexcept { return gain_; }

 private:
  struct Response {
    std::vector<float> left, right;
  };
  void blend(const Mix& mix, Response& out) const noexcept;

  SpatialAnglePath path_;
  double gain_;
  std::shared_ptr<const dsp::HrirSet> head_;
  std::vector<float> input_;  // taps - 1 frames of the past, then the quantum
  Response now_, next_;       // work memory
};

}  // namespace bbplay::voices
