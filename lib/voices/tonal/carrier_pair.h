// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/patches/ear_patches.h"
#include "bbplay/voices/voice.h"

#include "dsp/transition/transition.h"
#include "voices/tonal/carrier.h"

namespace bbplay::voices {

/// A phase as steps hand it on: in [0, 2 pi).
double wrapped_radians(double turns) noexcept;

/// Where both oscillators of a pair start, once the phases carried over have been taken in.
struct PairStart {
  StartPhase first, second;

  /// Carried phases replace the start phases that are not pinned.
  PairStart(StartPhase left, StartPhase right, const std::optional<CarriedPhases>& carried)
      : first(left), second(right) {
    if (!carried) return;
    if (!first.pinned) first.radians = carried->left;
    if (!second.pinned) second.radians = carried->right;
  }

  /// What a voice without frames hands on.
  CarriedPhases phases() const noexcept;
};

/// Two sine oscillators, each with its vibrato, and a phase wobble that takes them apart: left and
/// right ear of most voices, lower and upper tone of a monaural beat.
class CarrierPair {
 public:
  CarrierPair(const Carrier& first, const Carrier& second, const PhaseWobblePatch& wobble,
              const dsp::TimeAxis& wobble_time, const dsp::Transition& motion);

  /// Both start phases slide by this much in all as the voice moves.
  void slide(Ramp first_turns, Ramp second_turns, const dsp::Transition& motion);

  /// Sines of the next quantum, in order unless is_closed_form().  [audio thread]
  void render(const dsp::Progress& progress, StereoBlock out) noexcept;

  bool is_closed_form() const noexcept {
    return first_.is_closed_form() && second_.is_closed_form();
  }
  void reset() noexcept {
    first_.reset();
    second_.reset();
  }

  /// What is known of both phases from frame `begin` to `end`; nothing when nothing is known of
  /// either.
  struct PhaseBounds {
    PhaseBound first, second;
  };
  std::optional<PhaseBounds> phase_bounds(const dsp::Transition& motion, std::int64_t begin,
                                          std::int64_t end) const noexcept;

  /// Phases of the last frame, without the wobble and the slide or with them. Runs through the
  /// whole voice unless is_closed_form().
  CarriedPhases last_phases(const dsp::Transition& motion, std::int64_t frames,
                            bool with_wobble) const;

 private:
  bool bends_phases() const noexcept { return wobbles_ || slides_; }
  void bend_phases(const dsp::Progress& progress, std::span<double> first,
                   std::span<double> second) const noexcept;

  Carrier first_, second_;
  bool identical_;  // one of them says it all
  dsp::TimeAxis wobble_time_;
  Ramp wobble_hz_, wobble_turns_;
  bool wobbles_;
  Ramp first_slide_{0, 0}, second_slide_{0, 0};
  bool slides_ = false;
};

}  // namespace bbplay::voices
