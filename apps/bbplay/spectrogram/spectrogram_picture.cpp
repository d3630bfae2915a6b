// SPDX-License-Identifier: MIT
#include "spectrogram/spectrogram_picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "drawing/axis.h"
#include "drawing/image.h"
#include "drawing/stroke_font.h"
#include "terminal/table.h"

namespace bbplay::app {
namespace {

constexpr int kLeft = 76, kTop = 52, kBottom = 48, kRight = 116;
constexpr int kColumns = static_cast<int>(kPlotColumns), kRows = static_cast<int>(kPlotRows);
constexpr int kScaleGap = 22, kScaleWidth = 16;
constexpr double kTitleSize = 13, kLabelSize = 9;
constexpr double kShownRange = 90;  // dB
constexpr int kMaxTimeMarks = 13;

constexpr Color kGround{14, 20, 30}, kInk{226, 232, 240}, kMuted{152, 166, 184};

/// From silence to the loudest: dark to light in even steps of brightness.
constexpr std::array<Color, 9> kColors{
    Color{0, 0, 4},      Color{28, 16, 68},    Color{79, 18, 123},
    Color{129, 37, 129}, Color{181, 54, 122},  Color{229, 80, 100},
    Color{251, 135, 97}, Color{254, 194, 135}, Color{252, 253, 191}};

Color color_of(double part) {
  const double place = std::clamp(part, 0.0, 1.0) * (kColors.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), kColors.size() - 2);
  const double over = place - static_cast<double>(below);
  const auto mix = [&](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + (b - a) * over));
  };
  const Color &a = kColors[below], &b = kColors[below + 1];
  return {mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue)};
}

std::string hertz(double value) {
  return value < 1000 ? with_decimals(value, 0) : with_decimals(value / 1000, 0) + " k";
}

void draw_frequencies(Image& image, const FrequencyAxis& axis) {
  const Axis y{axis.low, axis.high, kTop + kRows, kTop, true};
  draw_text(image, {kLeft - 10.0, kTop - 16.0}, "Hz", kLabelSize, kMuted, Anchor::end);
  for (const Mark& mark : decade_marks(axis.low, axis.high)) {
    const double at = y.at(mark.value);
    image.fill(kLeft - 6, static_cast<int>(at), 6, 1, kMuted);
    draw_text(image, {kLeft - 10.0, at + kLabelSize / 2}, hertz(mark.value), kLabelSize, kMuted,
              Anchor::end);
  }
}

void draw_times(Image& image, double from_s, double to_s) {
  const Axis x{from_s, to_s, kLeft, kLeft + kColumns};
  for (const Mark& mark : time_marks(from_s, to_s, kMaxTimeMarks)) {
    const double at = x.at(mark.value);
    image.fill(static_cast<int>(at), kTop + kRows, 1, 6, kMuted);
    draw_text(image, {at, kTop + kRows + 22.0}, mark.label, kLabelSize, kMuted, Anchor::middle);
  }
}

void draw_scale(Image& image, double lowest, double highest) {
  const int left = kLeft + kColumns + kScaleGap;
  for (int row = 0; row < kRows; ++row) {
    image.fill(left, kTop + kRows - 1 - row, kScaleWidth, 1,
               color_of(static_cast<double>(row) / (kRows - 1)));
  }
  const Axis y{lowest, highest, kTop + kRows - 1, kTop};
  draw_text(image, {left + 0.0, kTop - 16.0}, "dBFS", kLabelSize, kMuted);
  for (const Mark& mark : round_marks(lowest, highest, 9)) {
    const double at = y.at(mark.value);
    image.fill(left + kScaleWidth, static_cast<int>(at), 5, 1, kMuted);
    draw_text(image, {left + kScaleWidth + 9.0, at + kLabelSize / 2}, mark.label, kLabelSize,
              kMuted);
  }
}

}  // namespace

FrequencyAxis frequency_axis(int rate) {
  const double half = rate / 2.0;
  return {std::min(20.0, half / 50), std::min(20'000.0, half)};
}

std::string spectrogram_png(const std::vector<float>& levels, const std::string& title,
                            const FrequencyAxis& frequencies, double from_s, double to_s) {
  Image image(kLeft + kColumns + kRight, kTop + kRows + kBottom, kGround);
  // The loudest tone is near the top of the scale.
  const double loudest = *std::ranges::max_element(levels);
  const double highest = std::max(-60.0, std::ceil(loudest / 10) * 10);
  const double lowest = highest - kShownRange;
  for (int column = 0; column < kColumns; ++column) {
    for (int row = 0; row < kRows; ++row) {
      const float level =
          levels[static_cast<std::size_t>(column) * kPlotRows + static_cast<std::size_t>(row)];
      image.set(kLeft + column, kTop + kRows - 1 - row, color_of((level - lowest) / kShownRange));
    }
  }
  draw_text(image, {kLeft + 0.0, 32}, title, kTitleSize, kInk);
  draw_frequencies(image, frequencies);
  draw_times(image, from_s, to_s);
  draw_scale(image, lowest, highest);
  return image.png();
}

}  // namespace bbplay::app
