// SPDX-License-Identifier: MIT
#include "bbplay/analysis/duration.h"

#include "analysis/outline.h"

namespace bbplay {

double duration_s(const Track& track, const AnalyzeOptions& options) {
  const RenderPlan plan = analysis::outline(track, options);
  return static_cast<double>(plan.frames) / plan.rate;
}

}  // namespace bbplay
