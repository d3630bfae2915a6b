// SPDX-License-Identifier: MIT
#include "scheduler/step_mix.h"

namespace bbplay::scheduler {

bool keeps_a_thread(StepEntry entry, std::int64_t frames) noexcept {
  constexpr std::int64_t kShort = std::int64_t{1} << 22;
  return entry == StepEntry::from_beginning && frames > kShort;
}

StepMix::StepMix(const Track& track, const StepPlan& placed, const RenderContext& context,
                 float gain_binaural, float gain_noise)
    : voices_(track, placed, context), gain_binaural_(gain_binaural), gain_noise_(gain_noise) {
  if (!keeps_a_thread(placed.entry, placed.frames)) return;
  const unsigned runners = VoiceRelay::runners_for(voices_, context.runners);
  if (runners == 1) return;
  const auto add = [this](std::size_t voice, StereoBlock mix) {
    voices_.add_to_mix(voice, gain_binaural_, gain_noise_, mix);
  };
  relay_.emplace(voices_, placed.frames, add, runners);
}

void StepMix::render(StereoBlock out) noexcept {
  if (relay_) {
    relay_->render(out);
  } else {
    voices_.render_mix(gain_binaural_, gain_noise_, out);
  }
}

void StepMix::service(std::int64_t frames) {
  if (!relay_) voices_.service(frames);  // a relay has no files
}

void StepMix::seek(std::int64_t frame) {
  if (relay_) {
    relay_->seek(frame);
  } else {
    voices_.seek(frame);
  }
}

}  // namespace bbplay::scheduler
