// SPDX-License-Identifier: MIT
#include "analysis/curves_ahead.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/dsp/transition_curve.h"

#include "analysis/parallel.h"
#include "dsp/block/flush_denormals.h"
#include "voices/voice_chain.h"

namespace bbplay::analysis {
namespace {

/// A curve of a step, of which nothing may have been found out.
struct Asked {
  std::size_t step;  // index in the plan
  TransitionTiming timing;
  std::optional<CurveSurvey> found{};
};

/// What the voices of all steps will ask for, of each step every curve once.
std::vector<Asked> asked_by(const Track& track, const scheduler::RenderContext& context,
                            const std::vector<StepPlan>& steps) {
  std::vector<Asked> asked;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = track.steps[steps[i].step];
    const auto of_this_step = static_cast<std::ptrdiff_t>(asked.size());
    for (std::size_t v = 0; v < step.voices.size(); ++v) {
      const VoiceContext voice = scheduler::voice_context(step, steps[i], v, context);
      for (TransitionTiming& timing : voices::timings_of(step.voices[v], voice)) {
        const auto same = std::find_if(asked.begin() + of_this_step, asked.end(),
                                       [&](const Asked& each) { return each.timing == timing; });
        if (same == asked.end()) asked.push_back({i, std::move(timing)});
      }
    }
  }
  return asked;
}

void keep(std::vector<Asked> asked, std::vector<StepPlan>& steps) {
  std::vector<KnownCurves> known(steps.size());
  for (Asked& each : asked) {
    if (each.found)
      known[each.step].all.push_back({std::move(each.timing), *std::move(each.found)});
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!known[i].all.empty()) {
      steps[i].curves = std::make_shared<const KnownCurves>(std::move(known[i]));
    }
  }
}

}  // namespace

void survey_curves(const Track& track, const scheduler::RenderContext& context, unsigned jobs,
                   const Tick& tick, std::vector<StepPlan>& steps) {
  std::vector<Asked> asked = asked_by(track, context, steps);
  const auto survey = [&](Asked& each, const dsp::Sharing& sharing) {
    const dsp::FlushDenormals flush;
    const StepPlan& placed = steps[each.step];
    each.found = dsp::TransitionCurve::survey(track.steps[placed.step].duration_s, placed.frames,
                                              each.timing, sharing);
  };
  // All threads evaluate a long one together; short ones are evaluated beside each other.
  constexpr std::int64_t kLong = 1 << 18;
  const auto is_long = [&](const Asked& each) { return steps[each.step].frames > kLong; };
  const auto shared_out_to = [&](unsigned threads) -> dsp::Sharing {
    return [&tick, threads](std::size_t count, const std::function<void(std::size_t)>& task) {
      parallel_for(count, threads, [&](std::size_t i) {
        const dsp::FlushDenormals flush;
        tick(0);
        task(i);
      });
    };
  };
  const auto short_ones = std::partition(asked.begin(), asked.end(), is_long);
  for (auto each = asked.begin(); each != short_ones; ++each) survey(*each, shared_out_to(jobs));
  parallel_for(static_cast<std::size_t>(asked.end() - short_ones), jobs, [&](std::size_t i) {
    survey(short_ones[static_cast<std::ptrdiff_t>(i)], shared_out_to(1));
  });
  keep(std::move(asked), steps);
}

void estimate_curves(const Track& track, const scheduler::RenderContext& context, unsigned jobs,
                     std::vector<StepPlan>& steps) {
  std::vector<Asked> asked = asked_by(track, context, steps);
  parallel_for(asked.size(), jobs, [&](std::size_t i) {
    const dsp::FlushDenormals flush;
    const StepPlan& placed = steps[asked[i].step];
    asked[i].found = dsp::TransitionCurve::estimate(track.steps[placed.step].duration_s,
                                                    placed.frames, asked[i].timing);
  });
  keep(std::move(asked), steps);
}

}  // namespace bbplay::analysis
