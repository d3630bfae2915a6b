// SPDX-License-Identifier: MIT
/// Noise voices as somebody would measure them who only has the sound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/noise_color.h"

#include "dsp/noise/color_tables.h"

namespace bbplay::test {

struct MeasuredNoise {
  double left_dbfs = 0, right_dbfs = 0;  // rms
  double first_peak = 0;                 // of the first 50 ms
  double peak = 0;
  std::vector<double> power;  // Welch, Hann 65536, left ear
  double bin_hz = 0;
};

/// noise_swept_notch of a colour.
///
/// sweeps  JSON list
MeasuredNoise measure_noise(const NoiseColor& color, const std::string& sweeps, double seconds,
                            int rate, std::uint64_t seed, Fidelity fidelity = Fidelity::reference);

/// A colour without conditioning, as the octave table of plain colours wants it.
Bands plain_octaves_db(const NoiseColor& color, double seconds, int rate, std::uint64_t seed);

}  // namespace bbplay::test
