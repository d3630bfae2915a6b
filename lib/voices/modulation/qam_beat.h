// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/voices/voice.h"

#include "dsp/filter/zero_phase.h"
#include "voices/modulation/amplitude_modulation.h"
#include "voices/modulation/edge_ramps.h"
#include "voices/modulation/modulator.h"

namespace bbplay::voices {

/// qam_beat before its filters (format voices-modulation 7 and 8). Every sample is a closed
/// form of its frame, also before the first and past the last.
class QamBeatSource {
 public:
  QamBeatSource(const QamBeatPatch& patch, const SynthSpec& spec, const VoiceContext& context);

  void render(std::int64_t first, dsp::StereoDoubles out) noexcept;  // [audio thread]
  void seek(std::int64_t) noexcept {}
  bool is_closed_form() const noexcept { return true; }
  double peak_bound() const noexcept;

 private:
  struct Ear {
    Ramp amp;
    Modulator carrier;
    AmplitudeModulation first, second;

    /// Multiplies both modulations into `envelope`.
    void modulate(const dsp::Progress& progress, std::span<double> envelope) const noexcept {
      first.apply(progress, envelope);
      second.apply(progress, envelope);
    }
    double largest_gain(const dsp::Transition& transition) const noexcept {
      return first.largest_gain(transition) * second.largest_gain(transition);
    }
  };
  /// What both ears share in one quantum.
  struct Shared {
    std::span<const double> wobble_turns, envelope, sidebands;
  };

  Modulator modulator(Ramp hz, Ramp phase_rad) const;
  Ear ear(const QamEar& patch, const double* carried_rad) const;
  void couple(const dsp::Progress& progress, const Ear& other,
              std::span<double> envelope) const noexcept;
  /// `side` is the sign of the wobble.
  void render_ear(const dsp::Progress& progress, const Ear& ear, const Ear& other,
                  const Shared& shared, double side, std::span<double> out) const noexcept;
  void fill_partial(const dsp::Progress& progress, const Ear& ear, const Shared& shared,
                    double side, double ratio, std::span<double> out) const noexcept;
  double largest_level(const Ear& ear, const Ear& other) const noexcept;

  dsp::Transition transition_;
  PhaseLaw modulator_law_;
  double dt_;
  Ear left_, right_;
  bool couples_;
  std::int64_t coupling_delay_;  // frames
  Ramp coupling_depth_;
  AmplitudeModulation sub_harmonic_;
  Ramp harmonic_depth_;
  double harmonic_ratio_;
  Modulator wobble_;
  Ramp wobble_turns_{0, 0};  // to either side
  bool has_sidebands_;
  Modulator sideband_;
  double sideband_gain_;  // of both together
  EdgeRamps edges_;
};

}  // namespace bbplay::voices
