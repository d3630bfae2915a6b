// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "bbplay/model/track.h"
#include "bbplay/voices/voice.h"

namespace bbplay::voices {

/// The noise under a whole track as a voice of it, gain, fades and envelope included
/// (spec noise section 13).
///
/// track    frames, rate and fidelity, and a seed for the layer
/// throws   InputError for a recording that cannot be read  [not the audio thread]
std::unique_ptr<Voice> make_noise_layer(const NoiseLayer& layer, const VoiceContext& track);

}  // namespace bbplay::voices
