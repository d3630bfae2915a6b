// SPDX-License-Identifier: MIT
#include "dsp/spatial/hrir_set.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <utility>

#include "bbplay/model/diagnostics.h"

namespace bbplay::dsp {
namespace {

double wrapped(double degrees) { return degrees - 360 * std::floor(degrees / 360); }

}  // namespace

HrirSet::HrirSet(std::vector<HeadDirection> directions) : directions_(std::move(directions)) {
  assert(!directions_.empty());
  const auto starts_first = std::min_element(
      directions_.begin(), directions_.end(),
      [](const auto& a, const auto& b) { return a.sector_start_deg < b.sector_start_deg; });
  first_sector_ = static_cast<std::size_t>(starts_first - directions_.begin());
}

std::size_t HrirSet::nearest(double azimuth_deg) const noexcept {
  // Counted from the first sector on, the starts ascend.
  const double azimuth = wrapped(azimuth_deg);
  const std::size_t count = directions_.size();
  const auto sector = [&](std::size_t k) {
    const std::size_t index = first_sector_ + k;
    return index < count ? index : index - count;
  };
  std::size_t low = 0;       // sectors known to start at or before the azimuth
  std::size_t high = count;  // sectors in all
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (directions_[sector(middle)].sector_start_deg <= azimuth) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return sector(low == 0 ? count - 1 : low - 1);  // before the first start: the last sector
}

HrirSet::Between HrirSet::around(double azimuth_deg) const noexcept {
  const double azimuth = wrapped(azimuth_deg);
  const std::size_t count = directions_.size();
  const auto after = std::upper_bound(
      directions_.begin(), directions_.end(), azimuth,
      [](double value, const HeadDirection& direction) { return value < direction.azimuth_deg; });
  const auto second = static_cast<std::size_t>(after - directions_.begin()) % count;
  const std::size_t first = (second + count - 1) % count;
  const double width = wrapped(directions_[second].azimuth_deg - directions_[first].azimuth_deg);
  const double way = wrapped(azimuth - directions_[first].azimuth_deg);
  return {first, second, width > 0 ? way / width : 0.0};
}

HrirSet schematic_head(int rate) {
  constexpr double kHeadRadiusM = 0.0875;
  constexpr double kSpeedOfSoundMPerS = 343;
  constexpr double kIldMaxDb = 1.5;
  constexpr int kStepDeg = 5;
  const double longest = kHeadRadiusM / kSpeedOfSoundMPerS * rate;  // frames
  const auto taps = static_cast<std::size_t>(std::ceil(longest)) + 4;

  // A delay by a fraction of a frame: four taps of Lagrange's interpolation, one frame late.
  const auto response = [&](double delay, double gain) {
    std::vector<float> out(taps);
    const double whole = std::floor(delay);
    const double d = delay - whole;  // between the second and the third tap
    const double weights[] = {-d * (d - 1) * (d - 2) / 6, (d + 1) * (d - 1) * (d - 2) / 2,
                              -(d + 1) * d * (d - 2) / 2, (d + 1) * d * (d - 1) / 6};
    for (std::size_t k = 0; k < 4; ++k) {
      out[static_cast<std::size_t>(whole) + k] = static_cast<float>(gain * weights[k]);
    }
    return out;
  };
  std::vector<HeadDirection> directions;
  for (int azimuth = 0; azimuth < 360; azimuth += kStepDeg) {
    const double side = std::sin(azimuth * std::numbers::pi / 180);  // 1: left
    const double gain = std::pow(10, kIldMaxDb / 2 * side / 20);
    directions.push_back({static_cast<double>(azimuth), wrapped(azimuth - kStepDeg / 2.0),
                          response(std::max(0.0, -side) * longest, gain),
                          response(std::max(0.0, side) * longest, 1 / gain)});
  }
  return HrirSet(std::move(directions));
}

std::shared_ptr<const HrirSet> shared_head_ring(const std::filesystem::path& sofa, int rate) {
  static std::mutex mutex;
  static std::map<std::pair<std::filesystem::path, int>, std::shared_ptr<const HrirSet>> rings;
  const std::lock_guard lock(mutex);
  std::shared_ptr<const HrirSet>& ring = rings[{sofa, rate}];
  if (!ring) {
    try {
      ring = std::make_shared<const HrirSet>(measured_head(sofa, rate));
    } catch (const InputError&) {
      ring = std::make_shared<const HrirSet>(schematic_head(rate));
    }
  }
  return ring;
}

}  // namespace bbplay::dsp
