// SPDX-License-Identifier: MIT
#include "voices/voice_chain.h"

#include <algorithm>
#include <limits>
#include <variant>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/silence_non_finite.h"
#include "dsp/transition/transition.h"

namespace bbplay::voices {
namespace {

constexpr double kSurelyFinite = 1e30;  // far from the largest float

std::optional<VoiceFlanger> flanger_of(const VoiceSpec& spec, const VoiceContext& context) {
  if (!spec.flanger) return std::nullopt;
  return VoiceFlanger(*spec.flanger, timed_synth(spec, context).timing, context);
}

/// A flanger that runs in has to hear the voice as it will be from the renewal on.
VoiceContext heard_by(const std::optional<VoiceFlanger>& flanger, VoiceContext context) {
  if (flanger) context.renewed_ahead_frames = flanger->run_in_frames();
  return context;
}

}  // namespace

SynthSpec timed_synth(const VoiceSpec& spec, const VoiceContext& context) {
  SynthSpec synth = spec.synth;
  synth.timing = timing_for(spec, context.seconds, context.fidelity);
  return synth;
}

std::vector<TransitionTiming> timings_of(const VoiceSpec& spec, const VoiceContext& context) {
  std::vector<TransitionTiming> timings;
  const TransitionTiming of_synth = timing_for(spec, context.seconds, context.fidelity);
  const bool moves = std::visit(
      [fidelity = context.fidelity](const auto& patch) {
        // Sweeps of notches are no rows, and may move where these do not.
        constexpr bool kHasSweeps = requires { patch.notches(); };
        if constexpr (requires { patch.is_straight_in_reference; }) {
          if (fidelity == Fidelity::reference) return false;
        }
        return kHasSweeps || dsp::has_transition(patch);
      },
      spec.synth.patch);
  if (spec.synth.moving && moves) timings.push_back(of_synth);
  if (spec.flanger && spec.flanger->blends) {
    timings.push_back(VoiceFlanger::blend_timing(*spec.flanger, of_synth, context.fidelity));
  }
  return timings;
}

VoiceChain::VoiceChain(const VoiceSpec& spec, const VoiceContext& context)
    : frames_(context.frames),
      flanger_(flanger_of(spec, context)),
      voice_(make_voice(timed_synth(spec, context), heard_by(flanger_, context))),
      may_fail_(!(voice_->peak_bound() < kSurelyFinite)),
      envelope_(spec.envelope, context.seconds, context.frames, context.rate) {
  if (std::holds_alternative<envelope::DefaultFade>(spec.envelope)) {
    default_fade_.emplace(context.frames, context.rate);
  }
}

VoiceChain::VoiceChain(const VoiceChain& other)
    : frames_(other.frames_),
      frame_(other.frame_),
      flanger_(other.flanger_),
      voice_(other.voice_->clone()),
      may_fail_(other.may_fail_),
      envelope_(other.envelope_),
      default_fade_(other.default_fade_) {}

void VoiceChain::render(StereoBlock out) noexcept {
  voice_->render(out);
  end_at_last_frame(out);
  // A voice that fails contributes nothing at the frames concerned (format track 3.3).
  if (may_fail_) dsp::silence_non_finite(out);
  if (!envelope_.is_unity()) envelope_.apply(frame_, out);
  if (flanger_) {
    flanger_->process(frame_, out);
    end_at_last_frame(out);
    dsp::silence_non_finite(out);
  }
  if (default_fade_) default_fade_->apply(frame_, out);
  frame_ += static_cast<std::int64_t>(kQuantum);
}

void VoiceChain::end_at_last_frame(StereoBlock out) const noexcept {
  const std::int64_t left = std::clamp<std::int64_t>(frames_ - frame_, 0, kQuantum);
  if (left == static_cast<std::int64_t>(kQuantum)) return;
  const StereoBlock past_the_end = out.dropping(static_cast<std::size_t>(left));
  std::ranges::fill(past_the_end.left, 0.0f);
  std::ranges::fill(past_the_end.right, 0.0f);
}

void VoiceChain::seek(std::int64_t frame) {
  if (!flanger_) {
    voice_->seek(frame);
    frame_ = frame;
    return;
  }
  // What the flanger remembers it has to hear again.
  const std::int64_t entry = flanger_->entry_before(frame);
  if (frame < frame_ || entry > frame_) {
    voice_->seek(entry);
    flanger_->enter(entry);
    frame_ = entry;
  }
  QuantumBuffer discarded;
  while (frame_ < frame) {
    voice_->service(static_cast<std::int64_t>(kQuantum));
    render(discarded.block());
  }
}

bool VoiceChain::seeks_at_once() const noexcept { return !flanger_ && voice_->seeks_at_once(); }

bool VoiceChain::renews() const noexcept {
  if (!flanger_) return voice_->renews();
  return flanger_->renews() && (voice_->seeks_at_once() || voice_->renews());
}

std::optional<double> VoiceChain::nominal_peak() const noexcept {
  const std::optional<double> nominal = flanger_ ? std::nullopt : voice_->nominal_peak();
  return nominal ? std::optional(*nominal * envelope_.peak()) : std::nullopt;
}

std::optional<StereoToneBound> VoiceChain::tones(std::int64_t begin,
                                                 std::int64_t end) const noexcept {
  if (flanger_ || !envelope_.is_unity()) return std::nullopt;
  return voice_->tones(begin, end);
}

double VoiceChain::peak_bound() const noexcept {
  if (flanger_) return std::numeric_limits<double>::infinity();
  return voice_->peak_bound() * envelope_.peak();
}

}  // namespace bbplay::voices
