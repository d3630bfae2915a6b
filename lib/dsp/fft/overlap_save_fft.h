// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/fft/spectrum_bank.h"
#include "dsp/fft/split_complex.h"

namespace bbplay::dsp {

/// The transform behind a convolution of real signals block by block, by overlap-save: what two
/// neighbouring blocks make of a filter no longer than a block is right in the later one.
///
/// The earlier block is taken as the real part and the later one as the imaginary part of one
/// complex block. Their products then are convolutions in a ring that changes its sign from one end
/// to the other, all of whose wrong values fall on the earlier block, just as in an ordinary ring;
/// but nothing has to be taken apart or put in order, which halves the work. The price: bins come
/// in an order of their own, and spectra are good for products only.
///
/// Immutable after construction; the caller brings the work memory.
///
/// source  R. Crandall and B. Fagin, "Discrete weighted transforms and large-integer arithmetic",
///         Mathematics of Computation 62, 1994 (the right-angle convolution); passes of radix 4 and
///         8 with twiddles before the butterflies, in place
class OverlapSaveFft {
 public:
  /// block  frames; a power of two, at least 64
  explicit OverlapSaveFft(std::size_t block);

  std::size_t block() const noexcept { return block_; }
  /// Complex bins of a spectrum.
  std::size_t bins() const noexcept { return block_; }
  /// Length of the work memory of both directions.
  std::size_t work_size() const noexcept { return 2 * block_ + 16; }

  /// Spectrum of a block and the one before it. That of a filter's partition, which has up to
  /// block() taps, is the one of an earlier block and silence.  [audio thread]
  void forward(std::span<const float> earlier, std::span<const float> later,
               SpectrumAt<float> spectrum, std::span<float> work) const noexcept;

  /// The later block, block() times as loud.  [audio thread]
  void inverse(SpectrumAt<const float> spectrum, std::span<float> later,
               std::span<float> work) const noexcept;

 private:
  /// Powers 1, 2 and 3 of the turn that comes before the butterflies of a part of the signal, for
  /// every part that a pass goes through.
  struct Pass {
    std::size_t parts;
    std::size_t at;  // in twiddles_: three times re then im, `parts` each
  };

  std::size_t block_;
  std::size_t first_radix_;
  std::vector<Pass> passes_;  // behind the first one; the last one has parts of four
  std::vector<float> twiddles_;
};

}  // namespace bbplay::dsp
