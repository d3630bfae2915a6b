// SPDX-License-Identifier: MIT
#include "dsp/transition/transition_pieces.h"

namespace bbplay::dsp {
namespace {

/// The last end for which alpha is one parabola from `begin` on.
std::int64_t end_of_piece(const TransitionCurve& curve, std::int64_t begin, std::int64_t frames) {
  std::int64_t low = begin + 1, high = frames;
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    curve.is_quadratic(begin, middle) ? low = middle : high = middle - 1;
  }
  return low;
}

/// The parabola through the first, the middle and the last frame.
TransitionPiece parabola(const TransitionCurve& curve, std::int64_t begin, std::int64_t end) {
  TransitionPiece piece{begin, {curve.at(begin), 0, 0}};
  const std::int64_t half = (end - 1 - begin) / 2;
  if (half == 0) {
    if (end - begin == 2) piece.c[1] = curve.at(begin + 1) - curve.at(begin);
    return piece;
  }
  const double first = curve.at(begin + half) - piece.c[0];
  const double both = curve.at(begin + 2 * half) - piece.c[0];
  const auto h = static_cast<double>(half);
  piece.c[1] = (4 * first - both) / (2 * h);
  piece.c[2] = (both - 2 * first) / (2 * h * h);
  return piece;
}

}  // namespace

std::vector<TransitionPiece> transition_pieces(const TransitionCurve& curve, std::int64_t frames) {
  std::vector<TransitionPiece> pieces;
  for (std::int64_t begin = 0; begin < frames;) {
    if (!curve.is_quadratic(begin, begin + 1)) return {};
    const std::int64_t end = end_of_piece(curve, begin, frames);
    pieces.push_back(parabola(curve, begin, end));
    begin = end;
  }
  return pieces;
}

}  // namespace bbplay::dsp
