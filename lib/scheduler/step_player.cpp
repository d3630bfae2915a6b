// SPDX-License-Identifier: MIT
#include "scheduler/step_player.h"

#include <algorithm>

#include "bbplay/dsp/block_ops.h"
#include "bbplay/dsp/crossfade.h"

namespace bbplay::scheduler {
namespace {

float gain_of(double bus_gain, const StepPlan& plan, const RenderContext& context) {
  return static_cast<float>(bus_gain * plan.gain_continuity * plan.gain_ceiling *
                            context.master_gain);
}

/// Fades track frames first ... out, and silences what follows where the step ends with the blend.
void fade_out(const Fade& fade, std::int64_t first, StereoBlock block) noexcept {
  dsp::Crossfade(fade.curve, fade.frames).fade_out(first - fade.start, block);
  if (!fade.silent_after) return;
  const std::int64_t sounding = std::max<std::int64_t>(0, fade.start + fade.frames - first);
  if (sounding >= static_cast<std::int64_t>(block.frames())) return;
  const StereoBlock after = block.dropping(static_cast<std::size_t>(sounding));
  std::ranges::fill(after.left, 0.0f);
  std::ranges::fill(after.right, 0.0f);
}

}  // namespace

StepPlayer::StepPlayer(const Track& track, const StepPlan& plan, const RenderContext& context)
    : plan_(plan),
      mix_(track, plan, context, gain_of(plan.gain_binaural, plan, context),
           gain_of(plan.gain_noise, plan, context)),
      ready_from_(plan.start) {
  seek(plan.start);
}

void StepPlayer::seek(std::int64_t frame) {
  const std::int64_t step_frame = BlockStream::quantum_of(frame - plan_.start - plan_.lag);
  mix_.seek(step_frame);
  stream_.restart_at(step_frame);
  ready_from_ = frame;
}

void StepPlayer::add(std::int64_t first, StereoBlock out) noexcept {
  // Only [begin, end) sounds, and only where the shifted step has frames.
  const std::int64_t shift = plan_.start + plan_.lag;
  const std::int64_t sounding_from = std::max({begin(), shift, ready_from_});
  const std::int64_t sounding_to = std::min(end(), shift + plan_.frames);
  std::int64_t frame = std::max(first, sounding_from);
  const std::int64_t to = std::min(first + static_cast<std::int64_t>(out.frames()), sounding_to);
  while (frame < to) {
    const ConstStereoBlock part = stream_.at(frame - shift, to - frame,
                                             [this](StereoBlock quantum) { mix_.render(quantum); });
    add_weighted(frame, part, out.subblock(static_cast<std::size_t>(frame - first), part.frames()));
    frame += static_cast<std::int64_t>(part.frames());
  }
}

void StepPlayer::add_weighted(std::int64_t first, ConstStereoBlock source,
                              StereoBlock out) const noexcept {
  const std::int64_t last = first + static_cast<std::int64_t>(source.frames());
  const auto touched_by = [&](const Fade& fade) {
    return last > fade.start && (fade.silent_after || first < fade.start + fade.frames);
  };
  const bool fading_in = plan_.fade_in && touched_by(*plan_.fade_in);
  QuantumBuffer weighted;
  if (fading_in || std::ranges::any_of(plan_.fade_outs, touched_by)) {
    const StereoBlock block = weighted.block().first(source.frames());
    std::ranges::copy(source.left, block.left.begin());
    std::ranges::copy(source.right, block.right.begin());
    if (fading_in) {
      dsp::Crossfade(plan_.fade_in->curve, plan_.fade_in->frames)
          .fade_in(first - plan_.fade_in->start, block);
    }
    for (const Fade& fade : plan_.fade_outs) {
      if (touched_by(fade)) fade_out(fade, first, block);
    }
    source = block;
  }
  dsp::add_scaled(out.left, source.left, 1.0f);
  dsp::add_scaled(out.right, source.right, 1.0f);
}

}  // namespace bbplay::scheduler
