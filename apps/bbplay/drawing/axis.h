// SPDX-License-Identifier: MIT
/// Where the marks of an axis stand, and what is written at them.
#pragma once

#include <string>
#include <vector>

namespace bbplay::app {

/// A value on the way from one end of an axis to the other.
struct Axis {
  double low = 0, high = 1;        // values at the ends
  double at_low = 0, at_high = 1;  // coordinates there
  bool logarithmic = false;

  /// Coordinate of a value; those outside are moved to the nearer end.
  double at(double value) const noexcept;
};

struct Mark {
  double value = 0;
  std::string label;
};

/// Round times in [from_s, to_s]: seconds, minutes or hours, `most` marks at most.
std::vector<Mark> time_marks(double from_s, double to_s, int most);

/// "1:30", "1:00:00"; with tenths or hundredths when `step_s` is not whole.
std::string time_label(double seconds, double step_s);

/// Multiples of 1, 2 or 5 times a power of ten in [low, high]; about `wanted` of them.
std::vector<Mark> round_marks(double low, double high, int wanted);

/// 1, 2 and 5 times powers of ten.
std::vector<Mark> decade_marks(double low, double high);

}  // namespace bbplay::app
