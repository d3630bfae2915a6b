// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/model/patches/hybrid_qam_monaural_beat_patch.h"
#include "bbplay/voices/voice.h"

#include "voices/modulation/modulator.h"

namespace bbplay::voices {

/// Two sines a beat apart whose middle frequency has a vibrato. No frequency gets below 0 Hz
/// (format voices-modulation 9 and 10):
///
///   F = max(0, carrier + range / 2 sin(2 pi rate t + phase)),  f = max(0, F -/+ beat / 2)
///
/// The phases are sums of those frequencies. Without a vibrato, or with a constant one, they are
/// closed forms of the frame as long as no frequency is held at 0 Hz. Otherwise they are running
/// sums.
class BeatingTones {
 public:
  BeatingTones(const HybridQamMonauralBeatPatch& patch, Fidelity fidelity, double seconds_per_frame,
               const dsp::Transition& transition);

  bool is_closed_form() const noexcept { return !runs_; }

  /// Turns of both tones in the quantum, in order unless is_closed_form().  [audio thread]
  void fill(const dsp::Progress& progress, std::span<double> lower,
            std::span<double> upper) noexcept;

  /// Makes fill() go on at `frame`, a multiple of kQuantum, which may lie before the first.
  void seek(std::int64_t frame, const dsp::Transition& transition);

 private:
  struct Phases {
    double lower = 0, upper = 0;
  };

  void choose_form(const HybridQamMonauralBeatPatch& patch, const dsp::Transition& transition);
  /// Turns per frame of each tone.
  void fill_steps(const dsp::Progress& progress, std::span<double> lower,
                  std::span<double> upper) const noexcept;
  Phases run(const dsp::Progress& progress, Phases phases, std::span<double> lower,
             std::span<double> upper) const noexcept;

  Ramp carrier_hz_, beat_hz_, vibrato_range_hz_, vibrato_hz_, vibrato_phase_rad_;
  double dt_;
  Phases start_;  // turns
  Modulator vibrato_;
  bool has_vibrato_;

  // Closed form: both tones without the vibrato, and its cosine times so many turns to take off.
  Modulator lower_, upper_;
  Modulator vibrato_sum_;
  double vibrato_turns_ = 0;

  // Running form.
  bool runs_ = false;
  Phases phases_;
  std::int64_t next_ = 0;  // frame of phases_
};

}  // namespace bbplay::voices
