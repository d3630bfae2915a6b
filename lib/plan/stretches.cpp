// SPDX-License-Identifier: MIT
#include "plan/stretches.h"

#include <algorithm>
#include <concepts>

#include "bbplay/audio/renewal.h"

namespace bbplay::plan {
namespace {

/// Heard from its beginning, wherever it is entered.
bool has_to_be_followed(const StepPlan& placed) {
  return placed.entry == StepEntry::from_beginning;
}

/// Where it is entered all its voices are renewed there, or all but a few.
bool renews(const StepPlan& placed) {
  return placed.entry == StepEntry::at_renewals || placed.entry == StepEntry::behind_a_few;
}

bool sounds_at(const StepPlan& placed, std::int64_t frame) {
  return placed.start <= frame && frame < placed.end();
}

/// How much has to be heard again to go on at `frame`: of the steps that sound there and have to be
/// followed, the one that began first.
std::int64_t heard_again(const RenderPlan& plan, std::int64_t frame) {
  std::int64_t most = 0;
  for (const StepPlan& placed : plan.steps) {
    if (has_to_be_followed(placed) && sounds_at(placed, frame)) {
      most = std::max(most, frame - placed.start);
    }
  }
  return most;
}

/// Where a stretch ends that begins at `frame` within steps that have to be followed: the first of
/// their ends at which little of the others has been heard. At the last of them there is none left.
std::int64_t end_of_followed(const RenderPlan& plan, std::int64_t frame) {
  constexpr std::int64_t kPart = 4;  // a quarter of the stretch is little
  std::int64_t first = INT64_MAX;
  for (const StepPlan& placed : plan.steps) {
    if (!has_to_be_followed(placed) || placed.end() <= frame) continue;
    if (kPart * heard_again(plan, placed.end()) <= placed.end() - frame) {
      first = std::min(first, placed.end());
    }
  }
  return first;
}

/// Where the first step begins after `frame` of which `concerns` is true.
template <std::predicate<const StepPlan&> Concerns>
std::int64_t next_start(const RenderPlan& plan, std::int64_t frame, Concerns concerns) {
  std::int64_t next = INT64_MAX;
  for (const StepPlan& placed : plan.steps) {
    if (placed.start > frame && concerns(placed)) next = std::min(next, placed.start);
  }
  return next;
}

/// The renewing step that began last of those that sound at `frame`; null if there is none. Where
/// steps overlap only one can be met where it is renewed.
const StepPlan* renewing_at(const RenderPlan& plan, std::int64_t frame) {
  const StepPlan* latest = nullptr;
  for (const StepPlan& placed : plan.steps) {
    if (!renews(placed) || !sounds_at(placed, frame)) continue;
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
  for (std::int64_t at = first; at < last; at = ends.back()) {
    std::int64_t end = last;
    if (plan.layer_seeks_at_once) {
      const bool is_followed = std::ranges::any_of(plan.steps, [at](const StepPlan& placed) {
        return has_to_be_followed(placed) && sounds_at(placed, at);
      });
      if (is_followed) {
        end = end_of_followed(plan, at);
      } else if (const StepPlan* renewing = renewing_at(plan, at)) {
        end = std::min({next_renewal(*renewing, at), renewing->end(),
                        next_start(plan, at, has_to_be_followed)});
      } else {
        end = std::min(at + most, next_start(plan, at, [](const StepPlan& placed) {
                         return placed.entry != StepEntry::anywhere;
                       }));
      }
    }
    ends.push_back(std::min(end, last));
  }
  return ends;
}

}  // namespace bbplay::plan
