// SPDX-License-Identifier: MIT
#include "dsp/filter/butterworth.h"

#include <cassert>
#include <cmath>
#include <numbers>

namespace bbplay::dsp {
namespace {

using std::numbers::pi;
using Complex = std::complex<double>;

double warped(double hz, double rate) {
  assert(hz > 0 && hz < rate / 2);
  return std::tan(pi * hz / rate);
}

/// Denominators of all sections of a low- or high-pass; their numerators differ.
template <class Numerator>
std::vector<Section> two_pole_sections(int order, double k, Numerator numerator) {
  assert(order >= 1);
  std::vector<Section> sections;
  for (int i = 0; i < order / 2; ++i) {
    const double damping = 2 * std::sin((2 * i + 1) * pi / (2 * order));  // 1 / Q
    const double g = 1 / (1 + k * damping + k * k);
    Section section = numerator(g, 2);
    section.a1 = 2 * (k * k - 1) * g;
    section.a2 = (1 - k * damping + k * k) * g;
    sections.push_back(section);
  }
  if (order % 2 != 0) {
    const double g = 1 / (1 + k);
    Section section = numerator(g, 1);
    section.a1 = (k - 1) * g;
    sections.push_back(section);
  }
  return sections;
}

}  // namespace

std::vector<Section> butterworth_low_pass(int order, double hz, double rate) {
  const double k = warped(hz, rate);
  return two_pole_sections(order, k, [k](double g, int poles) {
    const double b = poles == 2 ? k * k * g : k * g;
    return poles == 2 ? Section{.b0 = b, .b1 = 2 * b, .b2 = b} : Section{.b0 = b, .b1 = b};
  });
}

std::vector<Section> butterworth_high_pass(int order, double hz, double rate) {
  return two_pole_sections(order, warped(hz, rate), [](double g, int poles) {
    return poles == 2 ? Section{.b0 = g, .b1 = -2 * g, .b2 = g} : Section{.b0 = g, .b1 = -g};
  });
}

std::vector<Section> butterworth_band_pass(int order, double low_hz, double high_hz, double rate) {
  assert(order >= 1 && low_hz < high_hz);
  // Everything in units of 2 rate: s = (z - 1) / (z + 1).
  const double low = warped(low_hz, rate);
  const double high = warped(high_hz, rate);
  const double width = high - low;
  const double centre_squared = low * high;
  const Complex s_centre(0, std::sqrt(centre_squared));
  const Complex at_centre = (1.0 + s_centre) / (1.0 - s_centre);

  std::vector<Section> sections;
  const auto add = [&](Complex z, Complex other) {  // a conjugate pair, or two real poles
    Section section{
        .b0 = 1, .b1 = 0, .b2 = -1, .a1 = -(z + other).real(), .a2 = (z * other).real()};
    const Complex z1 = 1.0 / at_centre;
    const double gain = std::abs((1.0 - z1 * z1) / (1.0 + section.a1 * z1 + section.a2 * z1 * z1));
    section.b0 /= gain;
    section.b2 /= gain;
    sections.push_back(section);
  };
  const auto digital = [](Complex s) { return (1.0 + s) / (1.0 - s); };
  for (int i = 0; i < (order + 1) / 2; ++i) {
    // Prototype poles in the upper half plane; each is split in two by s^2 - p width s + centre^2.
    const double angle = pi * (2 * i + order + 1) / (2 * order);
    const bool is_real = 2 * i + 1 == order;
    const Complex half = 0.5 * width * (is_real ? Complex(-1, 0) : std::polar(1.0, angle));
    const Complex root = std::sqrt(half * half - centre_squared);
    const Complex first = digital(half + root);
    const Complex second = digital(half - root);
    if (is_real) {
      add(first, second);
    } else {
      add(first, std::conj(first));
      add(second, std::conj(second));
    }
  }
  return sections;
}

Complex response(std::span<const Section> sections, double turns) {
  const Complex z1 = std::polar(1.0, -2 * pi * turns);
  Complex product = 1;
  for (const Section& s : sections) {
    product *= (s.b0 + (s.b1 + s.b2 * z1) * z1) / (1.0 + (s.a1 + s.a2 * z1) * z1);
  }
  return product;
}

}  // namespace bbplay::dsp
