// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/patches/spatial_angle_patch.h"
#include "bbplay/voices/voice.h"

namespace bbplay::voices {

/// The tone of the HRTF voice and the azimuth it comes from, both in closed form of the frame
/// (format sam 1.1, 1.3 and 1.6).
///
/// reference   everything moves in a straight line over the whole voice, whatever the timing says,
///             and the end shape is only reached in the last frame
/// corrected   everything follows the transition curve, and `line` means `linear`
class SpatialAnglePath {
 public:
  SpatialAnglePath(const SpatialAnglePatch& patch, const SynthSpec& spec,
                   const VoiceContext& context);

  /// amp sin(phase) of frames first, first + 1, ...  [audio thread]
  void source(std::int64_t first, std::span<double> out) const noexcept;

  /// Degrees, positive to the left.
  double azimuth_deg(std::int64_t frame) const noexcept;

  /// In corrected fidelity the way of the start shape and that of the end shape are blended.
  struct Blend {
    double from_deg = 0, to_deg = 0;
    double weight = 0;  // of to_deg
  };
  Blend azimuths_deg(std::int64_t frame) const noexcept;

  double carrier_hz(std::int64_t frame) const noexcept;
  const Ramp& carrier_range_hz() const noexcept { return carrier_hz_; }
  double amp() const noexcept { return amp_; }
  double rate() const noexcept { return rate_; }
  std::int64_t frames() const noexcept { return frames_; }

 private:
  double alpha(std::int64_t frame) const noexcept;
  void fill_alpha(std::int64_t first, std::span<double> out) const noexcept;
  double alpha_sum_before(std::int64_t frame) const noexcept;
  double hz_at(const Ramp& hz, double alpha) const noexcept;
  double cycles_before(const Ramp& hz, std::int64_t frame) const noexcept;
  double on_shape(PathShape shape, double turns, double alpha) const noexcept;

  bool reference_;
  /// At the frames whose beat is as good as 0. Not in a corrected transition, which slows down until
  /// its end and does not jump there.
  bool may_rest_in_front_;
  double rate_;
  std::int64_t frames_;
  double amp_;
  Ramp carrier_hz_, turns_per_s_, radius_, arc_start_deg_, arc_end_deg_;
  PathShape start_shape_, end_shape_;
  dsp::TransitionCurve curve_;  // corrected only
};

}  // namespace bbplay::voices
