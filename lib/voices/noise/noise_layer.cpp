// SPDX-License-Identifier: MIT
#include "voices/noise/noise_layer.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/transition_curve.h"

#include "dsp/level/breakpoint_envelope.h"
#include "voices/noise/noise_engine.h"
#include "voices/voice_of.h"

namespace bbplay::voices {

std::int64_t first_frame(const NoiseLayer& layer, const VoiceContext& track) {
  return std::min(frames_in(layer.start_s, track.rate), track.frames);
}

dsp::FadedLevel faded_level(const NoiseLayer& layer, const VoiceContext& track) {
  const std::int64_t begin = first_frame(layer, track);
  return {
      layer.amp_envelope,
      track.rate,
      {begin, track.frames, std::min(frames_in(layer.fade_in_s, track.rate), track.frames - begin),
       std::min(frames_in(layer.fade_out_s, track.rate), track.frames)}};
}

namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

NoiseEngine engine_of(const NoiseLayer& layer, VoiceContext context) {
  context.seconds = seconds_in(context.frames, context.rate);
  const NoisePreset& noise = layer.noise;
  dsp::TransitionCurve curve;
  if (noise.transition) {
    curve =
        dsp::TransitionCurve(context.seconds, context.frames,
                             {std::max(0.0, noise.initial_offset_s), noise.duration_s, "linear"});
  }
  return {noise.source(), noise.notches(), noise.transition, curve, context};
}

/// The layer begins anywhere on the grid of its track, while its engine has a grid of its own that
/// begins with it: every quantum is put together from two of the engine's.
class LayerKernel {
 public:
  LayerKernel(const NoiseLayer& layer, NoiseEngine engine, const VoiceContext& context)
      : engine_(std::move(engine)),
        mono_(engine_.is_mono()),
        gain_(layer.gain),
        begin_(first_frame(layer, context)),
        level_(faded_level(layer, context)),
        latest_(2 * kQuantum) {
    seek(0);
  }

  void seek(std::int64_t frame) {
    if (frame + kStep <= begin_) {
      next_ = 0;
      engine_.seek(0);
      return;
    }
    // The quantum in which the engine's frame `frame - begin_` lies has to be there.
    const std::int64_t at = std::max<std::int64_t>(0, frame - begin_);
    next_ = at / kStep * kStep;
    engine_.seek(next_);
    if (frame > begin_ && frame - begin_ > next_) {
      engine_.service(kStep);
      make_next();
    }
  }

  void render(std::int64_t first, StereoBlock out) noexcept {
    const std::int64_t silent = std::clamp<std::int64_t>(begin_ - first, 0, kStep);
    std::fill_n(out.left.begin(), silent, 0.0f);
    std::fill_n(out.right.begin(), silent, 0.0f);
    if (silent == kStep) return;
    double gain[kQuantum];
    std::fill_n(gain, kQuantum, gain_);
    level_.multiply(first, gain);
    for (std::int64_t i = silent; i < kStep;) {
      const std::int64_t at = first + i - begin_;  // of the engine
      if (at == next_) make_next();
      const std::int64_t in_latest = at - (next_ - kStep);
      const std::int64_t count = std::min(kStep - i, kStep - in_latest);
      const dsp::NoiseLevel& level = engine_.level();
      weigh(level.left, gain + i, latest_.data() + in_latest, out.left.data() + i, count);
      if (!mono_) {
        weigh(level.right, gain + i, latest_.data() + kQuantum + in_latest, out.right.data() + i,
              count);
      }
      i += count;
    }
    if (mono_) std::copy(out.left.begin() + silent, out.left.end(), out.right.begin() + silent);
  }

  void service(std::int64_t frames) { engine_.service(frames + kStep); }
  bool seeks_at_once() const noexcept { return true; }
  double peak_bound() const noexcept {
    const double factor = std::abs(gain_) * level_.peak();
    return factor > 0 ? factor * engine_.peak_bound() : 0;
  }
  std::optional<OwnLevels> own_levels() const { return engine_.own_levels(); }
  std::optional<double> nominal_peak() const noexcept {
    const std::optional<double> peak = engine_.nominal_peak();
    return peak ? std::optional(std::abs(gain_) * level_.peak() * *peak) : std::nullopt;
  }

 private:
  static void weigh(double level, const double* gain, const double* noise, float* out,
                    std::int64_t count) noexcept {
    for (std::int64_t k = 0; k < count; ++k) {
      out[k] = static_cast<float>(gain[k] * (level * noise[k]));
    }
  }

  void make_next() noexcept {
    const std::span<double> both(latest_);
    engine_.render(next_, {both.first(kQuantum), both.subspan(kQuantum)});
    next_ += kStep;
  }

  NoiseEngine engine_;
  bool mono_;
  double gain_;
  std::int64_t begin_;  // track frame of the engine's frame 0
  dsp::FadedLevel level_;
  std::int64_t next_ = 0;       // engine frame that is made next
  std::vector<double> latest_;  // the engine's quantum before that: left, then right
};

}  // namespace

std::unique_ptr<Voice> make_noise_layer(const NoiseLayer& layer, const VoiceContext& track) {
  return std::make_unique<VoiceOf<LayerKernel>>(LayerKernel(layer, engine_of(layer, track), track));
}

std::optional<LayerLoudness> loudness_of_layer(const NoiseLayer& layer, const VoiceContext& track) {
  const NoiseEngine engine = engine_of(layer, track);
  const std::optional<dsp::NoiseStatistics>& noise = engine.statistics();
  if (!noise) return std::nullopt;
  const auto rate_of = [&](const std::vector<dsp::GaussianStretch>& ear) {
    return dsp::CrossingRate(ear, noise->clustering, engine.peak_bound());
  };
  const bool silent = noise->level.left == 0 || engine.nominal_peak() == 0.0;
  return LayerLoudness{{rate_of(noise->ears[0]), rate_of(noise->ears[1])},
                       noise->ears_differ,
                       silent ? 0.0 : layer.gain,
                       first_frame(layer, track),
                       faded_level(layer, track)};
}

}  // namespace bbplay::voices
