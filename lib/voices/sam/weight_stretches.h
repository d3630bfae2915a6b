// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace bbplay::voices {

/// Frames in which the weights of all stages together stay on one side of 1, where the value that
/// they make has a corner (format sam-scenes 2).
struct WeightStretch {
  std::int64_t begin = 0;
  bool is_full = false;  // 1 or more
};

/// Cuts frames begin .. end - 1, of which there is at least one, into such stretches.
///
/// weight  at a frame; smooth
std::vector<WeightStretch> weight_stretches(std::int64_t begin, std::int64_t end,
                                            const std::function<double(std::int64_t)>& weight);

}  // namespace bbplay::voices
