// SPDX-License-Identifier: MIT
// The motion of a SAM2 voice at frames far apart, and what it can be in between.
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "voices/sam/sam2_motion.h"

namespace bbplay::voices {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;

}  // namespace

double Sam2Clock::largest_slope(const Ramp& ends) const noexcept {
  if (!ends.moves()) return 0;
  if (curved_ || !(duration_s_ > 0)) return std::numeric_limits<double>::infinity();
  return std::abs(ends.to - ends.from) / (duration_s_ * rate_);
}

ValueBounds Sam2Motion::Level::bounds(std::int64_t begin, std::int64_t end,
                                      const Sam2Clock& clock) const noexcept {
  if (followed) return followed->bounds(begin, end);
  const double to = ramp.moves() ? ramp.to : ramp.from;
  return {std::min(ramp.from, to), std::max(ramp.from, to), clock.largest_slope(ramp)};
}

/// No shape changes faster per turn of the path; nothing of shapes that jump, and of drawn ones.
std::optional<double> Sam2Motion::shape_slope() const noexcept {
  using PathType = Sam2Patch::PathType;
  using Shape = Sam2Patch::Shape;
  if (type_ != PathType::open && type_ != PathType::closed) return std::nullopt;
  const double there_and_back = type_ == PathType::open ? 2 : 1;
  switch (shape_) {
    case Shape::sinusoidal:
      return 2 * std::numbers::pi * there_and_back;
    case Shape::triangle:
      return 4 * there_and_back;
    case Shape::ramp:
      return type_ == PathType::open ? std::optional(2 * there_and_back) : std::nullopt;
    case Shape::square:
      break;
  }
  return std::nullopt;
}

std::optional<MotionBounds> Sam2Motion::bounds(std::int64_t begin,
                                               std::int64_t end) const noexcept {
  const std::optional<double> of_shape = shape_slope();
  if (!of_shape || clock_.is_curved()) return std::nullopt;
  const ValueBounds carrier =
      carrier_ ? carrier_->bounds_hz(begin, end) : clock_.carrier_bounds_hz();
  const ValueBounds path = path_ ? path_->bounds_hz(begin, end) : clock_.path_bounds_hz();
  const ValueBounds direction = direction_deg_.bounds(begin, end, clock_);
  const ValueBounds width = arc_width_deg_.bounds(begin, end, clock_);
  const ValueBounds scale = scale_rad_.bounds(begin, end, clock_);
  const double shape = *of_shape * path.largest() / clock_.rate();
  const double angle = direction.slope + (width.slope + width.largest() * shape) / 2;
  const MotionBounds out{carrier.low, carrier.high, carrier.slope,
                         scale.largest() * angle * kRadiansPerDegree + scale.slope};
  return std::isfinite(out.deviation_slope_rad) ? std::optional(out) : std::nullopt;
}

void Sam2Motion::fill_at(std::span<const double> frames, std::span<double> carrier_turns,
                         std::span<double> deviation_rad) noexcept {
  assert(frames.size() == kQuantum);
  const auto first = static_cast<std::int64_t>(frames.front());
  std::array<double, kQuantum> width, scale;
  if (carrier_) {
    carrier_->fill_at(frames, carrier_turns);
  } else {
    clock_.fill_carrier_at(first, frames, carrier_turns);
  }
  if (path_) {
    path_->fill_at(frames, deviation_rad);
  } else {
    clock_.fill_path_at(first, frames, deviation_rad);
  }
  fill_shape(deviation_rad);
  arc_width_deg_.fill_at(frames, clock_, width);
  for (std::size_t i = 0; i < frames.size(); ++i) width[i] *= deviation_rad[i] / 2;
  direction_deg_.fill_at(frames, clock_, deviation_rad);
  scale_rad_.fill_at(frames, clock_, scale);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    deviation_rad[i] = (deviation_rad[i] + width[i]) / 360;
  }
  dsp::sin_turns(deviation_rad, deviation_rad);
  for (std::size_t i = 0; i < frames.size(); ++i) deviation_rad[i] *= scale[i];
}

}  // namespace bbplay::voices
