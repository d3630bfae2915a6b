// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/patches/binaural_beat_patch.h"
#include "bbplay/voices/voice.h"

namespace bbplay::voices {

/// Bursts of band-limited noise that swell towards every multiple of an interval and stop dead
/// there (format voices-tonal 3.1).
///
/// A burst is normalised by its peak, so all of it has to exist before it starts. The bursts are
/// therefore made when the voice is built, as many as fit into 2 MB (but at least four); in a long
/// step they recur in the same order. Nothing is left to do while playing but to add them up, every
/// frame is known at once, and memory is bounded.
///
/// Two limits keep extreme settings playable: a burst lasts 20 s at most, and where more than 64
/// would sound at once or begin within a quantum, only every n-th is played, sqrt(n) times as loud.
class GlitchBursts {
 public:
  /// No bursts.
  GlitchBursts() = default;
  /// centre_hz               of the band, the mean carrier
  /// context.injected_noise  used for the bursts in order instead of noise of our own, if present
  GlitchBursts(const GlitchPatch& patch, double centre_hz, const VoiceContext& context);

  /// Adds what sounds in frames first .. first + out.frames() - 1 to both ears.  [audio thread]
  void add(std::int64_t first, StereoBlock out) const noexcept;

  double peak_bound() const noexcept { return peak_bound_; }

 private:
  std::int64_t start_of(std::int64_t k) const noexcept;
  void choose_stride();
  void make_bursts(double level, double width_hz, double exponent, double centre_hz,
                   const VoiceContext& context);

  double interval_s_ = 0, length_s_ = 0;
  int rate_ = 0;
  std::int64_t length_ = 0;  // frames of a burst
  std::int64_t last_ = 0;    // bursts 1 .. last_ end within the voice
  std::int64_t stride_ = 1;  // of them, every stride_-th is played
  double peak_bound_ = 0;
  std::shared_ptr<const std::vector<float>> bursts_;  // one after the other
};

}  // namespace bbplay::voices
