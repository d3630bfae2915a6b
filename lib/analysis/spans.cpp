// SPDX-License-Identifier: MIT
#include "analysis/spans.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "bbplay/audio/frames.h"

namespace bbplay::analysis {
namespace {

/// sorted  and disjoint
std::vector<Span> subtract(const Span& from, const std::vector<Span>& sorted) {
  std::vector<Span> out;
  std::int64_t at = from.begin;
  auto hole = std::ranges::upper_bound(sorted, from.begin, {}, &Span::end);
  for (; hole != sorted.end() && hole->begin < from.end; ++hole) {
    if (hole->begin > at) out.push_back({at, hole->begin});
    at = hole->end;
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

SpansOfSteps solo_spans(const std::vector<StepPlan>& steps) {
  struct Edge {
    std::int64_t frame;
    bool begins;
    std::size_t step;
  };
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].frames <= 0) continue;
    edges.push_back({steps[i].start, true, i});
    edges.push_back({steps[i].end(), false, i});
  }
  std::ranges::sort(edges, {}, &Edge::frame);
  SpansOfSteps solo(steps.size());
  std::set<std::size_t> sounding;
  for (auto edge = edges.begin(); edge != edges.end();) {
    const std::int64_t frame = edge->frame;
    for (; edge != edges.end() && edge->frame == frame; ++edge) {
      if (edge->begins) {
        sounding.insert(edge->step);
      } else {
        sounding.erase(edge->step);
      }
    }
    if (sounding.size() == 1) solo[*sounding.begin()].push_back({frame, edge->frame});
  }
  return solo;
}

std::int64_t lag_reach(const StepPlan& placed, Fidelity fidelity, int rate) {
  if (!placed.fade_in) return 0;
  if (fidelity == Fidelity::reference) return placed.fade_in->frames;
  return std::min<std::int64_t>(placed.fade_in->frames, frames_in(0.025, rate) + 1);
}

SpansOfSteps core_spans(const std::vector<StepPlan>& steps, Fidelity fidelity, int rate) {
  SpansOfSteps cores = solo_spans(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::int64_t reach = lag_reach(steps[i], fidelity, rate);
    for (Span& span : cores[i]) {
      span = {span.begin - steps[i].start + reach, span.end - steps[i].start - reach};
    }
    std::erase_if(cores[i], [](const Span& core) { return core.length() == 0; });
  }
  return cores;
}

std::vector<Span> fringe_spans(const std::vector<StepPlan>& steps, Fidelity fidelity, int rate) {
  std::vector<Span> everything, cores;
  const SpansOfSteps core = core_spans(steps, fidelity, rate);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StepPlan& placed = steps[i];
    everything.push_back({placed.start, placed.end()});
    const std::int64_t shift = placed.start + placed.lag;
    for (const Span& span : core[i]) cores.push_back({span.begin + shift, span.end + shift});
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
