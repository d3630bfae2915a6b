// SPDX-License-Identifier: MIT
#include "voices/sam/sam2_motion.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"
#include "bbplay/model/sam_scene.h"

#include "dsp/block/phase_modulation_ops.h"
#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

using PathType = Sam2Patch::PathType;
using Shape = Sam2Patch::Shape;

constexpr std::int64_t kMeasuredFrames = std::int64_t{1} << 22;
constexpr std::int64_t kFollowedFrames = std::int64_t{1} << 16;  // of a path that follows a scene
constexpr double kSameDistance = 1e-6;
constexpr std::size_t kSweep = 16;  // lengths that the block operations take

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
  if (curved_) curve_ = curve_of(spec, context);
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
      arc_width_deg_{patch.arc_width_deg, {}},
      direction_deg_{patch.direction_deg, {}},
      scale_rad_{patch.spatial_scale_rad, {}},
      clock_(patch, spec, context) {
  if (patch.scene) follow(*patch.scene, context);
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

void Sam2Motion::follow(const Sam2Scene& scene, const VoiceContext& context) {
  const SceneClock clock = SceneClock::of(scene, context.rate);
  const auto set = [&](auto& target, const std::optional<AutomatedValue>& value) {
    if (value) target.emplace(*value, clock, context.frames, clock_.straight(value->base));
  };
  set(carrier_, scene.carrier_hz);
  set(path_, scene.mod_hz);
  set(arc_width_deg_.followed, scene.arc_width_deg);
  set(direction_deg_.followed, scene.direction_deg);
  set(scale_rad_.followed, scene.scale_rad);
}

std::optional<double> Sam2Motion::Level::still(std::int64_t first,
                                               std::size_t count) const noexcept {
  if (ramp.moves()) return std::nullopt;
  if (!followed) return ramp.from;
  if (first < 0 || !followed->is_still(first, static_cast<std::int64_t>(count))) {
    return std::nullopt;
  }
  return followed->at(first);
}

/// alpha  may be empty where no ramp moves
void Sam2Motion::Level::fill(std::int64_t first, std::span<const double> alpha,
                             std::span<double> out) const noexcept {
  if (!followed) {
    if (!ramp.moves()) {
      std::fill(out.begin(), out.end(), ramp.from);
      return;
    }
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = ramp.at(alpha[i]);
    return;
  }
  const auto before =
      std::min(out.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, -first)));
  if (before > 0) std::fill_n(out.begin(), before, followed->at(0));
  if (before < out.size()) {
    followed->fill(std::max<std::int64_t>(0, first), alpha.empty() ? alpha : alpha.subspan(before),
                   out.subspan(before));
  }
}

void Sam2Clock::fill(const Sam2Phase& phase, std::int64_t first,
                     std::span<double> turns) const noexcept {
  if (const auto hz = phase.still_hz(); hz && turns.size() % kSweep == 0) {
    dsp::phase_line(dsp::fraction_of_turn(phase.turns(seconds(first))), *hz / rate_, turns);
    return;
  }
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const double all = phase.turns(seconds(first + static_cast<std::int64_t>(i)));
    turns[i] = dsp::fraction_of_turn(all);
  }
}

void Sam2Motion::fill_carrier(std::int64_t first, std::span<double> turns) noexcept {
  if (carrier_) {
    carrier_->fill(first, turns);
  } else {
    clock_.fill_carrier(first, turns);
  }
}

/// Place on the path, 0 .. 1; of a path without jumps whole turns may be left.
void Sam2Motion::fill_path(std::int64_t first, std::span<double> turns) noexcept {
  if (path_) {
    path_->fill(first, turns);
  } else if (is_smooth_sine()) {
    clock_.fill_path(first, turns);
    return;
  } else {
    for (std::size_t i = 0; i < turns.size(); ++i) {  // P5: jumps stay on their frames
      turns[i] = clock_.path_turns(first + static_cast<std::int64_t>(i));
    }
  }
  for (double& value : turns) value = dsp::fraction_of_turn(value);
}

double Sam2Motion::path_turns(std::int64_t frame) noexcept {
  return path_ ? path_->turns_at(frame) : clock_.path_turns(frame);
}

/// The nearest and the farthest place that the voice visits (P6): of every frame, or of four
/// million equally spaced ones (fewer when they follow a scene) and the corners that lie on the way.
void Sam2Motion::find_distances(std::int64_t frames) {
  nearest_ = INFINITY;
  farthest_ = 0;
  const auto take = [this](DrawnPath::Point at) {
    const double distance = std::hypot(at.x, at.y);
    nearest_ = std::min(nearest_, distance);
    farthest_ = std::max(farthest_, distance);
  };
  std::int64_t stride = (frames + kMeasuredFrames - 1) / kMeasuredFrames;
  if (path_ && stride > 1) stride = (frames + kFollowedFrames - 1) / kFollowedFrames;
  double lowest = INFINITY;
  double highest = -INFINITY;
  for (std::int64_t frame = 0; frame < frames; frame += std::max<std::int64_t>(1, stride)) {
    const double turns = path_turns(frame);
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

/// The shape of a path that is not drawn, -1 .. 1, by the place on it.
void Sam2Motion::fill_shape(std::span<double> path) const noexcept {
  if (is_smooth_sine() && path.size() % kSweep == 0) {
    dsp::there_and_back_sine(path);
    return;
  }
  for (double& value : path) value = progress(dsp::fraction_of_turn(value));
  switch (shape_) {
    case Shape::sinusoidal:
      dsp::sin_turns(path, path);
      return;
    case Shape::triangle:
      for (double& value : path) value = 4 * std::abs(value - 0.5) - 1;
      return;
    case Shape::ramp:
      for (double& value : path) value = 2 * value - 1;
      return;
    case Shape::square:  // the sign of sin(2 pi p), which is not negative at p = 1/2
      for (double& value : path) {
        value = dsp::fraction_of_turn(value) <= 0.5 && value != 1 ? 1.0 : -1.0;
      }
      return;
  }
}

void Sam2Motion::fill(std::int64_t first, std::span<double> out) noexcept {
  assert(out.size() <= kMaxFrames);
  fill_path(first, out);
  const bool drawn = type_ == PathType::custom;
  const auto still_width = arc_width_deg_.still(first, out.size());
  const auto still_direction = direction_deg_.still(first, out.size());
  const auto still_scale = scale_rad_.still(first, out.size());
  const bool levels_stand = still_width && still_direction && still_scale;
  if (!drawn && levels_stand && out.size() % kSweep == 0) {
    fill_shape(out);
    dsp::scaled_sine(*still_direction / 360, *still_width / 720, *still_scale, out);
    return;
  }

  std::array<double, kMaxFrames> alpha_memory, scale_memory, width_memory;
  const std::span<double> alpha = std::span(alpha_memory).first(out.size());
  const std::span<double> scale = std::span(scale_memory).first(out.size());
  const std::span<double> width = std::span(width_memory).first(out.size());
  if (clock_.moves()) clock_.fill_alpha(first, alpha);
  scale_rad_.fill(first, alpha, scale);
  if (drawn) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const DrawnPath::Point at = drawn_->at(out[i]);
      scale[i] *= scale_at(std::hypot(at.x, at.y));
      out[i] = std::clamp(std::atan2(at.x, at.y) / std::numbers::pi, -1.0, 1.0);
    }
  } else {
    fill_shape(out);
  }
  arc_width_deg_.fill(first, alpha, width);
  for (std::size_t i = 0; i < out.size(); ++i) width[i] *= out[i];
  direction_deg_.fill(first, alpha, out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (out[i] + width[i] / 2) / 360;
  dsp::sin_turns(out, out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] *= scale[i];
}

bool Sam2Motion::jumps() const noexcept {
  if (clock_.jumps() || shape_ == Shape::square) return true;
  for (const Level* level : {&arc_width_deg_, &direction_deg_, &scale_rad_}) {
    if (level->followed && level->followed->jumps()) return true;
  }
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
