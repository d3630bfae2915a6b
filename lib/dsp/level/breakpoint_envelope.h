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
  /// Largest |level| of the frames from the beginning of the fade-in to the end of the fade-out.
  double peak() const noexcept { return peak_; }

 private:
  struct Point {
    double frame = 0, level = 1;
  };
  void multiply_points(std::int64_t first, std::span<double> gain) const noexcept;
  void multiply_fades(std::int64_t first, std::span<double> gain) const noexcept;
  double fading_in(std::int64_t frame) const noexcept;
  double fading_out(std::int64_t frame) const noexcept;
  std::vector<std::int64_t> bends() const;
  double peak_between(std::int64_t begin, std::int64_t end) const noexcept;

  std::vector<Point> points_;
  Fades fades_;
  double peak_ = 0;
};

}  // namespace bbplay::dsp
