// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/voices/voice.h"

#include "dsp/oscillator/phase_accumulator.h"
#include "dsp/oscillator/pulse_envelope.h"
#include "dsp/oscillator/repeated_sum.h"
#include "dsp/spatial/auto_pan.h"
#include "dsp/spatial/spatializer.h"
#include "dsp/transition/transition.h"
#include "voices/tonal/carrier_pair.h"
#include "voices/tonal/channel_level.h"

namespace bbplay::voices {

/// The pulse train that gates an isochronic tone.
///
/// In a constant voice the position in the cycle is pulse rate times time. In a transition it is the
/// sum of the pulse rate, its own frame included; ramp and gap are clipped to 0..1, and the rate to
/// 0 and above. As long as pulses without ramps keep their rate, the sum is rounded at every frame, as in
/// the reference: on which side of an edge a frame falls that lies right on it hangs on that.
class IsochronicPulses {
 public:
  IsochronicPulses(const IsochronicTonePatch& patch, const SynthSpec& spec,
                   const VoiceContext& context, const dsp::Transition& transition);

  void apply(const dsp::Progress& progress, StereoBlock inout) noexcept;
  bool is_closed_form() const noexcept { return position_.is_closed_form(); }
  void reset() noexcept { position_.reset(); }
  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    if (!is_closed_form()) visit(position_.running_turns());
  }
  /// What apply() does to the sum.
  void pass(const dsp::Progress& progress) noexcept;

  /// Largest change of the height per frame; infinite for rectangles and where nothing is known.
  double max_slope(const dsp::Transition& transition, std::int64_t end) const noexcept;

 private:
  /// Whether the rate has been the same in all frames so far.
  bool has_kept_its_rate(const dsp::Progress& progress) const noexcept;
  void envelope(const dsp::Progress& progress, std::span<float> out) noexcept;

  bool accumulates_;  // the position is the sum of the pulse rate
  Ramp rate_hz_, ramp_, gap_;
  dsp::TimeAxis time_;
  dsp::Trapezoid still_;
  bool shape_moves_;  // the height is more than still_ at a position
  dsp::PhaseAccumulator position_;
  std::optional<dsp::RepeatedSum> summed_position_;  // to the last bit, where an edge hangs on it
};

/// One carrier in both ears, switched on and off (format voices-tonal 4 and 5). A kernel for
/// VoiceOf.
class IsochronicTone {
 public:
  IsochronicTone(const IsochronicTonePatch& patch, const SynthSpec& spec,
                 const VoiceContext& context);

  void render(std::int64_t first, StereoBlock out) noexcept;
  void render(const dsp::Progress& progress, StereoBlock out) noexcept;
  void reset() noexcept;
  bool is_closed_form() const noexcept { return !has_sums() && !spatializer_; }
  bool renews() const noexcept;
  std::int64_t entry_before(std::int64_t frame) const noexcept;
  void enter(std::int64_t entry) noexcept;
  bool has_sums() const noexcept;
  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    carriers_.visit_sums(visit);
    pulses_.visit_sums(visit);
    if (!pan_.is_closed_form()) visit(pan_.running_cycles());
  }
  void pass(std::int64_t first) noexcept;
  double peak_bound() const noexcept { return peak_bound_; }
  std::optional<StereoToneBound> tones(std::int64_t begin, std::int64_t end) const noexcept;
  dsp::Progress progress(std::int64_t first, dsp::TransitionBlock& memory,
                         std::int64_t stride = 1) const noexcept {
    return transition_.at_or_at_rest(first, memory, stride);
  }
  std::int64_t last_quantum() const noexcept { return voices::last_quantum(frames_); }
  std::optional<CarriedPhases> final_phases() const;

  /// Over all frames; never below 0. May evaluate every frame of an expression.
  double mean_carrier_hz() const;

 private:
  dsp::Transition transition_;
  std::int64_t frames_;
  bool moving_form_;
  Ramp base_hz_;
  PairStart start_;
  CarrierPair carriers_;
  IsochronicPulses pulses_;
  ChannelGain left_, right_;
  dsp::AutoPan pan_;
  std::optional<dsp::RenewedSpatializer> spatializer_;
  double peak_bound_;
};

}  // namespace bbplay::voices
