// SPDX-License-Identifier: MIT
#include "analysis/blend_lags.h"

#include <algorithm>

#include "bbplay/audio/stereo_block.h"

#include "dsp/align.h"
#include "scheduler/lane.h"

namespace bbplay::analysis {
namespace {

/// The lane as it was before the blend caused by lane `by`: later blends have not happened yet.
LanePlan before_blend(LanePlan lane, std::size_t by) {
  std::erase_if(lane.fade_outs, [by](const Fade& fade) { return fade.by >= by; });
  return lane;
}

bool only_noise(const Step& step) {
  return std::ranges::all_of(step.voices,
                             [](const VoiceSpec& voice) { return voice.bus == Bus::noise; });
}

}  // namespace

void find_lags(const Track& track, const scheduler::RenderContext& context,
               std::vector<LanePlan>& lanes, const Tick& tick) {
  const bool corrected = context.fidelity == Fidelity::corrected;
  dsp::Aligner aligner;
  // Of the longest blend, once: memory that is new has to be cleared by the system first.
  std::int64_t longest = 0;
  for (const LanePlan& lane : lanes) {
    if (lane.fade_in) longest = std::max(longest, lane.fade_in->frames);
  }
  StereoBuffer earlier_memory(static_cast<std::size_t>(longest));
  StereoBuffer next_memory(static_cast<std::size_t>(longest));
  const auto cleared = [](StereoBlock block) {
    std::ranges::fill(block.left, 0.0f);
    std::ranges::fill(block.right, 0.0f);
    return block;
  };
  for (std::size_t m = 0; m < lanes.size(); ++m) {
    LanePlan& incoming = lanes[m];
    if (!incoming.fade_in) continue;
    const Fade blend = *incoming.fade_in;
    const auto frames = static_cast<std::size_t>(blend.frames);

    const StereoBlock earlier = cleared(earlier_memory.block().first(frames));
    bool touches_sound = false;
    for (std::size_t k = 0; k < m; ++k) {
      const bool touched =
          std::ranges::any_of(lanes[k].fade_outs, [m](const Fade& f) { return f.by == m; });
      if (!touched) continue;
      touches_sound = touches_sound || !only_noise(track.steps[lanes[k].step]);
      scheduler::Lane lane(track, before_blend(lanes[k], m), context);
      lane.seek(blend.start);
      lane.add(blend.start, earlier);
    }
    if (corrected && (only_noise(track.steps[incoming.step]) || !touches_sound)) continue;

    const StereoBlock next = cleared(next_memory.block().first(frames));
    LanePlan unblended = incoming;
    unblended.fade_in.reset();
    unblended.fade_outs.clear();
    scheduler::Lane lane(track, unblended, context);
    lane.add(incoming.start, next);

    dsp::AlignmentSearch search;
    if (corrected) {
      search.farthest = static_cast<std::int64_t>(0.025 * context.rate);
      search.never_delay = !incoming.end_covered;
    }
    incoming.lag = aligner.align(earlier, next, search).lag;
    tick(2 * blend.frames);
  }
}

}  // namespace bbplay::analysis
