// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/spans.h"
#include "voices/noise/noise_layer.h"

namespace bbplay::analysis {

/// Where a track is more than one step alone at full weight.
struct Sums {
  std::vector<Span> spans;  // blends, clips, and everything over a layer that has to be measured
  std::optional<voices::LayerLoudness> expected_noise;  // of a layer that need not be
};

/// Gains and lags are known; fills in whether the layer of the track seeks at once.
Sums sums_of(const Track& track, RenderPlan& plan);

}  // namespace bbplay::analysis
