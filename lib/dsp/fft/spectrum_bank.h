// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace bbplay::dsp {

/// Bins that stand together in a spectrum: their real parts, then their imaginary ones.
inline constexpr std::size_t kBinGroup = 16;

/// Where one spectrum of OverlapSaveFft stands: a group of bins every `stride` values.
template <class Value>
struct SpectrumAt {
  Value* first = nullptr;
  std::size_t stride = 2 * kBinGroup;

  /// Real parts of a group; the imaginary parts follow.
  Value* group(std::size_t index) const noexcept { return first + index * stride; }
};

/// Spectra of equal length side by side: the first group of bins of all of them, then the second.
/// Who multiplies them with others bin by bin reads on and on, in a single stream, and so as fast as
/// memory allows.
template <class Value>
struct SpectrumBank {
  std::span<Value> values;
  std::size_t count = 1;

  /// Values that `count` spectra of `bins` bins take; bins: a multiple of kBinGroup.
  static constexpr std::size_t size(std::size_t count, std::size_t bins) noexcept {
    return 2 * count * bins;
  }

  std::size_t bins() const noexcept { return values.size() / (2 * count); }
  SpectrumAt<Value> operator[](std::size_t index) const noexcept {
    return {values.data() + 2 * kBinGroup * index, 2 * kBinGroup * count};
  }
};

}  // namespace bbplay::dsp
