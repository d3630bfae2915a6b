// SPDX-License-Identifier: MIT
#include "voices/sam/sam2_motion.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/turns.h"

namespace bbplay::voices {
namespace {

using PathType = Sam2Patch::PathType;
using Shape = Sam2Patch::Shape;

constexpr std::int64_t kMeasuredFrames = std::int64_t{1} << 22;
constexpr double kSameDistance = 1e-6;

/// Seconds that the levels and frequencies of a transition voice take to move.
double transition_seconds(const SynthSpec& spec, const VoiceContext& context) {
  const double until_end =
      std::max(0.0, context.seconds - std::max(0.0, spec.timing.offset_seconds));
  return spec.timing.duration_seconds.value_or(until_end);
}

}  // namespace

Sam2Phase::Sam2Phase(const Ramp& hz, double duration_s, Fidelity fidelity)
    : still_(!hz.moves()), before_hz_(hz.from), after_hz_(hz.to), duration_s_(duration_s) {
  if (still_) return;
  if (duration_s > 0) {
    slope_ = (hz.to - hz.from) / duration_s;
    turns_in_transition_ = hz.from * duration_s + slope_ * (duration_s * duration_s) / 2;
    return;
  }
  duration_s_ = 0;
  if (fidelity == Fidelity::reference) before_hz_ = after_hz_;
  still_ = fidelity == Fidelity::reference;
}

Sam2Clock::Sam2Clock(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context)
    : rate_(context.rate),
      start_s_(spec.moving ? spec.timing.offset_seconds : 0),
      duration_s_(spec.moving ? transition_seconds(spec, context) : 0),
      moving_(spec.moving),
      curved_(spec.moving && context.fidelity == Fidelity::corrected),
      carrier_(patch.carrier_freq_hz, duration_s_, context.fidelity),
      path_(patch.mod_freq_hz, duration_s_, context.fidelity) {
  if (!spec.moving) {
    first_frame_ = nearest_frame(spec.timing.offset_seconds, rate_);
  }
  if (curved_) curve_ = dsp::TransitionCurve(context.seconds, context.frames, spec.timing);
}

void Sam2Clock::fill_alpha(std::int64_t first, std::span<double> alpha) const noexcept {
  if (curved_) {
    curve_.fill(first, alpha);
    return;
  }
  for (std::size_t i = 0; i < alpha.size(); ++i) {
    const double t = seconds(first + static_cast<std::int64_t>(i));
    alpha[i] = duration_s_ > 0 ? std::clamp(t / duration_s_, 0.0, 1.0) : (t >= 0 ? 1.0 : 0.0);
  }
}

Sam2Motion::Sam2Motion(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context)
    : type_(static_cast<PathType>(patch.path_type.index)),
      shape_(patch.shape),
      counter_clockwise_(patch.rotation.index == 1),
      steps_(patch.steps),
      arc_width_deg_(patch.arc_width_deg),
      direction_deg_(patch.direction_deg),
      scale_rad_(patch.spatial_scale_rad),
      clock_(patch, spec, context) {
  if (type_ != PathType::custom) return;
  if (patch.custom) {
    auto drawn = std::make_shared<const DrawnPath>(*patch.custom, context.fidelity);
    if (drawn->is_walkable()) drawn_ = std::move(drawn);
  }
  if (drawn_) {
    find_distances(context.frames);
  } else {
    type_ = PathType::open;
    shape_ = Shape::sinusoidal;
  }
}

/// The nearest and the farthest place that the voice visits (P6): of every frame, or of four
/// million equally spaced ones and the corners that lie on the way.
void Sam2Motion::find_distances(std::int64_t frames) {
  nearest_ = INFINITY;
  farthest_ = 0;
  const auto take = [this](DrawnPath::Point at) {
    const double distance = std::hypot(at.x, at.y);
    nearest_ = std::min(nearest_, distance);
    farthest_ = std::max(farthest_, distance);
  };
  const std::int64_t stride = (frames + kMeasuredFrames - 1) / kMeasuredFrames;
  double lowest = INFINITY;
  double highest = -INFINITY;
  for (std::int64_t frame = 0; frame < frames; frame += std::max<std::int64_t>(1, stride)) {
    const double turns = clock_.path_turns(frame);
    lowest = std::min(lowest, turns);
    highest = std::max(highest, turns);
    take(drawn_->at(dsp::fraction_of_turn(turns)));
  }
  if (stride > 1) {
    for (std::size_t k = 0; k < drawn_->nodes(); ++k) {
      const double part = drawn_->part_at(k);
      const double next_pass = std::ceil(lowest - part) + part;
      if (next_pass <= highest) take(drawn_->node(k));
    }
  }
}

double Sam2Motion::scale_at(double distance) const noexcept {
  if (farthest_ - nearest_ <= kSameDistance) return 1;
  return std::clamp(1.25 - 0.5 * (distance - nearest_) / (farthest_ - nearest_), 0.75, 1.25);
}

double Sam2Motion::progress(double u) const noexcept {
  const double around = counter_clockwise_ ? 1 - u : u;
  switch (type_) {
    case PathType::closed:
      return around;
    case PathType::discontinuous:
      return std::floor(steps_ * around) / (steps_ - 1);
    case PathType::open:
    case PathType::custom:
      break;
  }
  return 1 - 2 * std::abs(u - 0.5);
}

void Sam2Motion::fill(std::int64_t first, std::span<double> out) const noexcept {
  assert(out.size() <= kMaxFrames);
  std::array<double, kMaxFrames> alpha_memory;
  std::array<double, kMaxFrames> scale_memory;
  const std::span<double> alpha = std::span(alpha_memory).first(out.size());
  const std::span<double> scale = std::span(scale_memory).first(out.size());
  clock_.fill_alpha(first, alpha);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = dsp::fraction_of_turn(clock_.path_turns(first + static_cast<std::int64_t>(i)));
    scale[i] = scale_rad_.at(alpha[i]);
  }

  // The shape, -1 .. 1.
  if (type_ == PathType::custom) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const DrawnPath::Point at = drawn_->at(out[i]);
      scale[i] *= scale_at(std::hypot(at.x, at.y));
      out[i] = std::clamp(std::atan2(at.x, at.y) / std::numbers::pi, -1.0, 1.0);
    }
  } else {
    for (double& value : out) value = progress(value);
    switch (shape_) {
      case Shape::sinusoidal:
        dsp::sin_turns(out, out);
        break;
      case Shape::triangle:
        for (double& value : out) value = 4 * std::abs(value - 0.5) - 1;
        break;
      case Shape::ramp:
        for (double& value : out) value = 2 * value - 1;
        break;
      case Shape::square:  // the sign of sin(2 pi p), which is not negative at p = 1/2
        for (double& value : out)
          value = dsp::fraction_of_turn(value) <= 0.5 && value != 1 ? 1.0 : -1.0;
        break;
    }
  }

  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = (direction_deg_.at(alpha[i]) + arc_width_deg_.at(alpha[i]) * out[i] / 2) / 360;
  }
  dsp::sin_turns(out, out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] *= scale[i];
}

bool Sam2Motion::jumps() const noexcept {
  if (clock_.jumps() || shape_ == Shape::square) return true;
  switch (type_) {
    case PathType::open:
      return false;
    case PathType::closed:
      return shape_ == Shape::ramp;
    case PathType::discontinuous:
    case PathType::custom:  // from its end back to its beginning
      break;
  }
  return true;
}

}  // namespace bbplay::voices
