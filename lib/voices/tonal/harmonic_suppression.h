// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
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

/// The low-pass with that edge.
inline dsp::ZeroPhaseFilter suppression_filter(double edge_hz, int rate) {
  constexpr int kOrder = 4;
  // An edge within a few Hz of half the rate takes that long to settle; there is nothing left to
  // take away then.
  constexpr std::int64_t kMaxLookAhead = 65'536;
  return dsp::ZeroPhaseFilter(dsp::butterworth_low_pass(kOrder, edge_hz, rate), kOrder,
                              kMaxLookAhead);
}

/// A kernel heard through a zero-phase low-pass of fourth order, which takes the harmonics away
/// that pulses add to a carrier (format voices-tonal 1.7). The kernel runs ahead of what is
/// heard by the settling time of the filter. A kernel for VoiceOf.
///
/// filter  as suppression_filter() makes it
template <Kernel K>
class HarmonicSuppression {
 public:
  HarmonicSuppression(K kernel, const dsp::ZeroPhaseFilter& filter, std::int64_t frames)
      : stage_(Source{VoiceOf<K>(std::move(kernel))}, filter, frames) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::StereoDoublesQuantum filtered;
    stage_.render(first, filtered.block());
    std::transform(filtered.left, filtered.left + kQuantum, out.left.begin(), to_float);
    std::transform(filtered.right, filtered.right + kQuantum, out.right.begin(), to_float);
  }

  void seek(std::int64_t frame) { stage_.seek(frame); }
  bool seeks_at_once() const noexcept { return voice().seeks_at_once(); }
  bool renews() const noexcept { return voice().renews(); }

  /// Each of the two passes raises a peak by 3.2 at most, where the edge is close to half the rate;
  /// the mirrored ends of the signal reach three times its peak.
  double peak_bound() const noexcept { return 3 * 3.2 * 3.2 * voice().peak_bound(); }
  std::optional<CarriedPhases> final_phases() const { return voice().final_phases(); }

 private:
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
///
/// build  makes the kernel in a context; its effects are renewed in time for the low-pass, which
///        begins in front of the place where it is entered
template <class Build>
std::unique_ptr<Voice> make_suppressed(Build build, bool wanted, double carrier_hz,
                                       const VoiceContext& context) {
  using K = std::invoke_result_t<Build, const VoiceContext&>;
  const double edge_hz = suppression_hz(carrier_hz, context.rate);
  if (!wanted || !(edge_hz > 0) || context.frames <= 0) {
    return std::make_unique<VoiceOf<K>>(build(context));
  }
  const dsp::ZeroPhaseFilter filter = suppression_filter(edge_hz, context.rate);
  VoiceContext of_kernel = context;
  of_kernel.renewed_ahead_frames += dsp::most_frames_heard_again(filter, context.frames);
  return std::make_unique<VoiceOf<HarmonicSuppression<K>>>(
      HarmonicSuppression<K>(build(of_kernel), filter, context.frames));
}

}  // namespace bbplay::voices
