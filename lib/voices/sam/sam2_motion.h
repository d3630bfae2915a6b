// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/patches/sam2_patch.h"
#include "bbplay/voices/voice.h"

#include "voices/sam/drawn_path.h"
#include "voices/sam/followed_phase.h"

namespace bbplay::voices {

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
  void fill(const Sam2Phase& phase, std::int64_t first, std::span<double> turns) const noexcept;

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
  };

  void follow(const Sam2Scene& scene, const VoiceContext& context);
  void fill_path(std::int64_t first, std::span<double> turns) noexcept;
  void fill_shape(std::span<double> path) const noexcept;
  bool is_smooth_sine() const noexcept {
    return type_ == Sam2Patch::PathType::open && shape_ == Sam2Patch::Shape::sinusoidal;
  }
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
