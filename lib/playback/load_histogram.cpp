// SPDX-License-Identifier: MIT
#include "bbplay/playback/load_histogram.h"

#include <algorithm>
#include <cmath>

namespace bbplay {
namespace {

constexpr int kMinExponent = -20;  // 2^-20: about a millionth

std::size_t class_of(double load) noexcept {
  if (!(load > 0)) return 0;
  int exponent = 0;
  const double mantissa = std::frexp(load, &exponent);  // [0.5, 1)
  const int eighth = static_cast<int>((mantissa - 0.5) * 2 * LoadHistogram::kClassesPerOctave);
  const int index = (exponent - 1 - kMinExponent) * LoadHistogram::kClassesPerOctave + eighth;
  return static_cast<std::size_t>(
      std::clamp(index, 0, static_cast<int>(LoadHistogram::kClasses) - 1));
}

double end_of(std::size_t index) noexcept {
  const auto next = static_cast<int>(index) + 1;
  const int octave = next / LoadHistogram::kClassesPerOctave;
  const int eighth = next % LoadHistogram::kClassesPerOctave;
  return std::ldexp(1.0 + eighth / double{LoadHistogram::kClassesPerOctave}, octave + kMinExponent);
}

}  // namespace

std::uint64_t LoadHistogram::total() const noexcept {
  std::uint64_t total = 0;
  for (const std::uint64_t count : counts_) total += count;
  return total;
}

double LoadHistogram::quantile(double share) const noexcept {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total())));
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < kClasses; ++i) {
    passed += counts_[i];
    if (counts_[i] > 0 && passed >= wanted) return std::min(end_of(i), max_);
  }
  return max_;
}

std::uint64_t LoadHistogram::between(double from, double to) const noexcept {
  std::uint64_t count = 0;
  for (std::size_t i = class_of(from); i < kClasses && end_of(i) <= to; ++i) count += counts_[i];
  return count;
}

LoadHistogram& LoadHistogram::operator+=(const LoadHistogram& other) noexcept {
  for (std::size_t i = 0; i < kClasses; ++i) counts_[i] += other.counts_[i];
  max_ = std::max(max_, other.max_);
  return *this;
}

void LoadRecorder::record(double load) noexcept {
  std::atomic<std::uint32_t>& count = counts_[class_of(load)];
  count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (load > max_.load(std::memory_order_relaxed)) max_.store(load, std::memory_order_relaxed);
}

LoadHistogram LoadRecorder::snapshot() const noexcept {
  LoadHistogram histogram;
  for (std::size_t i = 0; i < LoadHistogram::kClasses; ++i) {
    histogram.counts_[i] = counts_[i].load(std::memory_order_relaxed);
  }
  histogram.max_ = max_.load(std::memory_order_relaxed);
  return histogram;
}

}  // namespace bbplay
