// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// Fourier transform of real signals whose length is a power of two, at least 128.
///
/// A spectrum is planar: re[k] and im[k] for the bins k = 0 .. size/2 - 1, where the bins 0 and
/// size/2 are real and im[0] holds the latter. Neither direction scales: inverse(forward(x)) is
/// size/2 times x. Immutable after construction; the caller brings the work memory.
///
/// source  Stockham's autosort algorithm, radix 4; the real signal as a complex one of half the
///         length (W. H. Press et al., "Numerical Recipes", section 12.3)
template <class Real>
class RealFft {
 public:
  explicit RealFft(std::size_t size);

  std::size_t size() const noexcept { return size_; }
  std::size_t bins() const noexcept { return size_ / 2; }
  /// Length of the work memory of both directions.
  std::size_t work_size() const noexcept { return 2 * size_ + 64; }

  /// signal: size() values; re, im: bins() values each.  [audio thread]
  void forward(std::span<const Real> signal, std::span<Real> re, std::span<Real> im,
               std::span<Real> work) const noexcept;
  void inverse(std::span<const Real> re, std::span<const Real> im, std::span<Real> signal,
               std::span<Real> work) const noexcept;

 private:
  std::size_t size_;
  // Powers 1, 2 and 3 of exp(-2 pi i p / bins) for p < bins/4, each re then im.
  std::vector<Real> twiddles_;
  // exp(-2 pi i k / size) for k < bins, re then im.
  std::vector<Real> half_twiddles_;
};

extern template class RealFft<float>;
extern template class RealFft<double>;

}  // namespace bbplay::dsp
