// SPDX-License-Identifier: MIT
// The motion of a SAM2 voice as curves: most of it is so slow beside a quantum that a few places
// tell all.
#include <algorithm>
#include <array>
#include <cmath>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/curve_ops.h"
#include "dsp/block/turns.h"
#include "voices/sam/sam2_motion.h"

namespace bbplay::voices {
namespace {

/// A path that goes on faster within half a quantum, in turns, is no curve: 20 Hz at 44.1 kHz.
constexpr double kMostTurns = 0.06;

double value_at(const dsp::Curve& curve, double x) {
  double value = 0;
  for (std::size_t k = curve.size(); k-- > 0;) value = value * x + curve[k];
  return value;
}

double slope_at(const dsp::Curve& curve, double x) {
  double value = 0;
  for (std::size_t k = curve.size(); k-- > 1;) {
    value = value * x + static_cast<double>(k) * curve[k];
  }
  return value;
}

/// Where a curve that never turns back has a value, which lies between those of its ends.
double place_of(const dsp::Curve& curve, double value) {
  const double from = value_at(curve, -1), to = value_at(curve, 1);
  double x = 2 * (value - from) / (to - from) - 1;
  for (int i = 0; i < 4; ++i) {
    x = std::clamp(x - (value_at(curve, x) - value) / slope_at(curve, x), -1.0, 1.0);
  }
  return x;
}

}  // namespace

bool Sam2Clock::is_straight(std::int64_t first) const noexcept {
  if (!moving_) return true;
  if (curved_) return false;
  const double begin_s = seconds(first), end_s = seconds(first + std::int64_t{kQuantum});
  return end_s <= 0 || begin_s >= duration_s_ || (begin_s >= 0 && end_s <= duration_s_);
}

void Sam2Clock::fill_straight_alpha_at(std::span<const double> frames,
                                       std::span<double> alpha) const noexcept {
  for (std::size_t i = 0; i < alpha.size(); ++i) {
    const double t = seconds_at(frames[i]);
    alpha[i] = duration_s_ > 0 ? std::clamp(t / duration_s_, 0.0, 1.0) : (t >= 0 ? 1.0 : 0.0);
  }
}

void Sam2Clock::fill_at(const Sam2Phase& phase, std::int64_t first, std::span<const double> frames,
                        std::span<double> turns) const noexcept {
  const double start = phase.turns(seconds(first));
  if (const auto hz = phase.still_hz()) {
    const double fraction = dsp::fraction_of_turn(start), step = *hz / rate_;
    const auto from = static_cast<double>(first);
    for (std::size_t i = 0; i < turns.size(); ++i) turns[i] = fraction + step * (frames[i] - from);
    return;
  }
  const double whole = std::floor(start);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    turns[i] = phase.turns(seconds_at(frames[i])) - whole;
  }
}

bool Sam2Motion::Level::fill_smooth(const QuantumPlaces& places, const Sam2Clock& clock,
                                    QuantumPlaces::Values& out) const noexcept {
  if (followed) return followed->fill_smooth(places, out);
  fill_at(places.frames(), clock, out);
  return true;
}

void Sam2Motion::Level::fill_at(std::span<const double> frames, const Sam2Clock& clock,
                                std::span<double> out) const noexcept {
  if (followed) {
    followed->fill_at(frames, out);
  } else if (!ramp.moves()) {
    std::fill(out.begin(), out.end(), ramp.from);
  } else {
    clock.fill_straight_alpha_at(frames, out);
    for (double& value : out) value = ramp.at(value);
  }
}

/// Where an open path, whose place is known in turns, comes to one of its ends, and with which sign
/// the sine of its place begins in each half. False where it may turn in between.
bool Sam2Motion::find_corners(const QuantumPlaces::Values& path, SmoothMotion& out,
                              std::array<double, 2>& sign) const noexcept {
  for (std::size_t half = 0; half < 2; ++half) {
    const dsp::Curve curve = dsp::curve_through(
        std::span(path).subspan(half * dsp::kCurvePlaces).first<dsp::kCurvePlaces>());
    double way = std::abs(curve[1]), turning = 0;
    for (std::size_t k = 2; k < curve.size(); ++k) {
      way += std::abs(curve[k]);
      turning += static_cast<double>(k) * std::abs(curve[k]);
    }
    if (way > kMostTurns / 2) return false;
    double from = value_at(curve, -1), to = value_at(curve, 1);
    const bool turns_back = turning >= std::abs(curve[1]);
    if (turns_back) {
      from = curve[0] - way;
      to = curve[0] + way;
    }
    const double end_before = std::floor(2 * from), end_after = std::floor(2 * to);
    sign[half] = std::fmod(end_before, 2) == 0 ? 1 : -1;
    if (end_before == end_after) continue;
    if (turns_back || std::abs(end_before - end_after) > 1) return false;
    const double place = place_of(curve, std::max(end_before, end_after) / 2);
    constexpr double kHalf = dsp::kCurveFrames / 2.0;
    out.frames_to_corner[half] = static_cast<std::size_t>(
        std::clamp(std::ceil(kHalf - 0.5 + kHalf * place), 0.0, 2 * kHalf));
  }
  return true;
}

bool Sam2Motion::fill_smooth(const QuantumPlaces& places, SmoothMotion& out) noexcept {
  if (!is_sine() || !clock_.is_straight(places.first())) return false;
  QuantumPlaces::Values path, direction, width, scale;
  if (path_) {
    if (!path_->fill_smooth(places, path)) return false;
  } else {
    clock_.fill_path_at(places.first(), places.frames(), path);
  }
  std::array<double, 2> sign{1, 1};
  if (type_ == Sam2Patch::PathType::open) {
    if (!find_corners(path, out, sign)) return false;
    for (double& turns : path) turns *= 2;
  } else if (counter_clockwise_) {
    sign = {-1, -1};
  }
  if (carrier_) {
    if (!carrier_->fill_smooth(places, out.carrier_turns)) return false;
  } else {
    clock_.fill_carrier_at(places.first(), places.frames(), out.carrier_turns);
  }
  if (!direction_deg_.fill_smooth(places, clock_, direction) ||
      !arc_width_deg_.fill_smooth(places, clock_, width) ||
      !scale_rad_.fill_smooth(places, clock_, scale)) {
    return false;
  }
  dsp::sin_turns(path, path);
  for (std::size_t k = 0; k < path.size(); ++k) {
    const double swing = sign[k / dsp::kCurvePlaces] * path[k] * width[k] / 2;
    out.deviation_rad[k] = (direction[k] + swing) / 360;
    out.deviation_beyond_rad[k] = (direction[k] - swing) / 360;
  }
  const auto bend = [&scale](QuantumPlaces::Values& inout) {
    dsp::sin_turns(inout, inout);
    for (std::size_t k = 0; k < inout.size(); ++k) inout[k] *= scale[k];
  };
  bend(out.deviation_rad);
  if (std::ranges::any_of(out.frames_to_corner,
                          [](std::size_t frames) { return frames < dsp::kCurveFrames; })) {
    bend(out.deviation_beyond_rad);
  }
  return true;
}

}  // namespace bbplay::voices
