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

/// A phase as it is carried over to the next step: in [0, 2 pi).
double wrapped_radians(double turns) noexcept;

/// First frame of the quantum that the last one of `frames` is in; 0 without frames.
std::int64_t last_quantum(std::int64_t frames) noexcept;

/// Start phases of both oscillators of a pair. Phases carried over from the previous step replace
/// those that the file does not pin.
struct PairStart {
  StartPhase first, second;

  PairStart(StartPhase left, StartPhase right, const std::optional<CarriedPhases>& carried)
      : first(left), second(right) {
    if (!carried) return;
    if (!first.pinned) first.radians = carried->left;
    if (!second.pinned) second.radians = carried->right;
  }

  /// The phases that a voice without frames carries over to the next step.
  CarriedPhases phases() const noexcept;
};

/// Two sine oscillators, each with its vibrato, and a wobble that modulates their phases in opposite
/// directions. They are the left and the right ear of most voices, and the lower and the upper tone
/// of a monaural beat.
class CarrierPair {
 public:
  CarrierPair(const Carrier& first, const Carrier& second, const PhaseWobblePatch& wobble,
              const dsp::TimeAxis& wobble_time, const dsp::Transition& transition);

  /// Adds phase offsets that move with the voice.
  void add_phase_offsets(Ramp first_turns, Ramp second_turns, const dsp::Transition& transition);

  /// Sines of the next quantum, in order unless is_closed_form(). Those that nobody hears may be
  /// silent.  [audio thread]
  struct Heard {
    bool first = true, second = true;
  };
  void render(const dsp::Progress& progress, Heard heard, StereoBlock out) noexcept;
  void render(const dsp::Progress& progress, StereoBlock out) noexcept {
    render(progress, Heard{}, out);
  }

  bool is_closed_form() const noexcept {
    return first_.is_closed_form() && second_.is_closed_form();
  }
  void reset() noexcept {
    first_.reset();
    second_.reset();
  }

  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    first_.visit_sums(visit);
    second_.visit_sums(visit);
  }
  /// What render() does to the sums.  [audio thread]
  void pass(const dsp::Progress& progress) noexcept;

  /// What is known of both phases from frame `begin` to `end`; nothing when nothing is known of
  /// either.
  struct PhaseBounds {
    dsp::PhaseBound first, second;
  };
  std::optional<PhaseBounds> phase_bounds(const dsp::Transition& transition, std::int64_t begin,
                                          std::int64_t end) const noexcept;

  /// Phases of the last frame, of a pair that stands at the quantum with it unless is_closed_form().
  ///
  /// modulated  with the wobble and the phase offsets
  CarriedPhases last_phases(const dsp::Transition& transition, std::int64_t frames,
                            bool modulated) const;

 private:
  bool modulates_phases() const noexcept { return wobbles_ || has_offsets_; }
  void modulate_phases(const dsp::Progress& progress, std::span<double> first,
                       std::span<double> second) const noexcept;

  Carrier first_, second_;
  bool identical_;  // both sines are the same and are computed once
  dsp::TimeAxis wobble_time_;
  Ramp wobble_hz_, wobble_turns_;
  bool wobbles_;
  Ramp first_offset_turns_{0, 0}, second_offset_turns_{0, 0};
  bool has_offsets_ = false;
};

}  // namespace bbplay::voices
