// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "bbplay/model/track.h"

namespace bbplay::model {

/// When every step begins, in seconds, skipped ones included (format track 2.1). May be
/// negative where the file says so. The order of operations is part of the format.
std::vector<double> start_times(const Track& track);

}  // namespace bbplay::model
