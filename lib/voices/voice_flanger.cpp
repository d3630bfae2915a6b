// SPDX-License-Identifier: MIT
#include "voices/voice_flanger.h"

#include <algorithm>

namespace bbplay::voices {
namespace {

dsp::TransitionCurve blend_curve(const FlangerSpec& spec, const TransitionTiming& synth_timing,
                                 const VoiceContext& context) {
  if (!spec.blends) return {};
  return {context.seconds, context.frames,
          VoiceFlanger::blend_timing(spec, synth_timing, context.fidelity), context.curves};
}

}  // namespace

const TransitionTiming& VoiceFlanger::blend_timing(const FlangerSpec& spec,
                                                   const TransitionTiming& synth_timing,
                                                   Fidelity fidelity) noexcept {
  return fidelity == Fidelity::corrected ? synth_timing : spec.timing;
}

VoiceFlanger::VoiceFlanger(const FlangerSpec& spec, const TransitionTiming& synth_timing,
                           const VoiceContext& context)
    : blends_(spec.blends), curve_(blend_curve(spec, synth_timing, context)) {
  const auto flanger = [&](dsp::FlangerSet set) {
    return dsp::Renewed(dsp::Flanger(dsp::settings_of(spec.patch, set, context.fidelity),
                                     context.rate, context.fidelity));
  };
  // A voice that does not blend is flanged with its start set even if only the end is switched on.
  if (spec.at_start || !blends_) start_ = flanger(dsp::FlangerSet::start);
  if (spec.at_end && blends_) end_ = flanger(dsp::FlangerSet::end);
}

bool VoiceFlanger::renews() const noexcept {
  return (!start_ || start_->renews()) && (!end_ || end_->renews());
}

std::int64_t VoiceFlanger::run_in_frames() const noexcept {
  return std::max(start_ ? start_->run_in_frames() : 0, end_ ? end_->run_in_frames() : 0);
}

std::int64_t VoiceFlanger::entry_before(std::int64_t frame) const noexcept {
  std::int64_t entry = frame;
  if (start_) entry = std::min(entry, start_->entry_before(frame));
  if (end_) entry = std::min(entry, end_->entry_before(frame));
  return entry;
}

void VoiceFlanger::enter(std::int64_t entry) noexcept {
  if (start_) start_->enter(entry);
  if (end_) end_->enter(entry);
}

void VoiceFlanger::process(std::int64_t first_frame, StereoBlock inout) noexcept {
  if (blends_) {
    blend(first_frame, inout);
  } else {
    start_->process(first_frame, inout);
  }
}

void VoiceFlanger::blend(std::int64_t first_frame, StereoBlock inout) noexcept {
  alignas(64) double alpha[kQuantum];
  curve_.fill(first_frame, alpha);
  QuantumBuffer from;
  std::copy(inout.left.begin(), inout.left.end(), from.left);
  std::copy(inout.right.begin(), inout.right.end(), from.right);
  // Once the blend is over for good the start set is not heard any more.
  const bool start_is_heard = !(curve_.is_monotonic() && alpha[0] >= 1);
  if (start_ && start_is_heard) start_->process(first_frame, from.block());
  if (end_) end_->process(first_frame, inout);
  const auto mix = [&alpha](std::span<float> to, const float* start) {
    for (std::size_t i = 0; i < kQuantum; ++i) {
      to[i] = static_cast<float>((1 - alpha[i]) * static_cast<double>(start[i]) +
                                 alpha[i] * static_cast<double>(to[i]));
    }
  };
  mix(inout.left, from.left);
  mix(inout.right, from.right);
}

}  // namespace bbplay::voices
