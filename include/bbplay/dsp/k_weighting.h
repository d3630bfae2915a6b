// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

/// The filter by which loudness is measured, for two ears: a shelf that stands for the head, and a
/// high-pass. Remembers where it is.
///
/// A filter of this kind goes from one frame to the next, and waits for each. So as to keep a vector
/// unit busy, blocks are taken in rounds of kParts parts that are filtered side by side. Each begins
/// with what the one before it leaves in the memory, which is known beforehand: a sum over its frames,
/// and what has become of the memory that it began with.
///
/// source  ITU-R BS.1770-4, annex 1; its coefficients are given for 48 kHz, here they are made from
///         the analogue filters behind them, as libebur128 does
class KWeighting {
 public:
  /// rate  Hz
  explicit KWeighting(int rate);

  /// Sum of the squares of the next samples of both ears, weighted. A constant sine of 997 Hz
  /// comes out with 1.0809 times its power (0.691 dB less a little). Fastest in blocks of many
  /// rounds; how a stretch is cut into blocks changes the sum in its last digits.  [audio thread]
  double energy(ConstStereoBlock block) noexcept;

  static constexpr std::size_t kParts = 8;
  static constexpr std::size_t kPartFrames = 50;  // a tenth of a second is whole rounds, or nearly
  static constexpr std::size_t kRoundFrames = kParts * kPartFrames;

  /// Coefficients of one of the two sections.
  struct Section {
    double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
  };
  /// Of one ear: two registers of either section.
  using Memory = std::array<double, 4>;

  struct Filter {
    std::array<Section, 2> sections;
    /// What frame i of a part leaves in the memory at the end of the part if it is 1.
    std::array<Memory, kPartFrames> left_behind;
    /// What register i leaves there if it is 1 at the beginning of the part.
    std::array<Memory, 4> carried;
  };

 private:
  Filter filter_;
  std::array<Memory, 2> memories_{};
};

}  // namespace bbplay::dsp
