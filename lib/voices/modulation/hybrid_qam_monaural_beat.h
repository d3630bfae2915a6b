// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/voices/voice.h"

#include "dsp/filter/zero_phase.h"
#include "voices/modulation/amplitude_modulation.h"
#include "voices/modulation/beating_tones.h"

namespace bbplay::voices {

/// hybrid_qam_monaural_beat before its filters (format voices-modulation 9 and 10).
class HybridQamMonauralBeatSource {
 public:
  HybridQamMonauralBeatSource(const HybridQamMonauralBeatPatch& patch, const SynthSpec& spec,
                              const VoiceContext& context);

  void render(std::int64_t first, dsp::StereoDoubles out) noexcept;  // [audio thread]
  void seek(std::int64_t frame) { tones_.seek(frame, transition_); }
  bool is_closed_form() const noexcept { return tones_.is_closed_form(); }
  double peak_bound() const noexcept;

 private:
  void render_left(const dsp::Progress& progress, std::span<double> out) const noexcept;
  void render_right(const dsp::Progress& progress, std::span<double> out) noexcept;
  void apply_tremolo(const dsp::Progress& progress, std::span<double> signal) const noexcept;

  dsp::Transition transition_;
  PhaseLaw modulator_law_;
  double dt_;

  Ramp amp_l_;
  Modulator carrier_l_;
  AmplitudeModulation am_l_;

  Ramp amp_r_;
  BeatingTones tones_;
  Modulator tremolo_;
  Ramp tremolo_depth_;
  Modulator wobble_;
  Ramp wobble_turns_;  // to either side
};

}  // namespace bbplay::voices
