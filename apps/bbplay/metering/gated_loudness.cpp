// SPDX-License-Identifier: MIT
#include "metering/gated_loudness.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bbplay::app {
namespace {

constexpr double kLowest = -70, kHighest = 30;  // LUFS
constexpr double kClassesPerUnit = 100;
constexpr double kOfFullScale = -0.691;                 // LUFS of power 1
constexpr double kIntegratedGate = 0.1;                 // -10 LU
constexpr double kRangeGate = 0.01;                     // -20 LU
constexpr std::size_t kMomentary = 4, kShortTerm = 30;  // tenths of a second
constexpr std::int64_t kShortTermEvery = 10;

double loudness_of(double power) { return kOfFullScale + 10 * std::log10(power); }

/// May lie outside the classes.
double class_of(double power) { return (loudness_of(power) - kLowest) * kClassesPerUnit; }

}  // namespace

PowerClasses::PowerClasses()
    : classes_(static_cast<std::size_t>((kHighest - kLowest) * kClassesPerUnit)) {}

void PowerClasses::add(double power) {
  const double index = class_of(power);
  if (!(index >= 0)) return;
  const double last = static_cast<double>(classes_.size() - 1);
  Class& at = classes_[static_cast<std::size_t>(std::min(index, last))];
  ++at.count;
  at.sum += power;
  ++count_;
}

double PowerClasses::mean_from(double power) const {
  Class above;
  for (const Class& at : classes_) {
    if (at.count == 0 || at.mean() < power) continue;
    above.count += at.count;
    above.sum += at.sum;
  }
  return above.mean();
}

double PowerClasses::percentile(double share, double power) const {
  const auto counts = [&](const Class& at) { return at.count > 0 && at.mean() >= power; };
  std::int64_t all = 0;
  for (const Class& at : classes_) all += counts(at) ? at.count : 0;
  auto below = static_cast<std::int64_t>(std::lround(static_cast<double>(all - 1) * share));
  double found = 0;
  for (const Class& at : classes_) {
    if (!counts(at)) continue;
    found = at.mean();
    if (below < at.count) break;
    below -= at.count;
  }
  return found;
}

GatedLoudness::GatedLoudness(int rate)
    : weighting_(rate),
      tenth_(static_cast<std::size_t>(std::max(1, (rate + 5) / 10))),
      tenths_(kShortTerm) {}

void GatedLoudness::hear(ConstStereoBlock block) {
  while (block.frames() > 0) {
    const std::size_t count = std::min(block.frames(), tenth_.frames() - heard_);
    const ConstStereoBlock part = block.first(count);
    block = block.dropping(count);
    if (count == tenth_.frames()) {
      hear_tenth(part);
      continue;
    }
    const StereoBlock place = tenth_.block().subblock(heard_, count);
    std::ranges::copy(part.left, place.left.begin());
    std::ranges::copy(part.right, place.right.begin());
    heard_ += count;
    if (heard_ < tenth_.frames()) continue;
    hear_tenth(tenth_.block());
    heard_ = 0;
  }
}

void GatedLoudness::hear_tenth(ConstStereoBlock tenth) {
  tenths_.pop_front();
  tenths_.push_back(weighting_.energy(tenth));
  ++count_;
  if (count_ >= std::int64_t{kMomentary}) momentary_.add(power_of(kMomentary));
  if (count_ >= std::int64_t{kShortTerm} && count_ % kShortTermEvery == 0) {
    short_term_.add(power_of(kShortTerm));
  }
}

double GatedLoudness::power_of(std::size_t count) const {
  const double energy =
      std::accumulate(tenths_.end() - static_cast<std::ptrdiff_t>(count), tenths_.end(), 0.0);
  return energy / static_cast<double>(count * tenth_.frames());
}

std::optional<double> GatedLoudness::integrated() const {
  if (momentary_.empty()) return std::nullopt;
  const double gate = kIntegratedGate * momentary_.mean_from(0);
  return loudness_of(momentary_.mean_from(gate));
}

double GatedLoudness::range() const {
  if (short_term_.empty()) return 0;
  const double gate = kRangeGate * short_term_.mean_from(0);
  return loudness_of(short_term_.percentile(0.95, gate)) -
         loudness_of(short_term_.percentile(0.1, gate));
}

}  // namespace bbplay::app
