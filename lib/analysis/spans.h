// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/plan/render_plan.h"

namespace bbplay::analysis {

/// Half-open stretch of frames.
struct Span {
  std::int64_t begin = 0, end = 0;
  std::int64_t length() const noexcept { return end > begin ? end - begin : 0; }
  bool operator==(const Span&) const = default;
};

/// Sorted, disjoint, non-empty union; spans closer than `gap` frames are joined.
std::vector<Span> unite(std::vector<Span> spans, std::int64_t gap = 0);

/// Spans of each step, by its place among the steps.
using SpansOfSteps = std::vector<std::vector<Span>>;

/// Track frames of each step in which no other step has a place, so that it is heard alone and, its
/// blends lying outside, at full weight. Takes n log n for n steps.
SpansOfSteps solo_spans(const std::vector<StepPlan>& steps);

/// Largest shift the lag of a step can have; 0 for a step that blends into nothing.
std::int64_t lag_reach(const StepPlan& placed, Fidelity fidelity, int rate);

/// Step frames of each step that are heard alone whatever its lag turns out to be.
SpansOfSteps core_spans(const std::vector<StepPlan>& steps, Fidelity fidelity, int rate);

/// Track frames that the cores leave out once the lags are known.
std::vector<Span> fringe_spans(const std::vector<StepPlan>& steps, Fidelity fidelity, int rate);

}  // namespace bbplay::analysis
