// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "dsp/spatial/head_ring.h"

namespace bbplay::dsp {

/// One impulse response per ear, of equal length.
struct EarPair {
  std::span<const float> left, right;
};

/// How a head answers to sources around it on the horizontal plane: an impulse response per ear for
/// every measured direction. Azimuths are in degrees, 0 in front, positive to the left as in SOFA
/// files. Immutable; read by any thread.
class HrirSet {
 public:
  /// directions  at least one, all of the same length, ascending azimuths
  explicit HrirSet(std::vector<HeadDirection> directions);

  std::size_t taps() const noexcept { return directions_.front().left.size(); }
  std::size_t directions() const noexcept { return directions_.size(); }
  EarPair response(std::size_t direction) const noexcept {
    return {directions_[direction].left, directions_[direction].right};
  }

  /// The measured direction nearest to an azimuth (any real number).  [audio thread]
  std::size_t nearest(double azimuth_deg) const noexcept;

  /// Two neighbours and the way from the first to the second, 0..1.
  struct Between {
    std::size_t first = 0, second = 0;
    double fraction = 0;
  };
  Between around(double azimuth_deg) const noexcept;  // [audio thread]

 private:
  std::vector<HeadDirection> directions_;
  std::size_t first_sector_ = 0;  // direction whose sector contains the smallest start
};

/// The head measured in a SOFA file, at `rate` Hz: responses of other rates are converted and keep
/// their level. An empty path means the built-in head (default_head.h).
///
/// Rings are shared between voices and kept for the next one. Where the file cannot be used a
/// schematic head takes its place.  [not the audio thread]
std::shared_ptr<const HrirSet> shared_head_ring(const std::filesystem::path& sofa, int rate);

/// A sphere with ears: the far ear hears later, by up to head_radius / c, and softer (the model of
/// format spatial 6 with the defaults of its keys: 8.75 cm, 1.5 dB).
HrirSet schematic_head(int rate);

/// Parameters as those of shared_head_ring().
/// throws  InputError when the file cannot be read as a head
HrirSet measured_head(const std::filesystem::path& sofa, int rate);

}  // namespace bbplay::dsp
