// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "bbplay/model/own_levels.h"
#include "bbplay/model/swept_notches.h"
#include "bbplay/voices/voice.h"

#include "dsp/filter/zero_phase.h"
#include "dsp/noise/notched_noise.h"
#include "dsp/noise/read_ahead.h"
#include "voices/noise/conditioned_recording.h"

namespace bbplay::voices {

/// What happens when a file ends before its voice does: the reference leaves silence.
enum class ShortFile { silence, repeat };

/// A sound file that is played in place of noise, as long as its voice.
class NoiseRecording {
 public:
  /// frames  of the voice
  /// throws  InputError, ReadError
  NoiseRecording(const std::filesystem::path& path, int rate, std::int64_t frames,
                 ShortFile short_file);

  /// Of the voice that are not silent.
  std::int64_t frames() const noexcept { return played_; }
  /// That are looked at to find the level: the file, or as much of it as is played.
  std::int64_t measured_frames() const noexcept { return measured_; }
  const ConditionedRecording& file() const noexcept { return file_; }

  /// What is played, times `scale`.
  dsp::ReadAhead samples(double scale) const;

 private:
  ConditionedRecording file_;
  int rate_;
  std::int64_t measured_, played_;
};

/// Zero-phase filters of the fixed notches, each as often as it counts.
std::vector<dsp::ZeroPhaseFilter> fixed_notch_filters(std::span<const StaticNotch> notches,
                                                      int rate);

/// The recording at a scale behind the moving notches.
using BehindMovingNotches = std::function<dsp::SweptNoise<double>(double scale)>;

/// The gains of the reference's level law, found by playing the recording once (format noise 5 and 10.2).
/// In haste, from stretches here and there.
///
/// fixed    what follows behind the first gain
/// context  in_haste, places_in_haste and sharing count
/// throws   InputError, ReadError, what `sharing` throws
RecordingLevels measured_levels(const NoiseRecording& recording,
                                const BehindMovingNotches& behind_moving_notches,
                                std::span<const dsp::ZeroPhaseFilter> fixed,
                                const VoiceContext& context);

}  // namespace bbplay::voices
