// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/plan/render_plan.h"

namespace bbplay::plan {

/// Cuts track frames [first, last) into stretches that may be rendered beside each other: up to the
/// end of a step whose voices have to be heard from its beginning, from renewal to renewal where
/// all but a few of them have any, up to `most` frames elsewhere. Where a step of the first kind
/// overlaps the next one, the beginning of that is heard twice, and they are taken together if it
/// would be more than a quarter of a stretch.
///
/// returns  where each ends, ascending; nothing of an empty part
std::vector<std::int64_t> stretch_ends(const RenderPlan& plan, std::int64_t first,
                                       std::int64_t last, std::int64_t most);

}  // namespace bbplay::plan
