// SPDX-License-Identifier: MIT
#include "dsp/filter/sinc_interpolator.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace bbplay::dsp {
namespace {

constexpr int kCrossings = 64;
constexpr int kPerCrossing = 2048;  // straight lines between the places of the table: error 3e-7
constexpr double kBeta = 12;        // of the window: stop band at -118 dB

/// Modified Bessel function of order 0, by its series.
double bessel_i0(double x) {
  double sum = 1;
  double term = 1;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

std::vector<double> make_kernel() {
  std::vector<double> kernel(kCrossings * kPerCrossing + 1);
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const double t = static_cast<double>(i) / kPerCrossing;
    const double u = t / kCrossings;
    const double phase = std::numbers::pi * t;
    const double window = bessel_i0(kBeta * std::sqrt(1 - u * u)) / bessel_i0(kBeta);
    kernel[i] = (i == 0 ? 1 : std::sin(phase) / phase) * window;
  }
  return kernel;
}

/// From the middle outwards, in zero crossings.
std::span<const double> shared_kernel() {
  static const std::vector<double> kernel = make_kernel();
  return kernel;
}

}  // namespace

SincInterpolator::SincInterpolator(double cutoff)
    : cutoff_(cutoff),
      reach_(static_cast<std::int64_t>(std::ceil(kCrossings / cutoff))),
      kernel_(shared_kernel()) {
  assert(0 < cutoff && cutoff <= 1);
}

void SincInterpolator::interpolate(std::span<const std::span<const double>> planes, double position,
                                   std::span<double> out) const noexcept {
  std::ranges::fill(out, 0.0);
  const double reach = kCrossings / cutoff_;
  const auto last = static_cast<std::int64_t>(std::floor(position + reach));
  for (auto k = static_cast<std::int64_t>(std::ceil(position - reach)); k <= last; ++k) {
    const double place = std::abs(position - static_cast<double>(k)) * cutoff_ * kPerCrossing;
    const auto i = static_cast<std::size_t>(place);
    if (i + 1 >= kernel_.size()) continue;
    const double way = place - static_cast<double>(i);
    const double weight = kernel_[i] + (kernel_[i + 1] - kernel_[i]) * way;
    for (std::size_t p = 0; p < planes.size(); ++p) {
      out[p] += weight * planes[p][static_cast<std::size_t>(k)];
    }
  }
  for (double& value : out) value *= cutoff_;
}

}  // namespace bbplay::dsp
