// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "dsp/filter/zero_phase.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/notched_noise.h"
#include "dsp/noise/read_ahead.h"

namespace bbplay::voices {

/// A sound file made ready to be played in place of noise.
struct NoiseRecording {
  dsp::ReadAhead samples;
  std::int64_t frames = 0;  // of the voice that are not silent
  /// Frames that are looked at to find the level: the file, or as much of it as is played.
  std::int64_t measured_frames = 0;
  double rms = 0;  // of those
};

/// What happens when a file ends before its voice does: the reference leaves silence.
enum class ShortFile { silence, repeat };

/// A ConditionedRecording as long as the voice, which is played from its file.
///
/// frames  of the voice
/// throws  InputError, ReadError
NoiseRecording noise_recording(const std::filesystem::path& path, int rate, std::int64_t frames,
                               ShortFile short_file);

/// What ConditionedRecording does with a file, for a whole signal at hand.
std::vector<double> condition_recording(std::vector<double> signal, int rate);

/// Zero-phase filters of the fixed notches, each as often as it counts.
std::vector<dsp::ZeroPhaseFilter> fixed_notch_filters(std::span<const StaticNotch> notches,
                                                      int rate);

/// The gains of the reference's level law, found by playing the recording once
/// (format noise 5 and 10.2).
///
/// moving  the recording behind the moving notches, at frame 0
/// fixed   what follows behind the first gain
dsp::NoiseLevel measured_noise_level(dsp::SweptNoise<double> moving,
                                     std::span<const dsp::ZeroPhaseFilter> fixed,
                                     const NoiseRecording& recording);

}  // namespace bbplay::voices
