// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "dsp/filter/phase_table.h"

namespace bbplay::dsp {

/// Band-limited conversion between two fixed rates by a linear-phase filter, without delay: output
/// frame j is the input at its time, a function of j and of the input around there and of nothing else.
///
/// The pass band ends at 0.91 of half the slower rate, flat within 1e-6; images and aliases are below
/// -130 dB, and so is what floats add. Between two rates that files usually have, the filter has a row
/// of weights for every place; elsewhere, and where a file is stretched, weights are polynomials of the
/// place (PhaseTable). Copies share the weights.
class RateConverter {
 public:
  /// Why there is no conversion between two rates (Hz), empty if there is one.
  static std::string problem(int in_rate, int out_rate);

  /// Output frame j at time j / out_rate.
  /// throws  std::runtime_error for rates more than 100 times apart; std::bad_alloc
  RateConverter(int in_rate, int out_rate);

  /// A whole signal that is stretched slightly: output frame j at the part j / out_frames of it.
  /// in_frames, out_frames  about as far apart as the rates, above 0
  RateConverter(int in_rate, int out_rate, std::int64_t in_frames, std::int64_t out_frames);

  /// Frames of the input, some of them before its beginning or behind its end.
  struct Input {
    std::int64_t first = 0;
    std::size_t frames = 0;
  };
  /// What `frames` frames of output from `first` >= 0 on are made of.
  Input input_of(std::int64_t first, std::size_t frames) const noexcept;

  /// Frames of input, at most, that what precedes and what follows a frame of output share.
  std::size_t overlap() const noexcept { return table_->width() + 1; }

  /// out[p][i] = frame first + i of plane p; one or two planes.
  /// in  the frames input_of(first, frames of `out`), silent outside of the signal  [audio thread]
  void convert(std::span<const std::span<const float>> in, std::int64_t first,
               std::span<const std::span<double>> out) const noexcept;

  /// The weights: who keeps them saves others making them again.
  const std::shared_ptr<const PhaseTable>& table() const noexcept { return table_; }

 private:
  struct Ratio {
    std::uint64_t in, out;  // input frames that are as long as so many output frames
    bool operator==(const Ratio&) const = default;
  };
  static Ratio reduced(std::int64_t in, std::int64_t out) noexcept;
  std::int64_t frame_before(std::int64_t output_frame, std::uint64_t& part) const noexcept;

  Ratio ratio_;
  std::size_t period_ = 1;  // FramePlaces
  std::shared_ptr<const PhaseTable> table_;
};

}  // namespace bbplay::dsp
