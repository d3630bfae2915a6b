// SPDX-License-Identifier: MIT
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

namespace bbplay::dsp {

/// Discrete Fourier transform of any length, prime ones included, in O(n log n). For preparing
/// things: it allocates.
///
/// Lengths with small prime factors go to KissFFT as they are; others are written as a convolution
/// with a chirp of a length that is a power of two.
///
/// source  L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier
///         transform", IEEE Trans. Audio Electroacoust. 18, 1970
class ExactDft {
 public:
  using Complex = std::complex<double>;

  /// size >= 1
  explicit ExactDft(std::size_t size);
  ExactDft(ExactDft&&) noexcept;
  ExactDft& operator=(ExactDft&&) noexcept;
  ~ExactDft();

  /// out[k] = sum over j of in[j] exp(-2 pi i j k / size); `in` and `out` are different arrays.
  void forward(std::span<const Complex> in, std::span<Complex> out) const;
  /// in[j] = sum over k of out[k] exp(+2 pi i j k / size): size times the inverse.
  void backward(std::span<const Complex> in, std::span<Complex> out) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace bbplay::dsp
