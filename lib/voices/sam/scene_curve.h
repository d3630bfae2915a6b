// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "bbplay/model/sam_scene.h"

namespace bbplay::voices {

/// bent() of a whole array, in place.  [audio thread]
void bend(SceneCurve curve, std::span<double> inout) noexcept;

}  // namespace bbplay::voices
