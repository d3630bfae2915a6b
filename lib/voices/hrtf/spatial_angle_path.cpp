// SPDX-License-Identifier: MIT
#include "voices/hrtf/spatial_angle_path.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/turns.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kMinTurnsPerSecond = 1e-6;  // a slower source rests in front

Ramp not_negative(const Ramp& hz) { return {std::max(0.0, hz.from), std::max(0.0, hz.to)}; }

PathShape shape_of(int choice, bool reference) {
  const auto shape = static_cast<PathShape>(choice);
  if (shape != PathShape::line) return shape;
  return reference ? PathShape::circle : PathShape::linear;
}

}  // namespace

SpatialAnglePath::SpatialAnglePath(const SpatialAnglePatch& patch, const SynthSpec& spec,
                                   const VoiceContext& context)
    : reference_(context.fidelity == Fidelity::reference),
      may_rest_in_front_(reference_ || !spec.moving),
      rate_(context.rate),
      frames_(context.frames),
      amp_(std::clamp(patch.amp, 0.0, 1.0)),
      carrier_hz_(patch.carrier_freq_hz),
      turns_per_s_(patch.beat_freq_hz),
      radius_(patch.path_radius),
      arc_start_deg_(patch.arc_start_deg),
      arc_end_deg_(patch.arc_end_deg),
      start_shape_(shape_of(patch.shape.from, reference_)),
      end_shape_(spec.moving ? shape_of(patch.shape.to, reference_) : start_shape_) {
  // The reference cuts a moving frequency off at 0 on its way; the end values alone are enough to
  // keep it from getting there.
  if (!reference_ || !spec.moving) {
    carrier_hz_ = not_negative(carrier_hz_);
    turns_per_s_ = not_negative(turns_per_s_);
  }
  if (!reference_ && spec.moving) {
    curve_ = curve_of(spec, context);
  }
}

double SpatialAnglePath::alpha(std::int64_t frame) const noexcept {
  if (!reference_) return curve_.at(frame);
  if (frame >= frames_ - 1) return 1;
  return static_cast<double>(frame) / static_cast<double>(frames_);
}

void SpatialAnglePath::fill_alpha(std::int64_t first, std::span<double> out) const noexcept {
  if (!reference_) {
    curve_.fill(first, out);
    return;
  }
  const double per_frame = 1 / static_cast<double>(frames_);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t frame = first + static_cast<std::int64_t>(i);
    out[i] = frame < frames_ - 1 ? static_cast<double>(frame) * per_frame : 1;
  }
}

double SpatialAnglePath::alpha_sum_before(std::int64_t frame) const noexcept {
  if (!reference_) return curve_.sum_before(frame);
  const auto total = static_cast<double>(frames_);
  const auto n = static_cast<double>(std::min(frame, frames_ - 1));
  const double straight = n * (n - 1) / (2 * total);
  return straight + static_cast<double>(std::max<std::int64_t>(0, frame - (frames_ - 1)));
}

double SpatialAnglePath::hz_at(const Ramp& hz, double alpha) const noexcept {
  const double value = hz.at(alpha);
  return reference_ ? std::max(0.0, value) : value;
}

double SpatialAnglePath::cycles_before(const Ramp& hz, std::int64_t frame) const noexcept {
  const auto sum = [&](std::int64_t n) {
    return static_cast<double>(n) * hz.from + (hz.to - hz.from) * alpha_sum_before(n);
  };
  if (!reference_ || (hz.from >= 0 && hz.to >= 0)) return sum(frame) / rate_;
  if (hz.from <= 0 && hz.to <= 0) return 0;
  // The frame at which the frequency crosses 0: only what lies on its positive side counts.
  const double crossing = hz.from / (hz.from - hz.to) * static_cast<double>(frames_);
  if (hz.from < 0) {
    const auto first_positive =
        std::min(static_cast<std::int64_t>(std::floor(crossing)) + 1, frames_ - 1);
    return frame <= first_positive ? 0 : (sum(frame) - sum(first_positive)) / rate_;
  }
  const auto last_positive = static_cast<std::int64_t>(std::ceil(crossing)) - 1;
  return sum(std::min(frame, std::min(last_positive, frames_ - 2) + 1)) / rate_;
}

double SpatialAnglePath::carrier_hz(std::int64_t frame) const noexcept {
  return hz_at(carrier_hz_, alpha(frame));
}

void SpatialAnglePath::source(std::int64_t first, std::span<double> out) const noexcept {
  fill_alpha(first, out);
  const double per_hz = 1 / rate_;
  for (double& value : out) value = hz_at(carrier_hz_, value) * per_hz;
  double turns = dsp::fraction_of_turn(cycles_before(carrier_hz_, first));
  for (double& value : out) value = turns += value;
  dsp::sin_turns(out, out);
  for (double& value : out) value *= amp_;
}

double SpatialAnglePath::on_shape(PathShape shape, double turns, double alpha) const noexcept {
  const double start = arc_start_deg_.at(alpha);
  const double span = arc_end_deg_.at(alpha) - start;
  const double radians = 2 * kPi * turns;
  switch (shape) {
    case PathShape::square:
      return 90 - 360 * turns;
    case PathShape::diamond:
      return 135 - 360 * turns;
    case PathShape::linear:
      return std::sin(radians) >= 0 ? 0 : 180;
    case PathShape::arc:
      return start + (1 - std::cos(radians)) / 2 * span;
    case PathShape::oscillating_arc:
      return start + (1 - 2 * std::abs(turns - 0.5)) * span;
    case PathShape::circle:
    case PathShape::line:
      break;
  }
  return 360 * turns;
}

SpatialAnglePath::Blend SpatialAnglePath::azimuths_deg(std::int64_t frame) const noexcept {
  const double now = alpha(frame);
  const double turned = radius_.at(now) < 0 ? 180 : 0;
  if (may_rest_in_front_ && turns_per_s_.at(now) < kMinTurnsPerSecond) return {turned, turned, 0};
  const double turns = dsp::fraction_of_turn(cycles_before(turns_per_s_, frame + 1));
  if (start_shape_ == end_shape_) {
    const double azimuth = on_shape(start_shape_, turns, now) + turned;
    return {azimuth, azimuth, 0};
  }
  return {on_shape(start_shape_, turns, now) + turned, on_shape(end_shape_, turns, now) + turned,
          now};
}

double SpatialAnglePath::azimuth_deg(std::int64_t frame) const noexcept {
  const Blend blend = azimuths_deg(frame);
  return frame >= frames_ - 1 ? blend.to_deg : blend.from_deg;
}

}  // namespace bbplay::voices
