// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>

#include "bbplay/voices/voice.h"

#include "dsp/block/flush_denormals.h"
#include "dsp/block/modulation_ops.h"
#include "dsp/filter/zero_phase_stage.h"

namespace bbplay::voices {

/// The filters of the QAM voices: everything below 30 Hz and the top tenth of the band is taken
/// away, both without phase shift (format voices-modulation 6).
dsp::ZeroPhaseFilter rumble_filter(double rate);
dsp::ZeroPhaseFilter band_limit(double rate);

/// A voice before those filters: a source that also has frames before its first one and past its
/// end.
///
/// is_closed_form()  seek() takes no time
/// peak_bound()      no sample is larger
template <class S>
concept EndlessSource = dsp::ZeroPhaseSource<S> && requires(const S& source) {
  { source.is_closed_form() } -> std::same_as<bool>;
  { source.peak_bound() } -> std::same_as<double>;
};

/// The kernel of a voice that passes those filters.
///
/// In the reference the filters see the voice mirrored at both ends, which to the high-pass looks
/// like a step and leaves a thump. Corrected fidelity lets the voice go on beyond both ends instead
/// (format voices-modulation 12, D2).
template <EndlessSource Raw>
class BandLimited {
 public:
  BandLimited(Raw raw, const VoiceContext& context)
      : BandLimited(std::move(raw), context, rumble_filter(context.rate),
                    band_limit(context.rate)) {}

  void render(std::int64_t first, StereoBlock out) noexcept {
    dsp::StereoDoublesQuantum signal;
    chain_.render(first + lead_, signal.block());
    dsp::to_float(signal.left, gain(), out.left);
    dsp::to_float(signal.right, gain(), out.right);
  }

  void seek(std::int64_t frame) {
    const dsp::FlushDenormals guard;  // as while playing
    chain_.seek(frame + lead_);
  }
  bool seeks_at_once() const noexcept { return chain_.source().source().raw.is_closed_form(); }
  double peak_bound() const noexcept { return peak_bound_; }

 private:
  /// Too short for the padding of the filters; the reference fails, and the voice is silent.
  static constexpr std::int64_t kMinFrames = 15;

  /// The voice, starting `lead` frames early.
  struct Early {
    Raw raw;
    std::int64_t lead;
    void render(std::int64_t first, dsp::StereoDoubles out) noexcept {
      raw.render(first - lead, out);
    }
    void seek(std::int64_t frame) { raw.seek(frame - lead); }
  };
  using Rumbling = dsp::ZeroPhaseStage<Early>;

  BandLimited(Raw raw, const VoiceContext& context, const dsp::ZeroPhaseFilter& rumble,
              const dsp::ZeroPhaseFilter& band)
      : lead_(context.fidelity == Fidelity::corrected ? lead_frames(context.rate) : 0),
        is_silent_(context.frames <= kMinFrames),
        peak_bound_(raw.peak_bound() * rumble.gain_bound * band.gain_bound),
        chain_(Rumbling({std::move(raw), lead_}, rumble, frames(context), std::nullopt), band,
               frames(context), std::nullopt) {
    seek(0);
  }

  static std::int64_t lead_frames(int rate) noexcept {
    const auto quantum = static_cast<std::int64_t>(kQuantum);
    return (rate / 4 + quantum - 1) / quantum * quantum;
  }
  std::int64_t frames(const VoiceContext& context) const noexcept {
    return is_silent_ ? 0 : context.frames + 2 * lead_;
  }
  double gain() const noexcept { return is_silent_ ? 0 : 1; }

  std::int64_t lead_;
  bool is_silent_;
  double peak_bound_;
  dsp::ZeroPhaseStage<Rumbling> chain_;
};

}  // namespace bbplay::voices
