// SPDX-License-Identifier: MIT
#include "voices/noise/noise_engine.h"

#include <cmath>
#include <limits>
#include <utility>

#include "dsp/block/gain_ops.h"
#include "voices/noise/noise_recording.h"

namespace bbplay::voices {

NoiseEngine::NoiseEngine(const NoiseSourcePatch& source, const SweptNotches& notches, bool moving,
                         const dsp::TransitionCurve& curve, const VoiceContext& context)
    : NoiseEngine([&] {
        const dsp::NotchMotion motion(notches, moving, curve, context.rate, context.fidelity);
        return source.input_audio_path.empty() ? generated(source.color, notches, motion, context)
                                               : recorded(source, notches, motion, context);
      }()) {}

NoiseEngine::NoiseEngine(Made made)
    : noise_(std::move(made.noise)),
      level_(made.level),
      mono_(made.ears_hear_the_same && level_.left == level_.right),
      nominal_peak_(made.nominal_peak),
      statistics_(std::move(made.statistics)),
      own_levels_(made.own_levels) {}

NoiseEngine::Made NoiseEngine::generated(const NoiseColor& color, const SweptNotches& notches,
                                         const dsp::NotchMotion& motion,
                                         const VoiceContext& context) {
  const dsp::NoiseSpectrum spectrum(color, context.rate, context.seconds);
  dsp::NoiseStream stream(dsp::noise_filter(spectrum, dsp::Conditioning::noise_voice),
                          dsp::GaussianNoise(context.seed, color.seed));
  const auto behind_notches = [&]<class Sample>() {
    return dsp::SweptNoise<Sample>(dsp::NoiseSource(std::move(stream)), motion,
                                   notches.static_notches, context.frames, context.fidelity);
  };
  dsp::NoiseStatistics statistics =
      dsp::noise_statistics(spectrum, motion, notches.static_notches, context.frames);
  dsp::NoiseLevel level = statistics.level;
  const auto noise = [&]() -> Noise {
    if (dsp::single_precision_suffices(motion, notches.static_notches, level)) {
      return behind_notches.template operator()<float>();
    }
    return Exact(behind_notches.template operator()<double>(), {}, context.frames);
  };
  const double sign = color.amplitude > 0 ? 1 : color.amplitude < 0 ? -1 : 0;
  level.left *= sign;
  level.right *= sign;
  return {noise(),
          !motion.ears_differ(),
          level,
          sign != 0 ? dsp::kNoisePeak : 0.0,
          std::move(statistics),
          {}};
}

NoiseEngine::Made NoiseEngine::recorded(const NoiseSourcePatch& source, const SweptNotches& notches,
                                        const dsp::NotchMotion& motion,
                                        const VoiceContext& context) {
  const NoiseRecording recording(
      source.input_audio_path, context.rate, context.frames,
      context.fidelity == Fidelity::corrected ? ShortFile::repeat : ShortFile::silence);
  const auto behind_moving_notches = [&](double scale, std::int64_t frames) {
    return dsp::SweptNoise<double>(dsp::NoiseSource(recording.samples(scale)), motion, {}, frames,
                                   context.fidelity);
  };
  // To be entered at a few places, narrow filters take far longer than they are heard there.
  std::vector<dsp::ZeroPhaseFilter> fixed;
  if (!context.in_haste) fixed = fixed_notch_filters(notches.static_notches, context.rate);
  const RecordingLevels levels = [&] {
    if (context.own_levels) {
      if (const auto* known = std::get_if<RecordingLevels>(&*context.own_levels)) return *known;
    }
    return measured_levels(
        recording,
        [&](double scale) { return behind_moving_notches(scale, recording.measured_frames()); },
        fixed, context);
  }();
  // A few places tell less of its peak than the levels that bring it there.
  std::optional<double> nominal_peak;
  if (context.in_haste) nominal_peak = dsp::kNoisePeak;
  return {Exact(behind_moving_notches(levels.scale, recording.frames()), fixed, recording.frames()),
          !motion.ears_differ() && fixed.empty(),
          {levels.left, levels.right, levels.clips},
          nominal_peak,
          {},
          levels};
}

void NoiseEngine::render(std::int64_t first, dsp::StereoDoubles out) noexcept {
  std::visit([&](auto& noise) { noise.render(first, out); }, noise_);
  if (!level_.clips) return;
  const auto clip_ear = [](double level, std::span<double> ear) {
    if (level != 0) dsp::clip(dsp::kNoisePeak / std::abs(level), ear);
  };
  clip_ear(level_.left, out.left);
  clip_ear(level_.right, out.right);
}

double NoiseEngine::peak_bound() const noexcept {
  return level_.clips ? dsp::kNoisePeak : std::numeric_limits<double>::infinity();
}

}  // namespace bbplay::voices
