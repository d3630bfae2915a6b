// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/patches/noise_source_patch.h"
#include "bbplay/voices/voice.h"

#include "dsp/filter/zero_phase_chain.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/notched_noise.h"

namespace bbplay::voices {

/// Noise, or a recording in its place, behind moving and fixed notches, brought to its level: what
/// all noise voices and the background layer are made of (format noise 3 to 6, 10).
///
/// Every sample is a function of a bounded past, so that seek() gives the bits that playing gives.
/// Corrected fidelity differs in the moving notches (ModulatedNotches, NotchMotion), and repeats a
/// recording that is too short instead of falling silent.
class NoiseEngine {
 public:
  /// curve    of a moving voice; not used by a still one
  /// throws   InputError for a recording that cannot be read
  NoiseEngine(const NoiseSourcePatch& source, const SweptNotches& notches, bool moving,
              const dsp::TransitionCurve& curve, const VoiceContext& context);

  void seek(std::int64_t frame) {
    std::visit([&](auto& noise) { noise.seek(frame); }, noise_);
  }
  /// Reads what a recording needs for the next `frames` frames, as Voice::service().
  void service(std::int64_t frames) {
    std::visit([&](auto& noise) { noise.service(frames); }, noise_);
  }
  /// The quantum that begins at `first`, which is the next one, but for level(): the caller has
  /// gains of his own to go with it.  [audio thread]
  void render(std::int64_t first, dsp::StereoDoubles out) noexcept;

  /// Gains that bring either ear to its level.
  const dsp::NoiseLevel& level() const noexcept { return level_; }

  /// Both ears hear the same, at the same level.
  bool is_mono() const noexcept { return mono_; }

  /// The peak that noise is brought to, which a particular stretch of it meets by chance only.
  /// Nothing for a recording, whose peak can be measured, unless there is no time for that.
  std::optional<double> nominal_peak() const noexcept { return nominal_peak_; }
  double peak_bound() const noexcept;
  /// How loud generated noise gets; nothing for a recording.
  const std::optional<dsp::NoiseStatistics>& statistics() const noexcept { return statistics_; }
  /// What had to be heard of a recording; nothing for generated noise.
  const std::optional<OwnLevels>& own_levels() const noexcept { return own_levels_; }

 private:
  /// A recording has to give the reference's samples; of noise nobody hears what single precision
  /// rounds off.
  using Exact = dsp::ZeroPhaseChain<dsp::SweptNoise<double>>;
  using Noise = std::variant<Exact, dsp::SweptNoise<float>>;
  struct Made {
    Noise noise;
    bool ears_hear_the_same;
    dsp::NoiseLevel level;
    std::optional<double> nominal_peak;
    std::optional<dsp::NoiseStatistics> statistics;
    std::optional<OwnLevels> own_levels;
  };
  explicit NoiseEngine(Made made);
  static Made generated(const NoiseColor& color, const SweptNotches& notches,
                        const dsp::NotchMotion& motion, const VoiceContext& context);
  static Made recorded(const NoiseSourcePatch& source, const SweptNotches& notches,
                       const dsp::NotchMotion& motion, const VoiceContext& context);

  Noise noise_;
  dsp::NoiseLevel level_;
  bool mono_;
  std::optional<double> nominal_peak_;
  std::optional<dsp::NoiseStatistics> statistics_;
  std::optional<OwnLevels> own_levels_;
};

}  // namespace bbplay::voices
