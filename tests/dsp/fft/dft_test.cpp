// SPDX-License-Identifier: MIT
#include "dsp/fft/dft.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

using Complex = ExactDft::Complex;

std::vector<Complex> some_signal(std::size_t n) {
  std::vector<Complex> out;
  for (std::size_t j = 0; j < n; ++j) {
    const auto x = static_cast<double>(j);
    out.emplace_back(std::sin(1.7 * x * x), std::cos(0.3 * x) - 0.2);
  }
  return out;
}

Complex direct_bin(const std::vector<Complex>& in, std::size_t k) {
  const std::size_t n = in.size();
  Complex sum = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const auto turns = static_cast<double>(j * k % n) / static_cast<double>(n);
    sum += in[j] * std::polar(1.0, -2 * std::numbers::pi * turns);
  }
  return sum;
}

// Small ones, products of small factors, primes, and a product with one large factor.
const std::size_t kLengths[] = {1, 2, 3, 4, 5, 60, 97, 101, 512, 631, 1323, 2 * 251};

TEST(ExactDft, IsTheDefiningSumAtEveryLength) {
  for (const std::size_t n : kLengths) {
    const std::vector<Complex> in = some_signal(n);
    std::vector<Complex> out(n);
    ExactDft(n).forward(in, out);
    for (std::size_t k = 0; k < n; ++k) {
      ASSERT_LT(std::abs(out[k] - direct_bin(in, k)), 1e-10) << "bin " << k << " of " << n;
    }
  }
}

TEST(ExactDft, TheWayBackGivesTheSignalTimesItsLength) {
  for (const std::size_t n : kLengths) {
    const std::vector<Complex> in = some_signal(n);
    std::vector<Complex> there(n), back(n);
    const ExactDft dft(n);
    dft.forward(in, there);
    dft.backward(there, back);
    for (std::size_t j = 0; j < n; ++j) {
      ASSERT_LT(std::abs(back[j] / static_cast<double>(n) - in[j]), 1e-12) << j << " of " << n;
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
