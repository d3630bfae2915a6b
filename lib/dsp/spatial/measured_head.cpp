// SPDX-License-Identifier: MIT
// The ring of a measured head at the rate of a track.
#include <cmath>
#include <utility>
#include <vector>

#include "dsp/filter/resampler.h"
#include "dsp/spatial/default_head.h"
#include "dsp/spatial/head_ring.h"
#include "dsp/spatial/hrir_set.h"

namespace bbplay::dsp {
namespace {

/// Impulse responses at another rate. Their samples are rates of change of the output, so they
/// shrink as there are more of them.
class ResponseConverter {
 public:
  ResponseConverter(int in_rate, int out_rate)
      : ratio_(static_cast<double>(out_rate) / in_rate), converter_(in_rate, out_rate, 1) {}

  std::vector<float> operator()(const std::vector<float>& response) {
    const auto lead = static_cast<std::size_t>(converter_.warm_up());
    const auto taps =
        static_cast<std::size_t>(std::ceil(static_cast<double>(response.size()) * ratio_));
    std::vector<double> in(lead);
    in.insert(in.end(), response.begin(), response.end());
    in.resize(in.size() + lead);  // more than the filter's delay
    const std::int64_t periods = converter_.warm_up() / converter_.in_period();
    const auto out_lead = static_cast<std::size_t>(periods * converter_.out_period());
    std::vector<double> out(out_lead + taps);

    converter_.restart();
    std::size_t made = 0;
    std::size_t used = 0;
    while (made < out.size()) {
      if (used == in.size()) {
        in.assign(lead, 0.0);
        used = 0;
      }
      const std::span<const double> rest = std::span(in).subspan(used);
      const std::span<double> to = std::span(out).subspan(made);
      const auto progress = converter_.process({&rest, 1}, {&to, 1});
      used += progress.used;
      made += progress.made;
    }
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(out_lead));
    for (double& value : out) value /= ratio_;
    return {out.begin(), out.end()};
  }

 private:
  double ratio_;
  RateConverter converter_;
};

}  // namespace

HrirSet measured_head(const std::filesystem::path& path, int rate) {
  HeadRing ring = path.empty() ? default_head_ring() : read_head_ring(path);
  if (ring.rate != rate) {
    ResponseConverter converted(ring.rate, rate);
    for (HeadDirection& direction : ring.directions) {
      direction.left = converted(direction.left);
      direction.right = converted(direction.right);
    }
  }
  return HrirSet(std::move(ring.directions));
}

}  // namespace bbplay::dsp
