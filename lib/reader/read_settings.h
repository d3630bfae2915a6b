// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"

#include "reader/json_node.h"
#include "reader/object_reader.h"

namespace bbplay::reader {

/// How a step is blended into the next one.
struct BlendSettings {
  double seconds = 1.0;
  CrossfadeCurve curve = CrossfadeCurve::linear;
  double overlap = 1.0;
};

/// What steps inherit from the settings (format track 1.3).
struct StepDefaults {
  BlendSettings blend;
  double normalization_level = 0.95;
};

/// The keys crossfade_duration, crossfade_curve and crossfade_overlap of an object; what it does
/// not say is taken from `inherited`.
BlendSettings read_blend(ObjectReader& reader, const BlendSettings& inherited);

/// The key normalization_level of an object.
double read_normalization_level(ObjectReader& reader, double fallback);

/// Fills the settings of `track`.
StepDefaults read_settings(JsonNode node, Track& track, Diagnostics& diagnostics);

}  // namespace bbplay::reader
