// SPDX-License-Identifier: MIT
#include "dsp/fft/dft.h"

#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include <kissfft/kissfft.hh>

namespace bbplay::dsp {
namespace {

using Complex = ExactDft::Complex;

/// KissFFT spends a factor's size on every value; beyond this size the chirp is cheaper.
constexpr std::size_t kMaxFactor = 50;

bool has_small_factors(std::size_t n) {
  for (std::size_t factor = 2; factor <= kMaxFactor; ++factor) {
    while (n % factor == 0) n /= factor;
  }
  return n == 1;
}

}  // namespace

struct ExactDft::Plan {
  explicit Plan(std::size_t size) : n(size), padded(length_for(size)), fft(padded, false) {
    if (padded == n) return;
    // exp(-pi i j^2 / n); j^2 modulo 2 n keeps the argument small.
    chirp.resize(n);
    for (std::size_t j = 0; j < n; ++j) {
      const auto square = static_cast<double>(j * j % (2 * n));
      chirp[j] = std::polar(1.0, -std::numbers::pi * square / static_cast<double>(n));
    }
    std::vector<Complex> kernel(padded);
    kernel[0] = 1;
    for (std::size_t j = 1; j < n; ++j) kernel[j] = kernel[padded - j] = std::conj(chirp[j]);
    kernel_spectrum.resize(padded);
    fft.transform(kernel.data(), kernel_spectrum.data());
  }

  static std::size_t length_for(std::size_t n) {
    if (has_small_factors(n)) return n;
    std::size_t padded = 1;
    while (padded < 2 * n - 1) padded *= 2;
    return padded;
  }

  void forward(std::span<const Complex> in, std::span<Complex> out) {
    if (padded == n) {
      fft.transform(in.data(), out.data());
      return;
    }
    std::vector<Complex> x(padded), spectrum(padded);
    for (std::size_t j = 0; j < n; ++j) x[j] = in[j] * chirp[j];
    fft.transform(x.data(), spectrum.data());
    // The way back is the conjugate of the way there, of the conjugate.
    for (std::size_t k = 0; k < padded; ++k) x[k] = std::conj(spectrum[k] * kernel_spectrum[k]);
    fft.transform(x.data(), spectrum.data());
    const auto scale = 1.0 / static_cast<double>(padded);
    for (std::size_t k = 0; k < n; ++k) out[k] = scale * std::conj(spectrum[k]) * chirp[k];
  }

  std::size_t n, padded;
  kissfft<double> fft;
  std::vector<Complex> chirp, kernel_spectrum;
};

ExactDft::ExactDft(std::size_t size) : plan_(std::make_unique<Plan>(size)) {}
ExactDft::ExactDft(ExactDft&&) noexcept = default;
ExactDft& ExactDft::operator=(ExactDft&&) noexcept = default;
ExactDft::~ExactDft() = default;

void ExactDft::forward(std::span<const Complex> in, std::span<Complex> out) const {
  plan_->forward(in, out);
}

void ExactDft::backward(std::span<const Complex> in, std::span<Complex> out) const {
  std::vector<Complex> conjugate(in.size());
  for (std::size_t k = 0; k < in.size(); ++k) conjugate[k] = std::conj(in[k]);
  plan_->forward(conjugate, out);
  for (Complex& value : out) value = std::conj(value);
}

}  // namespace bbplay::dsp
