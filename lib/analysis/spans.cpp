// SPDX-License-Identifier: MIT
#include "analysis/spans.h"

#include <algorithm>

#include "bbplay/audio/frames.h"

namespace bbplay::analysis {
namespace {

std::vector<Span> subtract(const Span& from, const std::vector<Span>& sorted) {
  std::vector<Span> out;
  std::int64_t at = from.begin;
  for (const Span& hole : sorted) {
    if (hole.end <= at) continue;
    if (hole.begin >= from.end) break;
    if (hole.begin > at) out.push_back({at, hole.begin});
    at = hole.end;
  }
  if (at < from.end) out.push_back({at, from.end});
  return out;
}

}  // namespace

std::vector<Span> unite(std::vector<Span> spans, std::int64_t gap) {
  std::erase_if(spans, [](const Span& span) { return span.length() == 0; });
  std::ranges::sort(spans, {}, &Span::begin);
  std::vector<Span> out;
  for (const Span& span : spans) {
    if (!out.empty() && span.begin <= out.back().end + gap) {
      out.back().end = std::max(out.back().end, span.end);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

std::vector<Span> solo_spans(const std::vector<StepPlan>& steps, std::size_t index) {
  const Span own{steps[index].start, steps[index].end()};
  std::vector<Span> others;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i != index && steps[i].start < own.end && steps[i].end() > own.begin) {
      others.push_back({steps[i].start, steps[i].end()});
    }
  }
  return subtract(own, unite(std::move(others)));
}

std::int64_t lag_reach(const StepPlan& placed, Fidelity fidelity, int rate) {
  if (!placed.fade_in) return 0;
  if (fidelity == Fidelity::reference) return placed.fade_in->frames;
  return std::min<std::int64_t>(placed.fade_in->frames, frames_in(0.025, rate) + 1);
}

std::vector<Span> core_spans(const std::vector<StepPlan>& steps, std::size_t index,
                             Fidelity fidelity, int rate) {
  const StepPlan& placed = steps[index];
  const std::int64_t reach = lag_reach(placed, fidelity, rate);
  std::vector<Span> cores;
  for (const Span& solo : solo_spans(steps, index)) {
    const Span core{solo.begin - placed.start + reach, solo.end - placed.start - reach};
    if (core.length() > 0) cores.push_back(core);
  }
  return cores;
}

std::vector<Span> fringe_spans(const std::vector<StepPlan>& steps, Fidelity fidelity, int rate) {
  std::vector<Span> everything, cores;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StepPlan& placed = steps[i];
    everything.push_back({placed.start, placed.end()});
    for (const Span& core : core_spans(steps, i, fidelity, rate)) {
      const std::int64_t shift = placed.start + placed.lag;
      cores.push_back({core.begin + shift, core.end + shift});
    }
  }
  cores = unite(std::move(cores));
  std::vector<Span> fringes;
  for (const Span& span : unite(std::move(everything))) {
    const std::vector<Span> rest = subtract(span, cores);
    fringes.insert(fringes.end(), rest.begin(), rest.end());
  }
  return fringes;
}

}  // namespace bbplay::analysis
