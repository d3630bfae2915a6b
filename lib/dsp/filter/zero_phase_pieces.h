// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/filter/butterworth.h"

namespace bbplay::dsp {

/// One section run over a signal there and back, as zero_phase_whole() does, bit for bit, where only
/// a piece of the signal is in memory at a time.
///
/// A piece can be filtered alone once it is known how each pass enters it. learn_forward() finds
/// that out in one walk over the pieces, first to last, learn_backward() in another one, last to
/// first, over pieces that were filtered forward. From then on forward() and backward() take the
/// pieces in any order.  [not the audio thread]
class ZeroPhasePieces {
 public:
  /// padding  as that of ZeroPhaseFilter
  /// pieces   of the signal, at least one; the first and the last are longer than the padding,
  ///          unless there is only one, which then passes unchanged
  ZeroPhasePieces(const Section& section, std::size_t padding, std::size_t pieces);

  void learn_forward(std::size_t index, std::span<double> piece);
  void learn_backward(std::size_t index, std::span<double> piece);

  /// Filters in place.
  void forward(std::size_t index, std::span<double> piece) const;
  void backward(std::size_t index, std::span<double> piece) const;

 private:
  struct State {
    double s1 = 0, s2 = 0;
  };
  State resting(double constant) const noexcept;
  void run(State& state, double& x) const noexcept;
  State entered_at_beginning(std::span<const double> first_piece) const;
  bool passes_unchanged(std::span<const double> piece) const noexcept;

  Section section_;
  std::size_t padding_;
  std::vector<State> forward_, backward_;  // on the way into each piece, from its side
};

}  // namespace bbplay::dsp
