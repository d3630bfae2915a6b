// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "dsp/filter/zero_phase.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/noise_sample_loop.h"
#include "dsp/noise/notched_noise.h"

namespace bbplay::voices {

/// A sound file made ready to be played in place of noise.
struct NoiseRecording {
  std::shared_ptr<const dsp::NoiseSampleLoop> material;
  std::int64_t frames = 0;  // of the voice that are not silent
  /// Frames that are looked at to find the level: the file, or as much of it as is played.
  std::int64_t measured_frames = 0;
  double rms = 0;  // of those
};

/// What happens when a file ends before its voice does: the reference leaves silence.
enum class ShortFile { silence, repeat };

/// Reads the first channel, brings it to `rate`, and conditions it as the reference does:
/// zero-phase low-pass at 10 kHz and high-pass at 50 Hz, then the peak to 0.8
/// (format noise 3).
///
/// frames  of the voice
/// throws  InputError
NoiseRecording read_noise_recording(const std::filesystem::path& path, int rate,
                                    std::int64_t frames, ShortFile short_file);

/// Conditioning of a whole signal at hand, the peak included.
std::vector<double> condition_recording(std::vector<double> signal, int rate);

/// Zero-phase filters of the fixed notches, each as often as it counts.
std::vector<dsp::ZeroPhaseFilter> fixed_notch_filters(std::span<const StaticNotch> notches,
                                                      int rate);

/// The gains of the reference's level law, found by playing the recording once
/// (format noise 5 and 10.2).
///
/// moving  the recording behind the moving notches, at frame 0
/// fixed   what follows behind the first gain
dsp::NoiseLevel measured_noise_level(dsp::SweptNoise moving,
                                     std::span<const dsp::ZeroPhaseFilter> fixed,
                                     const NoiseRecording& recording);

}  // namespace bbplay::voices
