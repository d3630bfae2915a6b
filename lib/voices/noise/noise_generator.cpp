// SPDX-License-Identifier: MIT
// noise_generator (format noise 1.3, 1.4 and 7).
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/dsp/transition_curve.h"

#include "dsp/block/gain_ops.h"
#include "dsp/block/modulation_ops.h"
#include "dsp/level/breakpoint_envelope.h"
#include "dsp/spatial/spatializer.h"
#include "voices/noise/noise_engine.h"
#include "voices/synths.h"
#include "voices/voice_of.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

std::int64_t rounded_frames(double seconds, const VoiceContext& context) {
  const double frames = std::nearbyint(std::max(0.0, seconds) * context.rate);
  return static_cast<std::int64_t>(std::min(frames, static_cast<double>(context.frames)));
}

dsp::FadedLevel envelope_of(const NoiseGeneratorPatch& patch, const VoiceContext& context) {
  return {patch.amp_envelope,
          context.rate,
          {0, context.frames, rounded_frames(patch.fade_in_s, context),
           rounded_frames(patch.fade_out_s, context)}};
}

class NoiseGenerator {
 public:
  NoiseGenerator(const NoiseGeneratorPatch& patch, NoiseEngine engine, dsp::TransitionCurve curve,
                 const VoiceContext& context)
      : engine_(std::move(engine)),
        curve_(std::move(curve)),
        left_(patch.amp_left),
        right_(patch.amp_right),
        mono_(engine_.is_mono() && left_.from == right_.from && left_.to == right_.to),
        envelope_(envelope_of(patch, context)),
        spatializer_(dsp::spatializer_of(patch.spatial, context.seconds, context.rate,
                                         context.fidelity, context.renewed_ahead_frames)) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::StereoDoublesQuantum noise;
    engine_.render(first, noise.block());
    double envelope[kQuantum];
    std::fill_n(envelope, kQuantum, 1.0);
    envelope_.multiply(first, envelope);
    const bool moves = left_.moves() || right_.moves();
    double alpha[kQuantum];
    if (moves) curve_.fill(first, alpha);
    const auto bring_to_level = [&](std::span<const double> x, double level, const Ramp& amp,
                                    std::span<float> ear) {
      if (!moves) return dsp::to_clipped(x, level * amp.from, envelope, ear);
      double gain[kQuantum];
      dsp::fill(amp, alpha, gain);
      dsp::multiply(gain, envelope);
      dsp::to_clipped(x, level, gain, ear);
    };
    bring_to_level(noise.left, engine_.level().left, left_, out.left);
    if (mono_) {
      std::copy(out.left.begin(), out.left.end(), out.right.begin());
    } else {
      bring_to_level(noise.right, engine_.level().right, right_, out.right);
    }
    if (!spatializer_) return;
    spatializer_->process(first, out);
    dsp::clip(out.left);
    dsp::clip(out.right);
  }

  void seek(std::int64_t frame) {
    if (!spatializer_) {
      engine_.seek(frame);
      return;
    }
    const std::int64_t entry = spatializer_->entry_before(frame);
    engine_.seek(entry);
    spatializer_->enter(entry);
    QuantumBuffer discarded;
    for (std::int64_t at = entry; at < frame; at += static_cast<std::int64_t>(kQuantum)) {
      service(kQuantum);
      render(at, discarded.block());
    }
  }
  void service(std::int64_t frames) { engine_.service(frames); }
  bool seeks_at_once() const noexcept { return !spatializer_; }
  bool renews() const noexcept { return spatializer_ && spatializer_->renews(); }
  double peak_bound() const noexcept { return 1; }
  std::optional<OwnLevels> own_levels() const { return engine_.own_levels(); }
  std::optional<double> nominal_peak() const noexcept {
    const std::optional<double> peak = engine_.nominal_peak();
    if (!peak || spatializer_) return std::nullopt;
    // As far as the voice gets on its way.
    const double low = curve_.lowest(), high = curve_.highest();
    const double amp = std::max({std::abs(left_.at(low)), std::abs(left_.at(high)),
                                 std::abs(right_.at(low)), std::abs(right_.at(high))});
    return std::min(1.0, *peak * amp * envelope_.peak());
  }

 private:
  NoiseEngine engine_;
  dsp::TransitionCurve curve_;
  Ramp left_, right_;
  bool mono_;
  dsp::FadedLevel envelope_;
  std::optional<dsp::RenewedSpatializer> spatializer_;
};

}  // namespace

MadeVoice make(const NoiseGeneratorPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  dsp::TransitionCurve curve;
  if (spec.moving) curve = curve_of(spec, context);
  NoiseEngine engine(patch.source, patch.notches(), spec.moving, curve, context);
  return std::make_unique<VoiceOf<NoiseGenerator>>(
      NoiseGenerator(patch, std::move(engine), std::move(curve), context));
}

}  // namespace bbplay::voices
