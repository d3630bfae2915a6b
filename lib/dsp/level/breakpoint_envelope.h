// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/model/level_point.h"

namespace bbplay::dsp {

/// A level drawn with points, times a straight fade at either end (format noise 7 and 13).
class FadedLevel {
 public:
  struct Fades {
    std::int64_t begin = 0;  // first frame of the fade-in
    std::int64_t end = 0;    // the fade-out's last frame is the one before
    std::int64_t in_frames = 0, out_frames = 0;
  };

  /// points  in order of time; none: level 1        rate  Hz, of their clock
  FadedLevel(std::span<const LevelPoint> points, int rate, const Fades& fades);

  /// gain[i] *= level of frame first + i.  [audio thread]
  void multiply(std::int64_t first, std::span<double> gain) const noexcept;
  double at(std::int64_t frame) const noexcept;
  /// The level is 1 throughout.
  bool is_unity() const noexcept;
  /// Largest |level|, where it bends.
  double peak() const noexcept;

 private:
  struct Point {
    double frame = 0, level = 1;
  };
  void multiply_points(std::int64_t first, std::span<double> gain) const noexcept;
  void multiply_fades(std::int64_t first, std::span<double> gain) const noexcept;

  std::vector<Point> points_;
  Fades fades_;
};

}  // namespace bbplay::dsp
