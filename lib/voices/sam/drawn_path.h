// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/patches/sam2_patch.h"

namespace bbplay::voices {

/// A drawn path, walked at constant speed (format sam 3.2).
class DrawnPath {
 public:
  using Point = CustomPath::Point;

  /// corrected   a closed path of straight lines stays closed when its corners are cut off (P4)
  DrawnPath(const CustomPath& path, Fidelity fidelity);

  /// False for fewer than two points or no length at all: there is nothing to walk along.
  bool is_walkable() const noexcept { return !cells_.empty(); }

  /// Where one is after the part `u`, 0..1, of the length.  [audio thread]
  Point at(double u) const noexcept;

  /// Corners of the walked line.
  std::size_t nodes() const noexcept { return nodes_.size(); }
  Point node(std::size_t k) const noexcept { return nodes_[k]; }
  /// PlayRange of the length at a corner, 0..1.
  double part_at(std::size_t k) const noexcept { return lengths_[k] / lengths_.back(); }

 private:
  void measure();

  std::vector<Point> nodes_;
  std::vector<double> lengths_;       // up to each node
  std::vector<std::uint32_t> cells_;  // first node to look at, for equal parts of the length
};

}  // namespace bbplay::voices
