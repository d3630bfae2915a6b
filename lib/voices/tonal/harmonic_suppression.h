// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/voices/voice.h"

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_stage.h"
#include "voices/voice_of.h"

namespace bbplay::voices {

/// Edge of the low-pass above a carrier, below half the rate (format voices-tonal 4 and 8).
inline double suppression_hz(double carrier_hz, int rate) {
  return std::min(1.5 * carrier_hz, 0.5 * rate - 1);
}

/// A kernel heard through a zero-phase low-pass of fourth order, which takes the harmonics away
/// that pulses add to a carrier (format voices-tonal 1.7). The kernel runs ahead of what is
/// heard by the settling time of the filter. A kernel for VoiceOf.
template <Kernel K>
class HarmonicSuppression {
 public:
  HarmonicSuppression(K kernel, double edge_hz, const VoiceContext& context)
      : stage_(Source{VoiceOf<K>(std::move(kernel), context.marks)},
               dsp::ZeroPhaseFilter(dsp::butterworth_low_pass(kOrder, edge_hz, context.rate),
                                    kOrder, kMaxLookAhead),
               context.frames) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::StereoDoublesQuantum filtered;
    stage_.render(first, filtered.block());
    std::transform(filtered.left, filtered.left + kQuantum, out.left.begin(), to_float);
    std::transform(filtered.right, filtered.right + kQuantum, out.right.begin(), to_float);
  }

  void seek(std::int64_t frame) { stage_.seek(frame); }
  bool seeks_at_once() const noexcept { return voice().seeks_at_once(); }
  bool renews() const noexcept { return voice().stands_on_marks(); }
  std::shared_ptr<const WayMarks> mark_way(std::int64_t frames,
                                           const std::function<void()>& tick) const {
    return voice().mark_way(frames, tick);
  }

  /// Each of the two passes raises a peak by 3.2 at most, where the edge is close to half the rate;
  /// the mirrored ends of the signal reach three times its peak.
  double peak_bound() const noexcept { return 3 * 3.2 * 3.2 * voice().peak_bound(); }
  std::optional<CarriedPhases> final_phases() const { return voice().final_phases(); }

 private:
  static constexpr int kOrder = 4;
  /// An edge within a few Hz of half the rate takes that long to settle; there is nothing left to
  /// take away then.
  static constexpr std::int64_t kMaxLookAhead = 65'536;

  struct Source {
    VoiceOf<K> voice;

    void seek(std::int64_t frame) { voice.seek(frame); }
    void render(std::int64_t /*first*/, dsp::StereoDoubles out) noexcept {
      QuantumBuffer heard;
      voice.render(heard.block());
      std::copy_n(heard.left, kQuantum, out.left.begin());
      std::copy_n(heard.right, kQuantum, out.right.begin());
    }
  };

  static float to_float(double x) noexcept { return static_cast<float>(x); }
  const VoiceOf<K>& voice() const noexcept { return stage_.source().voice; }

  dsp::ZeroPhaseStage<Source> stage_;
};

/// The voice of a kernel, with the low-pass if it is wanted and has an edge.
template <Kernel K>
std::unique_ptr<Voice> make_suppressed(K kernel, bool wanted, double carrier_hz,
                                       const VoiceContext& context) {
  const double edge_hz = suppression_hz(carrier_hz, context.rate);
  if (!wanted || !(edge_hz > 0) || context.frames <= 0) {
    return std::make_unique<VoiceOf<K>>(std::move(kernel), context.marks);
  }
  return std::make_unique<VoiceOf<HarmonicSuppression<K>>>(
      HarmonicSuppression<K>(std::move(kernel), edge_hz, context));
}

}  // namespace bbplay::voices
