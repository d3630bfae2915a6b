// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "dsp/block/curve_ops.h"

namespace bbplay::voices {

/// The places of a quantum through which curves are drawn (dsp/block/curve_ops.h), by the frames of
/// a voice.
class QuantumPlaces {
 public:
  static constexpr std::size_t kCount = 2 * dsp::kCurvePlaces;
  /// A value at each of them.
  using Values = std::array<double, kCount>;

  explicit QuantumPlaces(std::int64_t first) noexcept : first_(first) {
    const std::span<const double, kCount> offsets = dsp::curve_places();
    for (std::size_t k = 0; k < kCount; ++k) frames_[k] = static_cast<double>(first) + offsets[k];
  }

  std::int64_t first() const noexcept { return first_; }  // frame of the quantum
  std::span<const double, kCount> frames() const noexcept { return frames_; }

 private:
  std::int64_t first_;
  Values frames_;
};

}  // namespace bbplay::voices
