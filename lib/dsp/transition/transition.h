// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <variant>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/params.h"

#include "dsp/transition/transition_block.h"

namespace bbplay::dsp {

/// How far the parameters of a voice have moved in the frames of one quantum, or in as many frames
/// that lie `stride` apart. Only oscillators in closed form can leave frames out.
struct Progress {
  std::int64_t first = 0;         // frame of the voice
  std::span<const double> alpha;  // of every frame; empty when nothing moves
  std::span<const double> sums;   // of alpha, from `first` up to and with every frame
  double alpha_before = 0;        // sum of alpha over all frames before `first`
  std::int64_t stride = 1;        // frames from each to the next
  double turns_ahead = 0;         // of every tone (not of what modulates it)

  bool still() const noexcept { return alpha.empty(); }
};

/// The way the parameters of one voice take. A voice that does not move, or whose transition lies
/// outside of it, pays nothing: frozen() has turned its parameters into constants.
class Transition {
 public:
  /// Nothing moves.
  Transition() = default;
  /// seconds, frames  of the voice
  Transition(double seconds, std::int64_t frames, const TransitionTiming& timing)
      : curve_(seconds, frames, timing), moves_(!curve_.is_constant()) {}

  bool moves() const noexcept { return moves_; }
  const TransitionCurve& curve() const noexcept { return curve_; }

  /// The parameter as this transition leaves it: constant unless the curve moves.
  Ramp frozen(Ramp ramp) const noexcept {
    if (moves_) return ramp;
    const double value = ramp.at(curve_.lowest());
    return {value, value};
  }

  /// What the parameter goes through on the way, from end to end.
  Ramp range(Ramp ramp) const noexcept {
    return {ramp.at(curve_.lowest()), ramp.at(curve_.highest())};
  }
  /// Likewise, between two frames.
  Ramp range(Ramp ramp, std::int64_t begin, std::int64_t end) const noexcept {
    if (!moves_ || !curve_.is_monotonic()) return range(ramp);
    return {ramp.at(curve_.at(begin)), ramp.at(curve_.at(end))};
  }
  /// Its largest absolute value there.
  double largest(Ramp ramp) const noexcept {
    const Ramp reached = range(ramp);
    return std::max(std::abs(reached.from), std::abs(reached.to));
  }

  /// memory  that the result refers to  [audio thread]
  Progress at(std::int64_t first, TransitionBlock& memory, std::int64_t stride = 1) const noexcept {
    if (!moves_) return {first, {}, {}, 0, stride, 0};
    if (stride == 1) {
      memory.load(curve_, first);
    } else {
      memory.load_sparse(curve_, first, stride);
    }
    return {first, memory.alpha, memory.running, memory.before, stride, 0};
  }

  /// By how much alpha changes at most from one frame to the next; infinite when nothing is known.
  double max_slope() const noexcept { return moves_ ? curve_.max_slope() : 0; }

 private:
  TransitionCurve curve_;
  bool moves_ = false;
};

/// Whether any parameter of a patch has two different ends.
template <HasRows P>
bool has_transition(const P& patch) {
  bool out = false;
  for_each_row(patch, [&out](const auto& part, const auto& row) {
    std::visit(
        [&](auto field) {
          if constexpr (requires { (part.*field).to; }) {
            out = out || (part.*field).from != (part.*field).to;
          }
          if constexpr (requires { (part.*field).end_radians; }) {
            const auto& phase = part.*field;
            out = out || (phase.end_radians && *phase.end_radians != phase.radians);
          }
        },
        row.field);
  });
  return out;
}

}  // namespace bbplay::dsp
