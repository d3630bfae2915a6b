// SPDX-License-Identifier: MIT
#include "analysis/blend_lags.h"

#include <algorithm>
#include <span>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/audio/stereo_block.h"

#include "analysis/parallel.h"
#include "analysis/spans.h"
#include "dsp/fft/align.h"
#include "scheduler/step_player.h"

namespace bbplay::analysis {
namespace {

/// A blend of the format is aligned by so many frames at most (format track 5.2): 12 s at 44.1 kHz.
constexpr std::int64_t kMostAligned = std::int64_t{1} << 19;

/// The frames of a blend that decide about its lag: those around its middle, where both sides are
/// heard.
Span aligned_part(const Fade& blend) {
  const std::int64_t frames = std::min(blend.frames, kMostAligned);
  const std::int64_t begin = blend.start + (blend.frames - frames) / 2;
  return {begin, begin + frames};
}

/// Pairs of the step that causes a blend and one that lies under it, both as places in `steps`, in
/// this order.
std::vector<std::pair<std::size_t, std::size_t>> touching(const std::vector<StepPlan>& steps) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    for (const Fade& fade : steps[k].fade_outs) pairs.emplace_back(fade.by, k);
  }
  std::ranges::sort(pairs);
  return pairs;
}

/// The step as it was before the blend caused by step `by`: later blends have not happened yet.
StepPlan before_blend(StepPlan placed, std::size_t by) {
  std::erase_if(placed.fade_outs, [by](const Fade& fade) { return fade.by >= by; });
  return placed;
}

/// What the step adds to `out`, from track frame `first` on; piece by piece, so that it can be given
/// up in between.
void add(scheduler::StepPlayer& player, std::int64_t first, StereoBlock out, const Tick& tick) {
  constexpr std::size_t kPiece = 1u << 15;  // frames
  while (out.frames() > 0) {
    const std::size_t count = std::min(out.frames(), kPiece);
    player.service(static_cast<std::int64_t>(count + kQuantum));
    player.add(first, out.first(count));
    tick(static_cast<std::int64_t>(count));
    first += static_cast<std::int64_t>(count);
    out = out.dropping(count);
  }
}

bool only_noise(const Step& step) {
  return std::ranges::all_of(step.voices,
                             [](const VoiceSpec& voice) { return voice.bus == Bus::noise; });
}

}  // namespace

void find_lags(const Track& track, const scheduler::RenderContext& context,
               std::vector<StepPlan>& steps, const WantsLag& wanted, unsigned jobs,
               const Tick& tick) {
  const bool corrected = context.fidelity == Fidelity::corrected;
  const dsp::Sharing share = [jobs](std::size_t count, const auto& task) {
    parallel_for(count, jobs, task);
  };
  dsp::Aligner aligner(share);
  const dsp::Interrupt interrupt = [&tick] { tick(0); };
  // Of the longest blend, once: memory that is new has to be cleared by the system first.
  std::int64_t longest = 0;
  for (const StepPlan& placed : steps) {
    if (placed.fade_in && (!wanted || wanted(*placed.fade_in))) {
      longest = std::max(longest, aligned_part(*placed.fade_in).length());
    }
  }
  StereoBuffer earlier_memory(static_cast<std::size_t>(longest));
  StereoBuffer next_memory(static_cast<std::size_t>(longest));
  const auto cleared = [](StereoBlock block) {
    std::ranges::fill(block.left, 0.0f);
    std::ranges::fill(block.right, 0.0f);
    return block;
  };
  const auto pairs = touching(steps);
  auto pair = pairs.begin();
  for (std::size_t m = 0; m < steps.size(); ++m) {
    StepPlan& incoming = steps[m];
    if (!incoming.fade_in) continue;
    const Fade blend = *incoming.fade_in;
    if (wanted && !wanted(blend)) continue;
    const Span part = aligned_part(blend);
    const auto frames = static_cast<std::size_t>(part.length());

    pair = std::lower_bound(pair, pairs.end(), std::pair{m, std::size_t{0}});
    const auto behind = std::upper_bound(pair, pairs.end(), std::pair{m, steps.size()});
    const std::span touched(pair, behind);
    const bool touches_sound = std::ranges::any_of(
        touched, [&](const auto& by) { return !only_noise(track.steps[steps[by.second].step]); });
    if (corrected && (only_noise(track.steps[incoming.step]) || !touches_sound)) continue;

    const StereoBlock earlier = cleared(earlier_memory.block().first(frames));
    const StereoBlock next = cleared(next_memory.block().first(frames));
    const auto add_earlier = [&] {
      for (const auto& [by, k] : touched) {
        scheduler::StepPlayer placed(track, before_blend(steps[k], by), context);
        placed.seek(part.begin);
        add(placed, part.begin, earlier, tick);
      }
    };
    const auto add_next = [&] {
      StepPlan unblended = incoming;
      unblended.fade_in.reset();
      unblended.fade_outs.clear();
      scheduler::StepPlayer placed(track, unblended, context);
      if (part.begin > incoming.start) placed.seek(part.begin);
      add(placed, part.begin, next, tick);
    };
    share(2, [&](std::size_t side) { side == 0 ? add_earlier() : add_next(); });

    dsp::AlignmentSearch search;
    if (corrected) {
      search.farthest = frames_in(0.025, context.rate);
      search.never_delay = !incoming.end_covered;
    }
    incoming.lag = aligner.align(earlier, next, search, {}, interrupt).lag;
  }
}

}  // namespace bbplay::analysis
