// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/model/patches/spatial_patch.h"

namespace bbplay::dsp {

/// Where a source is at every frame: segments end to end, each in closed form, the last value held
/// (format spatial 2). Any frame can be asked for at any time.
class AzimuthTrajectory {
 public:
  /// seconds   of the voice: segments are cut where it ends
  AzimuthTrajectory(std::span<const AzimuthSegment> segments, double seconds, int rate);

  /// Azimuth in degrees (0 in front, positive to the left, not wrapped) and distance in metres of
  /// frames first, first + 1, ...; first >= 0, both spans of one length.  [audio thread]
  void fill(std::int64_t first, std::span<double> azimuth_deg,
            std::span<double> distance_m) const noexcept;

  /// No azimuth changes faster within a segment, in degrees per frame.
  double fastest_deg_per_frame() const noexcept;
  /// The largest change from one segment to the next, the short way round, in degrees.
  double largest_jump_deg() const noexcept;

 private:
  /// One segment, measured in frames since its begin.
  struct Piece {
    std::int64_t begin = 0;
    double start_deg = 0, deg_per_frame = 0;     // a straight line,
    double swing_deg = 0;                        // swing sin(2 pi turns),
    double first_turn = 0, turns_per_frame = 0;  // and its value at frame 0 taken off
    double swing_offset = 0;
    bool eased = false;
    double ease_turns_per_frame = 0;
    double first_m = 1, m_per_frame = 0;

    void fill(std::int64_t offset, std::span<double> azimuth_deg,
              std::span<double> distance_m) const noexcept;
  };

  static Piece piece_of(const AzimuthSegment& segment, double frames);

  std::vector<Piece> pieces_;  // ordered by begin, the first at 0; the last one is endless
};

}  // namespace bbplay::dsp
