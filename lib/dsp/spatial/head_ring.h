// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace bbplay::dsp {

/// A measured direction of the horizontal plane, and where the sector begins in which it is the
/// nearest one. Azimuths are in degrees, 0 in front, positive to the left as in SOFA files.
struct HeadDirection {
  double azimuth_deg = 0;       // [0, 360)
  double sector_start_deg = 0;  // [0, 360)
  std::vector<float> left, right;
};

/// The directions around a head, at the rate at which they were measured.
struct HeadRing {
  int rate = 0;                           // Hz
  std::vector<HeadDirection> directions;  // at least one, ascending azimuths, of the same length
};

/// Reads the horizontal plane of a SOFA file.
///
/// throws  InputError when the file cannot be read as a head
HeadRing read_head_ring(const std::filesystem::path& sofa);

}  // namespace bbplay::dsp
