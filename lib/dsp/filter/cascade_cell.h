// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "dsp/filter/butterworth.h"

namespace bbplay::dsp {

/// What one or two sections make of a few frames at once: each output is a sum over the inputs of
/// the cell and the states before it, and so are the states behind it. Who has vectors wide enough
/// then waits for the recursion once a cell instead of once a frame.
///
/// States are those of transposed direct form II, two for each section.
///
/// source  C. W. Barnes and S. Shinnaka, "Block-shift invariance and block implementation of
///         discrete-time filters", IEEE Transactions on Circuits and Systems 27, 1980
struct CascadeCell {
  static constexpr std::size_t kFrames = 8;
  static constexpr std::size_t kStates = 4;
  static constexpr std::size_t kMaxSections = kStates / 2;
  static constexpr std::size_t kSilence = 3;

  /// The response to a 1 in the first frame, behind kSilence zeros.
  std::array<double, kSilence + kFrames> response{};
  /// [state][frame]: the outputs that follow from a state of 1.
  std::array<std::array<double, kFrames>, kStates> outputs_of_state{};
  /// [frame][state]: the states behind the cell that follow from a 1 in a frame.
  std::array<std::array<double, kStates>, kFrames> states_of_frame{};
  /// [before][behind]
  std::array<std::array<double, kStates>, kStates> states_of_state{};

  CascadeCell() = default;
  /// sections.size() <= kMaxSections; one that is missing passes its input
  explicit CascadeCell(std::span<const Section> sections);
};

}  // namespace bbplay::dsp
