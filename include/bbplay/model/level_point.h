// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay {

/// A point of a level drawn over time: linear in between, held outside.
struct LevelPoint {
  double time_s = 0;
  double level = 1;
  bool operator==(const LevelPoint&) const = default;
};

}  // namespace bbplay
