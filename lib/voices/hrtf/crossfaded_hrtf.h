// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/spatial/head_convolution.h"
#include "dsp/spatial/head_spectra.h"
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
  std::int64_t memory_frames() const noexcept { return dsp::HeadInput::memory_frames(*spectra_); }
  /// Weights of measured directions that make up the head at a frame; they add up to 1.
  struct Mix {
    std::array<std::size_t, 4> direction;
    std::array<double, 4> weight;
    bool operator==(const Mix&) const = default;
  };
  Mix mix_at(std::int64_t frame) const noexcept;

  const SpatialAnglePath& path() const noexcept { return path_; }
  const dsp::HrirSet& head() const noexcept { return spectra_->head(); }
  double gain() const noexcept { return gain_; }

 private:
  /// What a head answers at the border between two quanta.
  struct Blend {
    std::int64_t frame = -1;  // -1: none
    Mix mix{};
    std::vector<float> left, right;  // spectra of partitions
  };
  void blend(std::int64_t frame, Blend& out) const noexcept;
  dsp::EarSpectra spectra_of(const Blend& blend) const noexcept;

  SpatialAnglePath path_;
  double gain_;
  std::shared_ptr<const dsp::HeadSpectra> spectra_;
  dsp::HeadInput input_;
  dsp::HeadOutput output_;  // work memory, as the rest
  Blend now_, next_;
};

}  // namespace bbplay::voices
