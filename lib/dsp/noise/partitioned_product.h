// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace bbplay::dsp {

/// Spectra one behind the other, each as RealFft writes it: `bins` real parts, then as many imaginary
/// ones, a multiple of 16.
///
/// There is a gap behind every part: at distances of a power of two all of them would want the same
/// few lines of the cache.
template <class Value>
struct SpectrumRow {
  std::span<Value> values;
  std::size_t bins = 0;

  static constexpr std::size_t kGap = 16;
  /// Values that `count` spectra take.
  static constexpr std::size_t size(std::size_t count, std::size_t bins) noexcept {
    return 2 * count * (bins + kGap);
  }

  std::size_t count() const noexcept { return values.size() / size(1, bins); }
  std::span<Value> re(std::size_t index) const noexcept {
    return values.subspan(size(index, bins), bins);
  }
  std::span<Value> im(std::size_t index) const noexcept {
    return values.subspan(size(index, bins) + bins + kGap, bins);
  }
};

/// The spectra of a block convolution: those of a filter's partitions, first partition first, and
/// those of the latest blocks of signal, a ring of as many.
struct PartitionedSpectra {
  SpectrumRow<const float> filter, ring;
  std::size_t newest = 0;  // place in the ring; older blocks lie below, then at the end
};

/// The spectrum of the newest block of output, bins first .. first + count - 1: the sum over all
/// partitions of filter times signal. Both are multiples of 16; im[0] is the last bin, as ever.
/// [audio thread]
void sum_products(const PartitionedSpectra& spectra, std::size_t first, std::size_t count,
                  std::span<float> re, std::span<float> im) noexcept;

}  // namespace bbplay::dsp
