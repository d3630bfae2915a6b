// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

namespace bbplay::dsp {
namespace {

constexpr double kSteepestCurve = 1e-6;

}  // namespace

double conditioning_low_pass_hz(double rate) noexcept {
  constexpr double kHz = 10'000;
  return 2 * kHz < rate ? kHz : 0.45 * rate;
}

NoiseSpectrum::NoiseSpectrum(const NoiseColor& color, double rate, double seconds)
    : color_(color), rate_(rate), lowest_hz_(seconds > 0 ? 1 / seconds : 1) {
  const double span = std::log(0.5 * rate / lowest_hz_);
  inverse_octaves_ = span > 0 ? 1 / span : 0;
  const auto usable = [&](double hz) { return hz > 0 && hz < 0.49 * rate ? hz : 0; };
  double low = usable(color.low_cut_hz), high = usable(color.high_cut_hz);
  if (low > 0 && high > 0 && low > high) std::swap(low, high);
  low_cut_ = low > 0 ? warped(low) : 0;
  high_cut_ = high > 0 ? warped(high) : 0;
  low_pass_ = warped(conditioning_low_pass_hz(rate));
  high_pass_ = warped(kConditioningHighPassHz);
}

double NoiseSpectrum::warped(double hz) const noexcept {
  return std::tan(std::numbers::pi * std::min(hz / rate_, 0.5 - 1e-9));
}

double NoiseSpectrum::profile(double hz) const noexcept {
  const double turn = 2 * std::numbers::pi * hz / rate_;
  switch (color_.kind) {
    case NoiseColor::Kind::six_pole: {
      std::complex<double> sum = 0;
      const std::complex<double> delay = std::polar(1.0, -turn);
      for (const PinkPole& p : kPinkPoles) sum += p.gain / (1.0 - p.pole * delay);
      return std::abs(sum);
    }
    case NoiseColor::Kind::random_walk: {
      const double leak = std::exp(-2 * std::numbers::pi * kWalkCornerHz / rate_);
      return std::sqrt(1 - leak * leak) / std::abs(1.0 - leak * std::polar(1.0, -turn));
    }
    case NoiseColor::Kind::profile:
      break;
  }
  return std::pow(hz, -0.5 * exponent(hz));
}

double NoiseSpectrum::exponent(double hz) const noexcept {
  if (color_.kind == NoiseColor::Kind::six_pole) return 1;
  if (color_.kind == NoiseColor::Kind::random_walk) return 2;
  const double way = std::clamp(std::log(hz / lowest_hz_) * inverse_octaves_, 0.0, 1.0);
  const double bent = std::pow(way, std::max(color_.curve, kSteepestCurve));
  return color_.exponent + (color_.high_exponent - color_.exponent) * bent;
}

double NoiseSpectrum::magnitude(double hz) const noexcept {
  if (low_cut_ <= 0 && high_cut_ <= 0) return profile(hz);
  // Butterworth of order 4: 1 / sqrt(1 + x^8), x the distance from the pass band in corners.
  const double w = warped(hz);
  double x = 0;
  if (low_cut_ > 0 && high_cut_ > 0) {
    x = (w * w - low_cut_ * high_cut_) / ((high_cut_ - low_cut_) * w);
  } else if (low_cut_ > 0) {
    x = low_cut_ / w;
  } else if (high_cut_ > 0) {
    x = w / high_cut_;
  }
  const double x2 = x * x, x4 = x2 * x2;
  return profile(hz) / std::sqrt(1 + x4 * x4);
}

double NoiseSpectrum::conditioned_magnitude(double hz) const noexcept {
  const double w = warped(hz);
  const double low_pass = w / low_pass_;
  const double high_pass = w / high_pass_;
  const double h2 = high_pass * high_pass;
  return magnitude(hz) / (1 + low_pass * low_pass) * (h2 * h2 / (1 + h2 * h2));
}

bool NoiseSpectrum::same_shape(const NoiseSpectrum& other) const noexcept {
  if (color_.kind != other.color_.kind || rate_ != other.rate_) return false;
  if (low_cut_ != other.low_cut_ || high_cut_ != other.high_cut_) return false;
  if (color_.kind != NoiseColor::Kind::profile) return true;
  if (color_.exponent != other.color_.exponent) return false;
  if (color_.high_exponent != other.color_.high_exponent) return false;
  const bool straight = color_.exponent == color_.high_exponent;
  return straight || (color_.curve == other.color_.curve && lowest_hz_ == other.lowest_hz_);
}

}  // namespace bbplay::dsp
