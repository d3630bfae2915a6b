// SPDX-License-Identifier: MIT
#include "spectrogram/spectrogram.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "spectrogram/spectrogram_picture.h"

namespace bbplay::app {
namespace {

constexpr double kWindowSeconds = 0.3;  // at least: tells tones a few Hz apart
constexpr std::size_t kMinWindow = 512;
/// A window may be so much of the whole, or else short sounds would have no times.
constexpr std::int64_t kWindowsInWhole = 12;

std::size_t window_size(int rate, std::int64_t frames) {
  std::size_t size = kMinWindow;
  const double wanted = kWindowSeconds * rate;
  while (static_cast<double>(size) < wanted &&
         static_cast<std::int64_t>(2 * size) * kWindowsInWhole <= frames) {
    size *= 2;
  }
  return size;
}

}  // namespace

Spectrogram::Spectrogram(int rate, std::int64_t frames)
    : rate_(rate),
      frames_(frames),
      fft_(window_size(rate, frames)),
      rows_(kPlotRows),
      shape_(fft_.size()),
      segment_(fft_.size()),
      re_(fft_.bins()),
      im_(fft_.bins()),
      work_(fft_.work_size()),
      power_(fft_.bins() + 1),
      sums_(kPlotColumns * kPlotRows),
      counts_(kPlotColumns) {
  const auto size = static_cast<double>(fft_.size());
  hop_ = std::min(size / 2, static_cast<double>(frames) / kPlotColumns);
  for (std::size_t i = 0; i < fft_.size(); ++i) {
    // Hann; a full-scale sine reads 1.
    const double turn = (static_cast<double>(i) + 0.5) / size;
    shape_[i] = static_cast<float>(2 / size * (1 - std::cos(2 * std::numbers::pi * turn)));
  }
  const FrequencyAxis axis = frequency_axis(rate);
  const auto bin_at = [&](double row) {
    const double hertz = axis.low * std::pow(axis.high / axis.low, row / kPlotRows);
    return std::min(hertz / rate * size, size / 2 - 1);
  };
  for (std::size_t row = 0; row < kPlotRows; ++row) {
    const double low = bin_at(static_cast<double>(row));
    const double high = bin_at(static_cast<double>(row) + 1);
    Row& bins = rows_[row];
    bins.first = static_cast<std::size_t>(std::ceil(low));
    bins.last = static_cast<std::size_t>(std::ceil(high));
    if (bins.first >= bins.last) {
      const double middle = (low + high) / 2;
      bins.first = bins.last = static_cast<std::size_t>(middle);
      bins.between = static_cast<float>(middle - std::floor(middle));
    }
  }
}

void Spectrogram::hear(ConstStereoBlock block) {
  left_.insert(left_.end(), block.left.begin(), block.left.end());
  right_.insert(right_.end(), block.right.begin(), block.right.end());
  take_windows(kept_from_ + static_cast<std::int64_t>(left_.size()));
}

void Spectrogram::take_windows(std::int64_t heard_to) {
  const auto half = static_cast<std::int64_t>(fft_.size() / 2);
  std::int64_t needed_from = kept_from_;
  while (true) {
    const auto center = static_cast<std::int64_t>((static_cast<double>(windows_) + 0.5) * hop_);
    needed_from = std::max(kept_from_, center - half);
    if (center >= frames_ || center + half > heard_to) break;
    add_window(center);
    ++windows_;
  }
  const auto over =
      std::min<std::int64_t>(needed_from - kept_from_, static_cast<std::int64_t>(left_.size()));
  left_.erase(left_.begin(), left_.begin() + over);
  right_.erase(right_.begin(), right_.begin() + over);
  kept_from_ += over;
}

void Spectrogram::add_power(const std::vector<float>& channel, std::int64_t begin) {
  for (std::size_t i = 0; i < segment_.size(); ++i) {
    const std::int64_t at = begin + static_cast<std::int64_t>(i) - kept_from_;
    const bool inside = at >= 0 && at < static_cast<std::int64_t>(channel.size());
    segment_[i] = inside ? channel[static_cast<std::size_t>(at)] * shape_[i] : 0.0f;
  }
  fft_.forward(segment_, re_, im_, work_);
  power_[0] += re_[0] * re_[0] / 2;
  for (std::size_t bin = 1; bin < fft_.bins(); ++bin) {
    power_[bin] += (re_[bin] * re_[bin] + im_[bin] * im_[bin]) / 2;
  }
}

void Spectrogram::add_window(std::int64_t center) {
  std::ranges::fill(power_, 0.0f);
  const std::int64_t begin = center - static_cast<std::int64_t>(fft_.size() / 2);
  add_power(left_, begin);
  add_power(right_, begin);
  constexpr auto kColumns = static_cast<std::int64_t>(kPlotColumns);
  const auto column = static_cast<std::size_t>(
      std::clamp<std::int64_t>(center * kColumns / frames_, 0, kColumns - 1));
  ++counts_[column];
  double* sums = &sums_[column * kPlotRows];
  for (std::size_t row = 0; row < kPlotRows; ++row) {
    const Row& bins = rows_[row];
    if (bins.first < bins.last) {
      sums[row] += *std::max_element(power_.begin() + static_cast<std::ptrdiff_t>(bins.first),
                                     power_.begin() + static_cast<std::ptrdiff_t>(bins.last));
    } else {
      sums[row] += power_[bins.first] * (1 - bins.between) + power_[bins.first + 1] * bins.between;
    }
  }
}

std::string Spectrogram::png(const std::string& title, double start_s) {
  // What lies behind the end is silence.
  take_windows(frames_ + static_cast<std::int64_t>(fft_.size()));
  std::vector<float> levels(sums_.size());
  for (std::size_t column = 0; column < kPlotColumns; ++column) {
    // Rounding can leave a column without a window: it looks like the one before.
    if (counts_[column] == 0 && column > 0) {
      std::copy_n(&levels[(column - 1) * kPlotRows], kPlotRows, &levels[column * kPlotRows]);
      continue;
    }
    for (std::size_t row = 0; row < kPlotRows; ++row) {
      const std::size_t at = column * kPlotRows + row;
      levels[at] =
          static_cast<float>(10 * std::log10(sums_[at] / std::max(1, counts_[column]) + 1e-20));
    }
  }
  const double seconds = static_cast<double>(frames_) / rate_;
  return spectrogram_png(levels, title, frequency_axis(rate_), start_s, start_s + seconds);
}

}  // namespace bbplay::app
