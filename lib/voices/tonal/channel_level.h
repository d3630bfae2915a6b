// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "bbplay/voices/voice.h"

#include "dsp/oscillator/lfo.h"
#include "dsp/transition/transition.h"
#include "voices/tonal/carrier.h"

namespace bbplay::voices {

/// Parameters of the tremolo of one ear.
struct Tremolo {
  Ramp depth{0, 0}, freq_hz{0, 0}, phase_rad{0, 0}, skew{0, 0};
};

/// Level of one ear and the tremolo around it: amp (1 - depth (1 + S(freq t + phase, skew)) / 2).
class ChannelGain {
 public:
  ChannelGain(Ramp amp, const Tremolo& tremolo, const dsp::TimeAxis& time,
              const dsp::Transition& transition);

  void apply(const dsp::Progress& progress, std::span<float> signal) const noexcept;

  /// Whether nothing of a signal is left in these frames.
  bool is_silent(const dsp::Progress& progress) const noexcept {
    return progress.still() && progress.now(amp_).is(0);
  }

  /// What becomes of a tone with such a phase behind a gate that opens and closes within 0..1 by so
  /// much per frame at most, from frame `begin` to `end`; nothing when nothing is known of the
  /// tremolo.
  std::optional<ToneBound> tone(const dsp::PhaseBound& phase, double gate_slope,
                                const dsp::Transition& transition, std::int64_t begin,
                                std::int64_t end) const noexcept;

  /// Largest |gain| while alpha stays within low .. high.
  double peak(double alpha_low, double alpha_high) const noexcept;

 private:
  Ramp amp_;
  Tremolo tremolo_;
  dsp::TimeAxis time_;
  bool has_tremolo_;
};

}  // namespace bbplay::voices
