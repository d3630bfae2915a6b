// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>

#include "bbplay/model/track.h"
#include "bbplay/voices/voice.h"

#include "dsp/level/breakpoint_envelope.h"
#include "dsp/noise/crossing_rate.h"

namespace bbplay::voices {

/// First frame of the track in which a layer may be heard.
std::int64_t first_frame(const NoiseLayer& layer, const VoiceContext& track);
/// Envelope and fades of a layer, by frames of the track.
dsp::FadedLevel faded_level(const NoiseLayer& layer, const VoiceContext& track);

/// The noise under a whole track as a voice of it, gain, fades and envelope included
/// (format noise 13).
///
/// track    frames, rate and fidelity, and a seed for the layer
/// throws   InputError for a recording that cannot be read  [not the audio thread]
std::unique_ptr<Voice> make_noise_layer(const NoiseLayer& layer, const VoiceContext& track);

/// How loud a layer of generated noise gets, without listening to it.
struct LayerLoudness {
  std::array<dsp::CrossingRate, 2> ears;  // before `gain`
  bool ears_differ = false;               // else both hear the same noise
  double gain = 1;                        // of the layer
  std::int64_t begin = 0;                 // first frame of the track with noise
  dsp::FadedLevel level;                  // of the frames of the track

  /// Factor on the noise at a frame of the track.
  double gain_at(std::int64_t frame) const noexcept {
    return frame < begin ? 0 : std::abs(gain) * level.at(frame);
  }
};

/// Nothing for a recording.  [not the audio thread]
std::optional<LayerLoudness> loudness_of_layer(const NoiseLayer& layer, const VoiceContext& track);

}  // namespace bbplay::voices
