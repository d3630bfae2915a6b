// SPDX-License-Identifier: MIT
#include "drawing/axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "bbplay/model/describe.h"

namespace bbplay::app {
namespace {

constexpr double kMinute = 60, kHour = 3600;
constexpr std::array kTimeSteps{
    0.01,         0.02,         0.05,  0.1,       0.2,       0.5,         1.0,         2.0,
    5.0,          10.0,         15.0,  30.0,      kMinute,   2 * kMinute, 5 * kMinute, 10 * kMinute,
    15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 3 * kHour, 6 * kHour,   12 * kHour,  24 * kHour};

/// Multiples of `step` in [low, high], by index: sums of steps would drift.
template <class Label>
std::vector<Mark> multiples(double low, double high, double step, Label label) {
  std::vector<Mark> marks;
  const double slack = step * 1e-9;
  for (auto i = static_cast<std::int64_t>(std::ceil((low - slack) / step));
       static_cast<double>(i) * step <= high + slack; ++i) {
    const double value = static_cast<double>(i) * step;
    marks.push_back({value, label(value)});
  }
  return marks;
}

std::string number_label(double value) { return text_of(std::round(value * 1e6) / 1e6); }

}  // namespace

double Axis::at(double value) const noexcept {
  value = std::clamp(value, low, high);
  const double part =
      logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return at_low + (at_high - at_low) * part;
}

std::string time_label(double seconds, double step_s) {
  const int decimals = step_s < 0.1 ? 2 : step_s < 1 ? 1 : 0;
  const auto scale = static_cast<std::int64_t>(decimals == 2 ? 100 : decimals == 1 ? 10 : 1);
  const std::int64_t units = std::llround(seconds * static_cast<double>(scale));
  const auto whole = static_cast<long long>(units / scale);
  std::array<char, 48> text{};
  if (whole >= 3600) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", whole / 60, whole % 60);
  }
  std::string label = text.data();
  if (decimals > 0) {
    std::snprintf(text.data(), text.size(), ".%0*lld", decimals,
                  static_cast<long long>(units % scale));
    label += text.data();
  }
  return label;
}

std::vector<Mark> time_marks(double from_s, double to_s, int most) {
  double step = kTimeSteps.back();
  for (const double each : kTimeSteps) {
    if ((to_s - from_s) / each + 1 > most) continue;
    step = each;
    break;
  }
  while ((to_s - from_s) / step + 1 > most) step *= 2;
  return multiples(from_s, to_s, step, [&](double value) { return time_label(value, step); });
}

std::vector<Mark> round_marks(double low, double high, int wanted) {
  const double raw = (high - low) / wanted;
  const double decade = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * decade;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade < raw) continue;
    step = factor * decade;
    break;
  }
  return multiples(low, high, step, number_label);
}

std::vector<Mark> decade_marks(double low, double high) {
  std::vector<Mark> marks;
  for (double decade = std::pow(10.0, std::floor(std::log10(low))); decade <= high; decade *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * decade;
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
        marks.push_back({value, number_label(value)});
      }
    }
  }
  return marks;
}

}  // namespace bbplay::app
