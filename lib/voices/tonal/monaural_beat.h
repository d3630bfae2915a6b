// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/model/patches/monaural_beat_patch.h"
#include "bbplay/voices/voice.h"

#include "dsp/oscillator/lfo.h"
#include "dsp/transition/transition.h"
#include "voices/tonal/carrier_pair.h"

namespace bbplay::voices {

/// The common tremolo: 1 - q/2 + q/2 sin(2 pi freq t + phase), q being the depth clipped to 0..2;
/// none where q or freq is 0.
class CommonTremolo {
 public:
  CommonTremolo(const MonauralBeatPatch& patch, const dsp::TimeAxis& time,
                const dsp::Transition& transition);

  bool has_tremolo() const noexcept { return has_tremolo_; }
  /// Adds what it does to a tone of largest level `level`; false where it moves.
  bool modulate(double level, ToneBound& tone) const noexcept;
  void fill(const dsp::Progress& progress, std::span<float> gains) const noexcept;

 private:
  Ramp depth_, freq_hz_, phase_rad_;
  dsp::TimeAxis time_;
  bool has_tremolo_;
};

/// Two tones mixed into both ears with four gains (format voices-tonal 6 and 7): a kernel of
/// its own, and a part of the spatial voice of the same name.
class MonauralBeat {
 public:
  MonauralBeat(const MonauralBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context);

  void render(std::int64_t first, StereoBlock out) noexcept;
  void render(const dsp::Progress& progress, StereoBlock out) noexcept;
  void reset() noexcept { tones_.reset(); }
  bool is_closed_form() const noexcept { return tones_.is_closed_form(); }
  bool has_sums() const noexcept { return !is_closed_form(); }
  template <class Visit>
  void visit_sums(Visit&& visit) noexcept {
    tones_.visit_sums(visit);
  }
  void pass(std::int64_t first) noexcept;
  double peak_bound() const noexcept;
  std::optional<StereoToneBound> tones(std::int64_t begin, std::int64_t end) const noexcept;
  dsp::Progress progress(std::int64_t first, dsp::TransitionBlock& memory,
                         std::int64_t stride = 1) const noexcept {
    return transition_.at_or_at_rest(first, memory, stride);
  }

 private:
  struct Mix {
    Ramp lower, upper;

    double largest(const dsp::Transition& transition) const noexcept {
      return transition.largest(lower) + transition.largest(upper);
    }
    /// Of both tones together, from frame `begin` to `end`.
    std::optional<ToneBound> tone(const CarrierPair::PhaseBounds& phases,
                                  const CommonTremolo& tremolo, const dsp::Transition& transition,
                                  std::int64_t begin, std::int64_t end) const noexcept;
  };

  dsp::Transition transition_;
  CarrierPair tones_;
  CommonTremolo tremolo_;
  Mix left_, right_;
};

}  // namespace bbplay::voices
