// SPDX-License-Identifier: MIT
// Heads from SOFA files, by libmysofa.
#include "dsp/spatial/head_ring.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>

#include <mysofa.h>

#include "bbplay/model/diagnostics.h"

#include "model/memory_check.h"

namespace bbplay::dsp {
namespace {

constexpr int kProbesPerTurn = 3600;

struct FreeHead {
  void operator()(MYSOFA_HRTF* head) const noexcept { mysofa_free(head); }
};
struct FreeLookup {
  void operator()(MYSOFA_LOOKUP* lookup) const noexcept { mysofa_lookup_free(lookup); }
};

/// A SOFA file in memory. mysofa_open() would do the same and then convert all directions to
/// another rate, without keeping their level; only those of the horizontal plane are needed here.
class SofaFile {
 public:
  explicit SofaFile(const std::filesystem::path& path) {
    if (!std::filesystem::is_regular_file(path)) {
      throw InputError(path.string() + ": no such file");
    }
    const model::MemoryCheck memory;
    int error = MYSOFA_OK;
    head_.reset(mysofa_load(path.c_str(), &error));
    if (head_ && error == MYSOFA_OK) error = mysofa_check(head_.get());
    if (!head_ || error != MYSOFA_OK) {
      memory.after_failure();
      if (error == MYSOFA_NO_MEMORY) throw std::bad_alloc();
      throw InputError(path.string() + ": no head-related impulse responses (libmysofa error " +
                       std::to_string(error) + ')');
    }
    mysofa_tocartesian(head_.get());
    lookup_.reset(mysofa_lookup_init(head_.get()));
    if (!lookup_) throw std::bad_alloc();
  }

  int rate() const { return static_cast<int>(std::lround(head_->DataSamplingRate.values[0])); }

  int nearest(double azimuth_deg) const {
    const double radians = azimuth_deg * std::numbers::pi / 180;
    std::array<float, 3> at{static_cast<float>(std::cos(radians)),
                            static_cast<float>(std::sin(radians)), 0};
    return mysofa_lookup(lookup_.get(), at.data());
  }

  double azimuth_deg(int measurement) const {
    const float* at =
        head_->SourcePosition.values + static_cast<std::size_t>(measurement) * head_->C;
    const double degrees =
        std::atan2(static_cast<double>(at[1]), static_cast<double>(at[0])) * 180 / std::numbers::pi;
    return degrees < 0 ? degrees + 360 : degrees;
  }

  /// ear: 0 left, 1 right. Some files keep the arrival time apart from the response.
  std::vector<double> response(int measurement, std::size_t ear) const {
    const std::size_t taps = head_->N;
    const auto index = static_cast<std::size_t>(measurement) * head_->R + ear;
    const float* const from = head_->DataIR.values + index * taps;
    const bool one_for_all = head_->DataDelay.elements <= head_->R;
    const double delay = usable(head_->DataDelay.values[one_for_all ? ear : index]);
    const auto whole = static_cast<std::size_t>(delay);
    const double fraction = delay - std::floor(delay);
    std::vector<double> out(taps + longest_delay());
    for (std::size_t k = 0; k < taps; ++k) {
      out[whole + k] += (1 - fraction) * static_cast<double>(from[k]);
      if (fraction > 0) out[whole + k + 1] += fraction * static_cast<double>(from[k]);
    }
    return out;
  }

 private:
  std::size_t longest_delay() const {
    const float* const first = head_->DataDelay.values;
    const float longest = *std::max_element(first, first + head_->DataDelay.elements);
    return static_cast<std::size_t>(std::ceil(usable(longest)));
  }
  /// A delay of the file in frames; no head is wider than 0.1 s.
  double usable(float delay) const {
    return std::clamp(static_cast<double>(delay), 0.0, 0.1 * rate());
  }

  std::unique_ptr<MYSOFA_HRTF, FreeHead> head_;
  std::unique_ptr<MYSOFA_LOOKUP, FreeLookup> lookup_;
};

/// Azimuth at which the nearest measurement changes from that at `low` to another one.
double boundary(const SofaFile& sofa, double low, double high) {
  const int before = sofa.nearest(low);
  for (int halving = 0; halving < 40; ++halving) {
    const double middle = (low + high) / 2;
    (sofa.nearest(middle) == before ? low : high) = middle;
  }
  return high;
}

}  // namespace

HeadRing read_head_ring(const std::filesystem::path& path) {
  const SofaFile sofa(path);
  HeadRing ring{sofa.rate(), {}};
  const auto add = [&](int measurement, double sector_start_deg) {
    const auto floats = [&](std::size_t ear) {
      const std::vector<double> response = sofa.response(measurement, ear);
      return std::vector<float>(response.begin(), response.end());
    };
    ring.directions.push_back(
        {sofa.azimuth_deg(measurement), sector_start_deg, floats(0), floats(1)});
  };
  constexpr double kProbe = 360.0 / kProbesPerTurn;
  for (int k = 0; k < kProbesPerTurn; ++k) {
    const double low = k * kProbe;
    const int next = sofa.nearest(low + kProbe);
    if (next == sofa.nearest(low)) continue;
    const double start = boundary(sofa, low, low + kProbe);
    add(next, start >= 360 ? start - 360 : start);
  }
  if (ring.directions.empty()) add(sofa.nearest(0), 0);
  std::sort(ring.directions.begin(), ring.directions.end(),
            [](const auto& a, const auto& b) { return a.azimuth_deg < b.azimuth_deg; });
  return ring;
}

}  // namespace bbplay::dsp
