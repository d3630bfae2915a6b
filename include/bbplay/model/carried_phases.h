// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay {

/// Carrier phases that a voice hands on to the voice of the same key in the next step, radians
/// wrapped to [0, 2 pi) (format voices-tonal 10).
struct CarriedPhases {
  double left = 0, right = 0;
  bool operator==(const CarriedPhases&) const = default;
};

}  // namespace bbplay
