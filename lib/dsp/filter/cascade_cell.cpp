// SPDX-License-Identifier: MIT
#include "dsp/filter/cascade_cell.h"

#include <cassert>

namespace bbplay::dsp {
namespace {

using States = std::array<double, CascadeCell::kStates>;

/// The output of a frame.
double next(std::span<const Section> sections, States& states, double x) {
  for (std::size_t s = 0; s < sections.size(); ++s) {
    const Section& c = sections[s];
    double& first = states[2 * s];
    double& second = states[2 * s + 1];
    const double y = c.b0 * x + first;
    first = c.b1 * x - c.a1 * y + second;
    second = c.b2 * x - c.a2 * y;
    x = y;
  }
  return x;
}

}  // namespace

CascadeCell::CascadeCell(std::span<const Section> sections) {
  assert(sections.size() <= kMaxSections);
  for (std::size_t frame = 0; frame < kFrames; ++frame) {
    States& states = states_of_frame[frame];
    for (std::size_t k = frame; k < kFrames; ++k) {
      const double out = next(sections, states, k == frame ? 1 : 0);
      if (frame == 0) response[kSilence + k] = out;
    }
  }
  for (std::size_t state = 0; state < 2 * sections.size(); ++state) {
    States& states = states_of_state[state];
    states[state] = 1;
    for (double& out : outputs_of_state[state]) out = next(sections, states, 0);
  }
}

}  // namespace bbplay::dsp
