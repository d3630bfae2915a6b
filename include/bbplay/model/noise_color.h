// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace bbplay {

/// Spectrum of a noise source (format dsp 9). Its level is not part of it: noise voices bring
/// every colour to the same peak.
struct NoiseColor {
  enum class Kind : std::uint8_t {
    profile,      // power density f^-e, with e moving from exponent to high_exponent
    six_pole,     // the classic pink filter without its direct terms: darker than pink at the top
    random_walk,  // integrated white noise, 6 dB per octave
  };
  Kind kind = Kind::six_pole;
  double exponent = 1;       // at 1 / duration
  double high_exponent = 1;  // at half the sample rate
  double curve = 1;       // bend of the way between the two; 1 is straight on a log frequency axis
  double low_cut_hz = 0;  // Butterworth of order 4; 0: none
  double high_cut_hz = 0;
  double amplitude = 1;  // only its sign counts, and whether it is 0
  std::uint64_t seed = 1;
  bool operator==(const NoiseColor&) const = default;
};

}  // namespace bbplay
