// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/patches/sam2_patch.h"
#include "bbplay/voices/voice.h"

#include "voices/sam/drawn_path.h"
#include "voices/sam/followed_phase.h"
#include "voices/sam/quantum_places.h"

namespace bbplay::voices {

/// Where all of a SAM2 voice runs smoothly through a quantum: its values at the places of curves.
struct SmoothMotion {
  QuantumPlaces::Values carrier_turns;  // the whole ones before the quantum left out
  QuantumPlaces::Values deviation_rad;
  /// An open path turns back at its ends, a corner of the deviation. The frames of each half of the
  /// quantum that come before one; kCurveFrames: there is none.
  std::array<std::size_t, 2> frames_to_corner{dsp::kCurveFrames, dsp::kCurveFrames};
  /// The deviation beyond the corner, in halves that have one; each goes on smoothly at its places
  /// on the other side.
  QuantumPlaces::Values deviation_beyond_rad;
};

/// What the motion can be within some frames, and between them.
struct MotionBounds {
  double carrier_low_hz = 0, carrier_high_hz = 0;
  double carrier_slope_hz = 0;     // per frame; infinite where the carrier jumps
  double deviation_slope_rad = 0;  // per frame
};

/// Phase of an oscillator of the SAM2 voice in turns: the exact integral of a frequency that moves
/// in a straight line during the transition (format sam 3.3).
///
/// It is no dsp::PhaseAccumulator: it integrates over continuous time, where that one adds up the
/// frequencies of the frames.
class Sam2Phase {
 public:
  /// start_s, duration_s   of the transition; a duration of 0 jumps
  Sam2Phase(const Ramp& hz, double duration_s, Fidelity fidelity);

  /// The frequency, if it never moves.
  std::optional<double> still_hz() const noexcept {
    return still_ ? std::optional(before_hz_) : std::nullopt;
  }
  /// The lowest and the highest of it, and by how much it moves in a second of the transition.
  ValueBounds bounds_hz() const noexcept {
    const double slope = std::abs(slope_);
    const bool jumps = !still_ && !(duration_s_ > 0);
    return {std::min(before_hz_, after_hz_), std::max(before_hz_, after_hz_),
            jumps ? std::numeric_limits<double>::infinity() : slope};
  }
  /// seconds   since the transition began
  double turns(double seconds) const noexcept {
    if (still_) return before_hz_ * seconds;
    if (seconds < 0) return before_hz_ * seconds;
    if (seconds <= duration_s_) return before_hz_ * seconds + slope_ * (seconds * seconds) / 2;
    return turns_in_transition_ + after_hz_ * (seconds - duration_s_);
  }

 private:
  bool still_;
  double before_hz_, after_hz_, duration_s_;
  double slope_ = 0, turns_in_transition_ = 0;
};

/// Where the SAM2 voice is on its time line: phases of carrier and path, and how far its levels
/// have moved.
///
/// P2: the reference moves the levels in a straight line whatever the curve; corrected fidelity
/// follows the curve (the phases stay straight). P3: a transition that takes no time changes the
/// reference's frequencies from the first frame on; in corrected fidelity from the jump on.
class Sam2Clock {
 public:
  Sam2Clock(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context);

  double seconds(std::int64_t frame) const noexcept {
    return static_cast<double>(first_frame_ + frame) / rate_ - start_s_;
  }
  double carrier_turns(std::int64_t frame) const noexcept { return carrier_.turns(seconds(frame)); }
  double path_turns(std::int64_t frame) const noexcept { return path_.turns(seconds(frame)); }
  /// Phases at any frames, the whole turns before `first` left out.  [audio thread]
  void fill_carrier_at(std::int64_t first, std::span<const double> frames,
                       std::span<double> turns) const noexcept {
    fill_at(carrier_, first, frames, turns);
  }
  void fill_path_at(std::int64_t first, std::span<const double> frames,
                    std::span<double> turns) const noexcept {
    fill_at(path_, first, frames, turns);
  }
  /// Whether a quantum has no corner of a transition within it, and no curve.
  bool is_straight(std::int64_t first) const noexcept;
  /// 0..1 of the levels at any frames, in a straight line.  [audio thread]
  void fill_straight_alpha_at(std::span<const double> frames,
                              std::span<double> alpha) const noexcept;
  /// No frame of a level that moves by `ends` differs more from the one before; infinite where that
  /// is not known.
  double largest_slope(const Ramp& ends) const noexcept;
  ValueBounds carrier_bounds_hz() const noexcept { return per_frame(carrier_.bounds_hz()); }
  ValueBounds path_bounds_hz() const noexcept { return per_frame(path_.bounds_hz()); }
  double rate() const noexcept { return rate_; }
  /// The levels move along a curve.
  bool is_curved() const noexcept { return curved_; }
  /// Phases in turns at frames first, first + 1, ..., the whole ones before `first` left out. They
  /// run on from the first of them, so that a place where they are a whole number may lie a frame
  /// early or late.  [audio thread]
  void fill_carrier(std::int64_t first, std::span<double> turns) const noexcept {
    fill(carrier_, first, turns);
  }
  void fill_path(std::int64_t first, std::span<double> turns) const noexcept {
    fill(path_, first, turns);
  }
  /// The straight line of a value between its ends.
  StraightBase straight(const Ramp& ends) const noexcept {
    return {ends, start_s_, duration_s_, rate_};
  }
  /// 0..1 of the levels at frames first, first + 1, ...  [audio thread]
  void fill_alpha(std::int64_t first, std::span<double> alpha) const noexcept;
  bool moves() const noexcept { return moving_; }
  /// The levels jump to their end values.
  bool jumps() const noexcept { return moving_ && !(duration_s_ > 0); }

 private:
  double seconds_at(double frame) const noexcept {
    return (static_cast<double>(first_frame_) + frame) / rate_ - start_s_;
  }
  ValueBounds per_frame(ValueBounds bounds) const noexcept {
    bounds.slope /= rate_;
    return bounds;
  }
  void fill(const Sam2Phase& phase, std::int64_t first, std::span<double> turns) const noexcept;
  void fill_at(const Sam2Phase& phase, std::int64_t first, std::span<const double> frames,
               std::span<double> turns) const noexcept;

  double rate_;
  double start_s_ = 0, duration_s_ = 0;
  std::int64_t first_frame_ = 0;  // of the still form, which can begin later on its own time line
  bool moving_, curved_;
  dsp::TransitionCurve curve_;  // corrected only
  Sam2Phase carrier_, path_;
};

/// The carrier, and the phase deviation m that a moving source causes, in closed form
/// (format sam 3.1, 3.2). What a scene automates follows the scene (format sam-scenes 4.1).
class Sam2Motion {
 public:
  Sam2Motion(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context);

  /// Deviation in radians at frames first .. first + out.size() - 1, at most kMaxFrames. Before the
  /// voice a scene is what it is in its first frame.  [audio thread]
  void fill(std::int64_t first, std::span<double> out) noexcept;
  /// Phase of the carrier in turns, the whole ones before `first` left out.  [audio thread]
  void fill_carrier(std::int64_t first, std::span<double> turns) noexcept;

  static constexpr std::size_t kMaxFrames = 8 * kQuantum;

  /// What goes on in a quantum, if all of it runs smoothly but for the ends of an open path: whether
  /// it does.  [audio thread]
  bool fill_smooth(const QuantumPlaces& places, SmoothMotion& out) noexcept;
  /// As fill_carrier() and fill(), at any ascending frames, kQuantum of them, of a motion that has
  /// bounds().  [audio thread]
  void fill_at(std::span<const double> frames, std::span<double> carrier_turns,
               std::span<double> deviation_rad) noexcept;
  /// Of the frames from begin to end; nothing where the deviation may jump or is not known well.
  std::optional<MotionBounds> bounds(std::int64_t begin, std::int64_t end) const noexcept;

  /// Whether the deviation is ever discontinuous.
  bool jumps() const noexcept;

  const Sam2Clock& clock() const noexcept { return clock_; }

 private:
  /// A level of the path: moves along the curve of the voice, or follows the scene.
  struct Level {
    Ramp ramp;
    std::optional<FollowedValue> followed;
    /// The level of `count` frames, if it is one level.
    std::optional<double> still(std::int64_t first, std::size_t count) const noexcept;
    void fill(std::int64_t first, std::span<const double> alpha,
              std::span<double> out) const noexcept;
    bool fill_smooth(const QuantumPlaces& places, const Sam2Clock& clock,
                     QuantumPlaces::Values& out) const noexcept;
    void fill_at(std::span<const double> frames, const Sam2Clock& clock,
                 std::span<double> out) const noexcept;
    ValueBounds bounds(std::int64_t begin, std::int64_t end, const Sam2Clock& clock) const noexcept;
  };

  void follow(const Sam2Scene& scene, const VoiceContext& context);
  void fill_path(std::int64_t first, std::span<double> turns) noexcept;
  void fill_shape(std::span<double> path) const noexcept;
  bool is_smooth_sine() const noexcept {
    return type_ == Sam2Patch::PathType::open && shape_ == Sam2Patch::Shape::sinusoidal;
  }
  /// Whether the shape is a sine of the place, except for a sign.
  bool is_sine() const noexcept {
    return shape_ == Sam2Patch::Shape::sinusoidal &&
           (type_ == Sam2Patch::PathType::open || type_ == Sam2Patch::PathType::closed);
  }
  std::optional<double> shape_slope() const noexcept;
  bool find_corners(const QuantumPlaces::Values& path, SmoothMotion& out,
                    std::array<double, 2>& sign) const noexcept;
  double path_turns(std::int64_t frame) noexcept;
  double progress(double u) const noexcept;
  void find_distances(std::int64_t frames);
  double scale_at(double distance) const noexcept;

  Sam2Patch::PathType type_;
  Sam2Patch::Shape shape_;
  bool counter_clockwise_;
  double steps_;
  Level arc_width_deg_, direction_deg_, scale_rad_;
  Sam2Clock clock_;
  std::optional<FollowedPhase> carrier_, path_;  // of a scene
  std::shared_ptr<const DrawnPath> drawn_;       // null: no drawn path, or none to walk along
  double nearest_ = 0, farthest_ = 0;            // of the drawn path, from the middle
};

}  // namespace bbplay::voices
