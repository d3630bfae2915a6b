// SPDX-License-Identifier: MIT
#include "bbplay/dsp/fft.h"

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/noise/random.h"

namespace bbplay::dsp {
namespace {

template <class Real>
std::vector<Real> noise(std::size_t count, std::uint64_t stream = 0) {
  std::vector<double> w(count);
  GaussianNoise(1, stream).fill(0, std::span<double>(w));
  return {w.begin(), w.end()};
}

template <class Real>
struct Spectrum {
  std::vector<Real> re, im;
  Spectrum(const RealFft<Real>& fft, const std::vector<Real>& signal)
      : re(fft.bins()), im(fft.bins()) {
    std::vector<Real> work(fft.work_size());
    fft.forward(signal, re, im, work);
  }
};

/// Bin k of the definition, summed in double.
template <class Real>
std::complex<double> bin_of(const std::vector<Real>& signal, std::size_t k) {
  std::complex<double> sum = 0;
  const std::size_t n = signal.size();
  for (std::size_t i = 0; i < n; ++i) {
    const double turns = static_cast<double>(i * k % n) / static_cast<double>(n);
    sum += static_cast<double>(signal[i]) * std::polar(1.0, -2 * std::numbers::pi * turns);
  }
  return sum;
}

template <class Real>
void expect_definition(std::size_t size, double tolerance) {
  const RealFft<Real> fft(size);
  const std::vector<Real> signal = noise<Real>(size);
  const Spectrum<Real> spectrum(fft, signal);
  const double limit = tolerance * std::sqrt(static_cast<double>(size));
  EXPECT_NEAR(spectrum.re[0], bin_of(signal, 0).real(), limit) << size;
  EXPECT_NEAR(spectrum.im[0], bin_of(signal, size / 2).real(), limit) << size;
  for (std::size_t k = 1; k < fft.bins(); k += size <= 1024 ? 1 : 37) {
    const std::complex<double> expected = bin_of(signal, k);
    EXPECT_NEAR(spectrum.re[k], expected.real(), limit) << size << ' ' << k;
    EXPECT_NEAR(spectrum.im[k], expected.imag(), limit) << size << ' ' << k;
  }
}

TEST(RealFft, IsTheFourierTransform) {
  for (const std::size_t size : {128u, 256u, 512u, 1024u, 4096u}) {
    expect_definition<float>(size, 2e-6);
    expect_definition<double>(size, 1e-13);
  }
}

template <class Real>
void expect_round_trip(double tolerance) {
  for (std::size_t size = 128; size <= 16384; size *= 2) {
    const RealFft<Real> fft(size);
    const std::vector<Real> signal = noise<Real>(size);
    const Spectrum<Real> spectrum(fft, signal);
    std::vector<Real> back(size), work(fft.work_size());
    fft.inverse(spectrum.re, spectrum.im, back, work);
    double worst = 0;
    for (std::size_t i = 0; i < size; ++i) {
      worst =
          std::max(worst, std::abs(static_cast<double>(back[i]) / static_cast<double>(fft.bins()) -
                                   static_cast<double>(signal[i])));
    }
    EXPECT_LT(worst, tolerance) << size;
  }
}

TEST(RealFft, InverseUndoesForward) {
  expect_round_trip<float>(3e-6);
  expect_round_trip<double>(1e-14);
}

}  // namespace
}  // namespace bbplay::dsp
