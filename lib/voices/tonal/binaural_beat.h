// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/voices/voice.h"

#include "dsp/spatial/auto_pan.h"
#include "dsp/spatial/spatializer.h"
#include "dsp/transition/transition.h"
#include "voices/tonal/carrier_pair.h"
#include "voices/tonal/channel_level.h"
#include "voices/tonal/glitch_bursts.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {

/// The transition of a patch that is or holds a binaural beat: a negative duration means "until the
/// end", as if there were none.
template <HasRows Patch>
dsp::Transition binaural_transition(const Patch& patch, SynthSpec spec,
                                    const VoiceContext& context) {
  if (spec.timing.duration_seconds.value_or(0) < 0) spec.timing.duration_seconds.reset();
  return transition_of(patch, spec, context);
}

/// Two sines, one per ear, with vibrato, tremolo and phase wobble; in a transition, with noise
/// bursts (format voices-tonal 2 and 3). A kernel for VoiceOf.
class BinauralBeat {
 public:
  /// transition  of the whole voice, which may have parameters of its own beside the patch
  BinauralBeat(const BinauralBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context,
               dsp::Transition transition);

  dsp::Progress progress(std::int64_t first, dsp::TransitionBlock& memory,
                         std::int64_t stride = 1) const noexcept {
    return transition_.at_or_at_rest(first, memory, stride);
  }
  void render(const dsp::Progress& progress, StereoBlock out) noexcept;
  void render(std::int64_t first, StereoBlock out) noexcept;
  void reset() noexcept;
  bool is_closed_form() const noexcept { return !has_sums() && !spatializer_; }
  bool renews() const noexcept;
  std::int64_t entry_before(std::int64_t frame) const noexcept;
  void enter(std::int64_t entry) noexcept;
  bool has_sums() const noexcept;
  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    carriers_.visit_sums(visit);
    if (!pan_.is_closed_form()) visit(pan_.running_cycles());
  }
  void pass(std::int64_t first) noexcept;
  double peak_bound() const noexcept { return peak_bound_; }
  std::optional<StereoToneBound> tones(std::int64_t begin, std::int64_t end) const noexcept;
  std::int64_t last_quantum() const noexcept { return voices::last_quantum(frames_); }
  std::optional<CarriedPhases> final_phases() const;

 private:
  dsp::Transition transition_;
  std::int64_t frames_;
  PairStart start_;
  CarrierPair carriers_;
  ChannelGain left_, right_;
  GlitchBursts bursts_;
  dsp::AutoPan pan_;
  std::optional<dsp::RenewedSpatializer> spatializer_;
  double peak_bound_;
};

}  // namespace bbplay::voices
