// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "bbplay/model/sam_scene.h"

namespace bbplay::voices {

/// No bent value changes faster than so many times the value itself; of hold infinite.
double steepest(SceneCurve curve) noexcept;

/// bent() of a whole array, in place.  [audio thread]
void bend(SceneCurve curve, std::span<double> inout) noexcept;

}  // namespace bbplay::voices
