// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "dsp/filter/resampler.h"
#include "dsp/filter/sinc_interpolator.h"

namespace bbplay::media {

/// What converts streams to another rate, and the memory that it works in: a megabyte for each pair of
/// rates. A chunk needs nothing of the one before it, so all streams that are read one after another can
/// share theirs.  [not the audio thread]
class Conversions {
 public:
  /// throws  std::runtime_error for rates that cannot be converted
  std::shared_ptr<dsp::RateConverter> converter(int in_rate, int out_rate, std::size_t channels) {
    auto& known = converters_[{in_rate, out_rate, channels}];
    if (!known) known = std::make_shared<dsp::RateConverter>(in_rate, out_rate, channels);
    return known;
  }

  std::shared_ptr<const dsp::SincInterpolator> interpolator(double cutoff) {
    auto& known = interpolators_[cutoff];
    if (!known) known = std::make_shared<const dsp::SincInterpolator>(cutoff);
    return known;
  }

  // Planes; whoever uses them makes them as long as need be.
  std::array<std::vector<double>, 2> in, unheard;
  std::array<std::vector<float>, 2> interpolated;  // `in`, as the interpolator takes it

 private:
  std::map<std::tuple<int, int, std::size_t>, std::shared_ptr<dsp::RateConverter>> converters_;
  std::map<double, std::shared_ptr<const dsp::SincInterpolator>> interpolators_;
};

}  // namespace bbplay::media
