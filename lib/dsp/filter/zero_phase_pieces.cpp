// SPDX-License-Identifier: MIT
#include "dsp/filter/zero_phase_pieces.h"

#include <cassert>

namespace bbplay::dsp {

ZeroPhasePieces::ZeroPhasePieces(const Section& section, std::size_t padding, std::size_t pieces)
    : section_(section), padding_(padding), forward_(pieces), backward_(pieces) {
  assert(pieces > 0);
}

bool ZeroPhasePieces::passes_unchanged(std::span<const double> piece) const noexcept {
  return forward_.size() == 1 && piece.size() <= padding_;
}

/// After an endless constant input.
ZeroPhasePieces::State ZeroPhasePieces::resting(double constant) const noexcept {
  const Section& c = section_;
  const double gain = (c.b0 + c.b1 + c.b2) / (1 + c.a1 + c.a2);
  return {(gain - c.b0) * constant, (c.b2 - c.a2 * gain) * constant};
}

void ZeroPhasePieces::run(State& state, double& x) const noexcept {
  const Section& c = section_;
  const double y = c.b0 * x + state.s1;
  state.s1 = c.b1 * x - c.a1 * y + state.s2;
  state.s2 = c.b2 * x - c.a2 * y;
  x = y;
}

ZeroPhasePieces::State ZeroPhasePieces::entered_at_beginning(
    std::span<const double> first_piece) const {
  const auto before = [&](std::size_t i) { return 2 * first_piece[0] - first_piece[i]; };
  State state = resting(before(padding_));
  for (std::size_t i = padding_; i > 0; --i) {
    double x = before(i);
    run(state, x);
  }
  return state;
}

void ZeroPhasePieces::learn_forward(std::size_t index, std::span<double> piece) {
  if (passes_unchanged(piece)) return;
  assert(piece.size() > padding_);
  if (index == 0) forward_[0] = entered_at_beginning(piece);
  const bool is_last = index + 1 == forward_.size();
  std::vector<double> beyond;
  if (is_last) {
    const std::size_t last = piece.size() - 1;
    for (std::size_t i = 1; i <= padding_; ++i) beyond.push_back(2 * piece[last] - piece[last - i]);
  }
  State state = forward_[index];
  for (double& x : piece) run(state, x);
  if (!is_last) {
    forward_[index + 1] = state;
    return;
  }
  for (double& x : beyond) run(state, x);
  State back = resting(beyond.back());
  for (std::size_t i = padding_; i > 0; --i) run(back, beyond[i - 1]);
  backward_[index] = back;
}

void ZeroPhasePieces::learn_backward(std::size_t index, std::span<double> piece) {
  if (passes_unchanged(piece)) return;
  State state = backward_[index];
  for (std::size_t i = piece.size(); i > 0; --i) run(state, piece[i - 1]);
  if (index > 0) backward_[index - 1] = state;
}

void ZeroPhasePieces::forward(std::size_t index, std::span<double> piece) const {
  if (passes_unchanged(piece)) return;
  State state = forward_[index];
  for (double& x : piece) run(state, x);
}

void ZeroPhasePieces::backward(std::size_t index, std::span<double> piece) const {
  if (passes_unchanged(piece)) return;
  State state = backward_[index];
  for (std::size_t i = piece.size(); i > 0; --i) run(state, piece[i - 1]);
}

}  // namespace bbplay::dsp
