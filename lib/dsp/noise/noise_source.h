// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "dsp/noise/noise_stream.h"
#include "dsp/noise/overlap_add_notches.h"
#include "dsp/noise/read_ahead.h"

namespace bbplay::dsp {

/// What a noise voice is made from, mono, a hop of kNotchHop frames at a time: noise, or a
/// recording. The latest kKept hops can be read.
class NoiseSource {
 public:
  static constexpr int kKept = 4;

  explicit NoiseSource(NoiseStream stream);
  explicit NoiseSource(ReadAhead recording);

  /// The next hop to be made is `hop`.
  void seek(std::int64_t hop) noexcept;
  /// Reads what a recording needs for its next `frames` samples; see ReadAhead::service().
  void service(std::int64_t frames);
  /// Piece `piece` of kHopPieces, in order, of the work for the next hop.  [audio thread]
  void work(int piece) noexcept;

  /// One of the kKept hops made last.
  std::span<const float> hop(std::int64_t index) const noexcept {
    return std::span(kept_).subspan(slot(index), kNotchHop);
  }

 private:
  static std::size_t slot(std::int64_t hop) noexcept {
    return static_cast<std::size_t>(hop & (kKept - 1)) * kNotchHop;
  }

  std::variant<NoiseStream, ReadAhead> made_of_;
  std::int64_t next_ = 0;
  std::vector<float> kept_;
};

}  // namespace bbplay::dsp
