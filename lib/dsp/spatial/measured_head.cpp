// SPDX-License-Identifier: MIT
// The ring of a measured head at the rate of a track.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "dsp/filter/rate_converter.h"
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
      : ratio_(static_cast<double>(out_rate) / in_rate), converter_(in_rate, out_rate) {}

  std::vector<float> operator()(const std::vector<float>& response) const {
    const auto taps =
        static_cast<std::size_t>(std::ceil(static_cast<double>(response.size()) * ratio_));
    const auto input = converter_.input_of(0, taps);
    std::vector<float> in(static_cast<std::size_t>(-input.first));  // silence before it begins
    in.insert(in.end(), response.begin(), response.end());
    in.resize(std::max(in.size(), input.frames));
    std::vector<double> out(taps);
    const std::span<const float> from = in;
    const std::span<double> to = out;
    converter_.convert({&from, 1}, 0, {&to, 1});
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
    const ResponseConverter converted(ring.rate, rate);
    for (HeadDirection& direction : ring.directions) {
      direction.left = converted(direction.left);
      direction.right = converted(direction.right);
    }
  }
  return HrirSet(std::move(ring.directions));
}

}  // namespace bbplay::dsp
