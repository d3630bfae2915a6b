// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/noise/notch_cascade.h"
#include "dsp/noise/notch_modulation.h"

namespace bbplay::dsp {

/// Frames from one block of moving notches to the next; a block is twice as long.
inline constexpr std::size_t kNotchHop = 2048, kNotchBlock = 2 * kNotchHop;
/// A hop's work is done in this many equal pieces, one per quantum.
inline constexpr int kHopPieces = 8;

/// One pass of moving notches as the reference makes it: blocks of 4096 frames with half overlap,
/// each filtered with constant coefficients, weighted with a Hann window and added
/// (format noise 4.3).
///
/// The states of a block are those at the end of the block before, which lies 2048 frames ahead of
/// where this one starts. That makes narrow notches at low frequencies leak, and is reproduced.
///
/// A frame is the samples of both ears, or one for both where these hear the same.
template <class Sample>
class OverlapAddNotches {
 public:
  /// motion   the same as in every call of work()
  /// pass     0 or 1
  /// frames   of the whole signal: there is silence behind it
  OverlapAddNotches(const NotchMotion& motion, int pass, std::int64_t frames);

  /// Forgets everything: the next block is the first.
  void restart() noexcept;

  /// Piece `piece` (in order) of the work on block `hop`, which starts at frame hop kNotchHop.
  ///
  /// out   the whole output hop that begins with the block; finished after half the pieces
  ///                                                                      [audio thread]
  void work(const NotchMotion& motion, std::int64_t hop, int piece, std::span<Sample> out) noexcept;

  /// Where frames 512 piece .. 512 piece + 511 of the block stand before work(); afterwards they
  /// are gone.
  std::span<Sample> piece() noexcept { return piece_; }

  static constexpr std::size_t kBlock = kNotchBlock;
  static constexpr std::size_t kPiece = kBlock / kHopPieces;

 private:
  bool is_filtered(std::int64_t hop) const noexcept;
  void tune(const NotchMotion& motion, std::int64_t hop) noexcept;

  int pass_;
  std::int64_t frames_;
  std::size_t ears_;
  NotchCascade<Sample> cascade_;
  std::vector<Sample> piece_;
  std::vector<Sample> tail_;  // weighted second half of the block before
};

extern template class OverlapAddNotches<float>;
extern template class OverlapAddNotches<double>;

}  // namespace bbplay::dsp
