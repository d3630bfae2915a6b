// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/params.h"

#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// How the phase of an oscillator follows a moving frequency.
enum class PhaseLaw : std::uint8_t {
  /// The frequencies of all earlier frames are added up: what the parameter says is what is heard.
  sum,
  /// The frequency of the frame times the time of the frame. While the frequency moves, the real
  /// rate is f + t f': a ramp from 10 to 4 Hz over the whole step ends at -2 Hz, having been
  /// through 0.
  product,
};

/// Modulators follow PhaseLaw::product in the reference. Corrected fidelity adds up
/// (format voices-modulation 12, D1).
inline PhaseLaw modulator_law(Fidelity fidelity) noexcept {
  return fidelity == Fidelity::corrected ? PhaseLaw::sum : PhaseLaw::product;
}

/// The phase of an oscillator whose frequency and phase offset are constant or move; a closed form
/// of the frame.
///
/// It is no dsp::PhaseAccumulator: a negative frequency runs backwards here, and a ratio multiplies
/// the sum before its whole turns are taken off.
class Modulator {
 public:
  /// 0 Hz at phase 0.
  Modulator() = default;
  Modulator(Ramp hz, Ramp phase_rad, PhaseLaw law, double seconds_per_frame,
            const dsp::Transition& transition)
      : hz_(transition.frozen(hz)),
        phase_rad_(transition.frozen(phase_rad)),
        law_(law),
        dt_(seconds_per_frame) {}

  Ramp hz() const noexcept { return hz_; }

  /// Phases of a quantum in turns: `ratio` times the whole phase of the oscillator, so that the
  /// ratio need not be an integer, plus `ahead`.  [audio thread]
  void fill(const dsp::Progress& progress, double ahead, std::span<double> turns,
            double ratio = 1) const noexcept;

  /// Sines and cosines of the phases, each times `ratio`.  [audio thread]
  void sines(const dsp::Progress& progress, std::span<double> out,
             double ratio = 1) const noexcept {
    fill_sines(progress, 0, out, ratio);
  }
  void cosines(const dsp::Progress& progress, std::span<double> out,
               double ratio = 1) const noexcept {
    fill_sines(progress, 0.25, out, ratio);
  }

 private:
  bool is_steady() const noexcept { return !hz_.moves() && !phase_rad_.moves(); }
  double start(const dsp::Progress& progress, double ahead, double ratio) const noexcept;
  void fill_sines(const dsp::Progress& progress, double ahead, std::span<double> out,
                  double ratio) const noexcept;

  Ramp hz_{0, 0}, phase_rad_{0, 0};
  PhaseLaw law_ = PhaseLaw::sum;
  double dt_ = 0;
};

inline Ramp scaled(Ramp ramp, double factor) noexcept {
  return {factor * ramp.from, factor * ramp.to};
}

}  // namespace bbplay::voices
