// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/voices/voice.h"

#include "dsp/motion.h"
#include "dsp/pan_sweep.h"
#include "dsp/spatializer.h"
#include "voices/carrier_pair.h"
#include "voices/ear_level.h"
#include "voices/glitch_bursts.h"

namespace bbplay::voices {

/// Two sines, one per ear, with vibrato, tremolo and phase wobble; in a transition, with noise
/// bursts (spec voices-tonal sections 2 and 3). A kernel for VoiceOf.
class BinauralBeat {
 public:
  BinauralBeat(const BinauralBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context);

  void render(std::int64_t first, StereoBlock out) noexcept;
  void reset() noexcept;
  bool closed_form() const noexcept;
  double peak_bound() const noexcept { return peak_bound_; }
  std::optional<CarriedPhases> final_phases() const;

 private:
  BinauralBeat(const BinauralBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context,
               const PairStart& start);

  dsp::Motion motion_;
  std::int64_t frames_;
  PairStart start_;
  CarrierPair carriers_;
  EarLevel left_, right_;
  GlitchBursts bursts_;
  dsp::PanSweep pan_;
  std::optional<dsp::Spatializer> spatializer_;
  double peak_bound_;
};

}  // namespace bbplay::voices
