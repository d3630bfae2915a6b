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

/// Track frames of lane `index` in which no other lane has a place, so that it is heard alone and,
/// its blends lying outside, at full weight.
std::vector<Span> solo_spans(const std::vector<LanePlan>& lanes, std::size_t index);

/// Largest shift the lag of a lane can have; 0 for a lane that blends into nothing.
std::int64_t lag_reach(const LanePlan& lane, Fidelity fidelity, int rate);

/// Step frames of lane `index` that are heard alone whatever its lag turns out to be.
std::vector<Span> core_spans(const std::vector<LanePlan>& lanes, std::size_t index,
                             Fidelity fidelity, int rate);

/// Track frames that the cores leave out once the lags are known.
std::vector<Span> fringe_spans(const std::vector<LanePlan>& lanes, Fidelity fidelity, int rate);

}  // namespace bbplay::analysis
