// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/noise/noise_filter.h"
#include "dsp/noise/random.h"

namespace bbplay::dsp {

/// Coloured noise of unit variance, block after block: white noise through a NoiseFilter by
/// overlap-save with partitions of equal size.
///
/// A sample depends on as many white ones as the filter has taps, and those on their positions
/// only, so the noise is stationary from frame 0 on, and after seek() it has the same bits as when
/// played up to there. The work for one block comes in kParts pieces, for callers that render more
/// finely and want to spread it.
class NoiseStream {
 public:
  static constexpr std::size_t kBlock = NoiseFilter::kBlock;
  static constexpr int kParts = 8;

  /// Stands at block 0.
  NoiseStream(std::shared_ptr<const NoiseFilter> filter, GaussianNoise white);

  /// The next block to be made is `block`. Costs as much as a few blocks.
  void seek(std::int64_t block) noexcept;

  /// Piece `part` of the work for the next block, 0 .. kParts - 1 in order; after the last one the
  /// block is there and the one after it is next.  [audio thread]
  void work(int part) noexcept;
  void next() noexcept {
    for (int part = 0; part < kParts; ++part) work(part);
  }

  /// The block made last; gone with the next call of work().
  std::span<const float> block() const noexcept { return made_; }

 private:
  /// Where the white noise of a block stands: there is room for two.
  std::span<float> white_block(std::int64_t block) noexcept;
  void fill_white(std::int64_t block) noexcept;
  /// Spectrum of the white noise of `block` and the one before it, which was the last one filled.
  void transform(std::int64_t block) noexcept;
  /// Groups first_group .. end - 1 of the bins of the next block.
  void convolve(std::size_t first_group, std::size_t end) noexcept;

  std::shared_ptr<const NoiseFilter> filter_;
  GaussianNoise white_;
  std::int64_t next_ = 0;
  std::vector<float> white_blocks_;
  std::vector<float> spectra_;  // of the latest `partitions` blocks, a ring
  std::vector<float> sum_;      // one spectrum
  std::vector<float> made_;
  std::vector<float> work_;
};

}  // namespace bbplay::dsp
