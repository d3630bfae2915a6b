// SPDX-License-Identifier: MIT
// A monaural beat folded to the middle, with a second tremolo (format sam 2).
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "voices/synths.h"
#include "voices/tonal/monaural_beat.h"
#include "voices/voice_of.h"
#include "voices/voice_transition.h"

namespace bbplay::voices {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
constexpr double kTurnsPerRadian = 1 / (2 * std::numbers::pi);
constexpr double kLimitedPeak = 0.98;
constexpr double kScannedSeconds = 60;

/// The reference moves the beat in a straight line over the whole voice, whatever the timing says.
SynthSpec beat_spec(const SynthSpec& spec, Fidelity fidelity) {
  SynthSpec out = spec;
  if (fidelity == Fidelity::reference) out.timing = {};
  return out;
}

/// Tremolo and level of the whole.
///
/// reference   they too move over the whole voice, reaching their ends with its last frame; the
///             tremolo's phase is the momentary rate times the time
/// corrected   they follow the transition curve; the phase is the sum of the rate
class OuterTremolo {
 public:
  OuterTremolo(const SamMonauralBeatPatch& patch, const SynthSpec& spec,
               const VoiceContext& context)
      : amp_(patch.amp),
        depth_(patch.depth),
        hz_(patch.freq_hz),
        phase_turns_{patch.phase_rad.from * kTurnsPerRadian, patch.phase_rad.to * kTurnsPerRadian},
        rate_(context.rate),
        last_frame_(static_cast<double>(std::max<std::int64_t>(1, context.frames - 1))),
        curved_(spec.moving && context.fidelity == Fidelity::corrected) {
    if (curved_) curve_ = curve_of(spec, context);
  }

  void apply(std::int64_t first, std::span<float> sound) const noexcept {
    std::array<double, kQuantum> progress;
    std::array<double, kQuantum> turns;
    std::array<float, kQuantum> sine;
    fill_progress(first, progress);
    double sum = curved_ ? curve_.sum_before(first) : 0;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const auto frame = static_cast<double>(first + static_cast<std::int64_t>(i));
      const double cycles =
          curved_ ? frame * hz_.from + (hz_.to - hz_.from) * sum : frame * hz_.at(progress[i]);
      turns[i] = cycles / rate_ + phase_turns_.at(progress[i]);
      sum += progress[i];
    }
    dsp::sin_turns(turns, sine);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double depth = depth_.at(progress[i]);
      const bool trembles = depth > 0 && hz_.at(progress[i]) > 0;
      const double half = trembles ? std::min(depth, 2.0) / 2 : 0;
      const float gain = static_cast<float>(1 - half) + static_cast<float>(half) * sine[i];
      sound[i] = sound[i] * gain * static_cast<float>(amp_.at(progress[i]));
    }
  }

  double largest_amp() const noexcept {
    const Ramp reach{amp_.at(curve_.lowest()), amp_.at(curve_.highest())};
    const Ramp& ends = curved_ ? reach : amp_;
    return std::max(std::abs(ends.from), std::abs(ends.to));
  }

 private:
  void fill_progress(std::int64_t first, std::span<double> out) const noexcept {
    if (curved_) {
      curve_.fill(first, out);
      return;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<double>(first + static_cast<std::int64_t>(i)) / last_frame_;
    }
  }

  Ramp amp_, depth_, hz_, phase_turns_;
  double rate_, last_frame_;
  bool curved_;
  dsp::TransitionCurve curve_;  // corrected only
};

class SamMonauralBeat {
 public:
  SamMonauralBeat(const SamMonauralBeatPatch& patch, const SynthSpec& spec,
                  const VoiceContext& context)
      : beat_(patch.beat(), beat_spec(spec, context.fidelity), context),
        tremolo_(patch, spec, context) {
    bound_ = tremolo_.largest_amp() * (1 + 1e-6);
    if (tremolo_.largest_amp() > 1) limit(context);
  }

  void render(std::int64_t first, StereoBlock out) noexcept {
    beat_.render(first, out);
    for (std::size_t i = 0; i < kQuantum; ++i) out.left[i] = (out.left[i] + out.right[i]) / 2;
    tremolo_.apply(first, out.left);
    if (gain_ != 1) dsp::scale(out.left, gain_);
    std::copy(out.left.begin(), out.left.end(), out.right.begin());
  }

  void reset() noexcept { beat_.reset(); }
  bool is_closed_form() const noexcept { return beat_.is_closed_form(); }
  double peak_bound() const noexcept { return bound_; }

 private:
  /// Brings a voice over full scale down to 0.98 as a whole. Its level is highest at one of its
  /// ends, so a long one is only looked at there.
  void limit(const VoiceContext& context) {
    const auto scanned = frames_in(kScannedSeconds, context.rate);
    float peak = peak_of(0, std::min(scanned, context.frames), context.frames);
    if (is_closed_form() && context.frames > scanned) {
      const std::int64_t from = std::max(scanned, context.frames - scanned) / kStep * kStep;
      peak = std::max(peak, peak_of(from, context.frames, context.frames));
    }
    if (peak <= 1) return;
    gain_ = static_cast<float>(kLimitedPeak / static_cast<double>(peak));
    bound_ *= static_cast<double>(gain_);
  }

  float peak_of(std::int64_t from, std::int64_t to, std::int64_t frames) const {
    SamMonauralBeat copy = *this;
    QuantumBuffer out;
    float peak = 0;
    for (std::int64_t first = from; first < to; first += kStep) {
      copy.render(first, out.block());
      const auto count = static_cast<std::size_t>(std::min(kStep, frames - first));
      peak = std::max(peak, dsp::peak(out.block().left.first(count)));
    }
    return peak;
  }

  MonauralBeat beat_;
  OuterTremolo tremolo_;
  float gain_ = 1;
  double bound_ = 0;
};

}  // namespace

MadeVoice make(const SamMonauralBeatPatch& patch, const SynthSpec& spec,
               const VoiceContext& context) {
  return std::make_unique<VoiceOf<SamMonauralBeat>>(SamMonauralBeat(patch, spec, context));
}

}  // namespace bbplay::voices
