// SPDX-License-Identifier: MIT
/// Voices of golden cases and of tests, played from their first frame to their last.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/voices/voice.h"

#include "support/golden.h"

namespace bbplay::test {

/// A synth function with its parameters as JSON text. Throws when there is anything to report as an
/// error.
SynthSpec synth_of(const std::string& function, const std::string& params);

/// The length of a voice as the reference counts it: trunc(seconds rate) frames.
VoiceContext context_of(double seconds, int rate);

/// The voice of a golden case and the noise it was given, which has to outlive it.
struct GoldenVoice {
  explicit GoldenVoice(const GoldenCase& golden);

  std::vector<double> noise;
  VoiceContext context;
  std::unique_ptr<Voice> voice;
};

/// Frames first .. first + frames - 1 of a voice that stands at `first`, a multiple of kQuantum.
StereoBuffer play(Voice& voice, std::int64_t frames);

/// Interleaved, as golden files are.
std::vector<double> interleaved(const StereoBuffer& audio);

}  // namespace bbplay::test
