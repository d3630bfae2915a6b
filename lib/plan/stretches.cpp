// SPDX-License-Identifier: MIT
#include "plan/stretches.h"

#include <algorithm>

#include "bbplay/audio/renewal.h"

namespace bbplay::plan {
namespace {

bool can_be_entered(const RenderPlan& plan, std::int64_t first, std::int64_t last) {
  return plan.layer_seeks_at_once && std::ranges::all_of(plan.steps, [&](const StepPlan& placed) {
           return placed.seeks_at_once || placed.renews || placed.end() <= first ||
                  placed.start >= last;
         });
}

/// The renewing step that began last of those that sound at `frame`; null if there is none. Where
/// steps overlap only one can be met where it is renewed.
const StepPlan* renewing_at(const RenderPlan& plan, std::int64_t frame) {
  const StepPlan* latest = nullptr;
  for (const StepPlan& placed : plan.steps) {
    if (!placed.renews || placed.start > frame || placed.end() <= frame) continue;
    if (latest == nullptr || placed.start >= latest->start) latest = &placed;
  }
  return latest;
}

std::int64_t next_renewal(const StepPlan& placed, std::int64_t frame) {
  const std::int64_t begin = placed.start + placed.lag;
  const std::int64_t renewals = std::max<std::int64_t>(0, frame - begin) / kRenewalFrames;
  return begin + (renewals + 1) * kRenewalFrames;
}

}  // namespace

std::vector<std::int64_t> stretch_ends(const RenderPlan& plan, std::int64_t first,
                                       std::int64_t last, std::int64_t most) {
  std::vector<std::int64_t> ends;
  const bool divisible = can_be_entered(plan, first, last);
  for (std::int64_t at = first; at < last; at = ends.back()) {
    std::int64_t end = last;
    if (const StepPlan* renewing = divisible ? renewing_at(plan, at) : nullptr) {
      end = std::min(next_renewal(*renewing, at), renewing->end());
    } else if (divisible) {
      end = at + most;
      for (const StepPlan& placed : plan.steps) {
        if (placed.renews && placed.start > at) end = std::min(end, placed.start);
      }
    }
    ends.push_back(std::min(end, last));
  }
  return ends;
}

}  // namespace bbplay::plan
