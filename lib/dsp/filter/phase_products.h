// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dsp/filter/phase_table.h"

namespace bbplay::dsp {

/// A place between the frames of a signal: `part` / (parts in a frame) behind `frame`.
struct FramePlace {
  std::int64_t frame = 0;
  std::uint64_t part = 0;
};

/// Places that are evenly spaced: `step` apart.
struct FramePlaces {
  FramePlace first, step;
  std::uint64_t parts = 1;  // in a frame
  std::size_t period = 1;   // places after which they lie the same between two frames
};

/// out[p][i] = plane p of a signal at place i, by the weights of a table: a sum that is always taken in
/// the same order. The planes, one or two, hold what the table looks at around all places.
/// [audio thread]
void multiply_phases(const PhaseTable& table, const FramePlaces& places,
                     std::span<const std::span<const float>> planes,
                     std::span<const std::span<double>> out) noexcept;

}  // namespace bbplay::dsp
