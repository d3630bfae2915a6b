// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "dsp/noise/notch_layout.h"

namespace bbplay::dsp {

/// Notch sections in series, a value per stage and ear in the order of their layout.
template <class Sample>
struct NotchLanes {
  const Sample* g;  // coefficients: NotchSection
  const Sample* c;
  const Sample* half_width;
  const Sample* stiffness;
  Sample* z1;           // a state of transposed direct form II,
  Sample* z_sum;        // and the sum of both
  const Sample* depth;  // of partial notches, and how much it moves per frame
  const Sample* depth_step;

  NotchLanes from(std::size_t lane) const noexcept {
    return {g + lane,  c + lane,     half_width + lane, stiffness + lane,
            z1 + lane, z_sum + lane, depth + lane,      depth_step + lane};
  }
};

/// The layout that the vectors of this processor want.
NotchLayout notch_layout_of_floats(std::size_t stages, std::size_t ears);
NotchLayout notch_layout_of_doubles(std::size_t stages, std::size_t ears);

/// Filters samples in place: one ear's, or interleaved those of both.  [audio thread]
void run_notches(const NotchLanes<double>& lanes, const NotchLayout& layout,
                 std::span<double> samples) noexcept;
void run_notches(const NotchLanes<float>& lanes, const NotchLayout& layout,
                 std::span<float> samples) noexcept;

/// The same with stages that are only partly there: out = in + depth (notch(in) - in).
/// [audio thread]
void run_partial_notches(const NotchLanes<double>& lanes, const NotchLayout& layout,
                         std::span<double> samples) noexcept;
void run_partial_notches(const NotchLanes<float>& lanes, const NotchLayout& layout,
                         std::span<float> samples) noexcept;

}  // namespace bbplay::dsp
