// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct soxr;

namespace bbplay::dsp {

/// Band-limited conversion between two fixed rates (libsoxr, "very high quality", linear phase),
/// its delay removed: output frame j is the input at time j / out_rate, counted from the first
/// frame fed after construction or restart(). Before that frame the input is silence.
class RateConverter {
 public:
  /// Why there is no conversion between two rates (Hz), empty if there is one.
  static std::string problem(int in_rate, int out_rate);

  /// throws  std::runtime_error for rates libsoxr cannot convert
  RateConverter(int in_rate, int out_rate, std::size_t channels);

  /// Input and output frames after which the two rates meet again: 147 and 160 from 44.1 to 48 kHz.
  std::int64_t in_period() const noexcept { return in_period_; }
  std::int64_t out_period() const noexcept { return out_period_; }

  /// Input frames, a multiple of in_period(), after which the output no longer notices that the
  /// input began: as long as the filter.
  std::int64_t warm_up() const noexcept { return warm_up_; }

  void restart();

  struct Progress {
    std::size_t used = 0, made = 0;
  };
  /// Takes planar input and writes planar output, as much as there is or fits.
  /// throws  std::runtime_error for what libsoxr reports
  Progress process(std::span<const std::span<const double>> in,
                   std::span<const std::span<double>> out);

 private:
  struct Delete {
    void operator()(soxr* resampler) const noexcept;
  };
  std::unique_ptr<soxr, Delete> resampler_;
  std::int64_t in_period_, out_period_, warm_up_;
};

}  // namespace bbplay::dsp
