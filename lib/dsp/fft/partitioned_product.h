// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dsp/fft/spectrum_bank.h"

namespace bbplay::dsp {

/// The spectra of a block convolution: those of a filter's partitions, first partition first, and
/// those of the latest blocks of signal, a ring of as many.
struct PartitionedSpectra {
  SpectrumBank<const float> filter, ring;
  std::size_t newest = 0;  // place in the ring; older blocks lie below, then at the end

  /// Place of a block in a ring of `count`; blocks before the first have negative numbers.
  static constexpr std::size_t slot(std::int64_t block, std::size_t count) noexcept {
    const auto size = static_cast<std::int64_t>(count);
    return static_cast<std::size_t>(((block % size) + size) % size);
  }
};

/// Part of the spectrum of the newest block of output: the sum over all partitions of filter times
/// signal, groups first_group .. first_group + groups - 1 of kBinGroup bins.  [audio thread]
void sum_products(const PartitionedSpectra& spectra, std::size_t first_group, std::size_t groups,
                  SpectrumAt<float> out) noexcept;

/// The same for the whole spectrum, added to what is there.  [audio thread]
void add_products(const PartitionedSpectra& spectra, SpectrumAt<float> sum) noexcept;

}  // namespace bbplay::dsp
