// SPDX-License-Identifier: MIT
/// Voices of this area, built from JSON and rendered whole.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/voices/voice.h"

#include "reader/read_synth.h"
#include "support/audio_file.h"
#include "support/golden.h"
#include "voices/synths.h"

namespace bbplay::test {

inline VoiceContext context_of(double seconds, int rate, Fidelity fidelity = Fidelity::reference) {
  VoiceContext context;
  context.seconds = seconds;
  context.rate = rate;
  context.frames = static_cast<std::int64_t>(std::trunc(seconds * rate));
  context.fidelity = fidelity;
  return context;
}

template <class Patch>
std::unique_ptr<Voice> voice_of(const SynthSpec& spec, const VoiceContext& context) {
  return voices::make(std::get<Patch>(spec.patch), spec, context);
}

inline SynthSpec spec_of(std::string_view function, reader::JsonNode params) {
  Diagnostics diagnostics;
  const auto spec = reader::read_synth(function, params, diagnostics);
  EXPECT_TRUE(spec.has_value());
  EXPECT_FALSE(diagnostics.has_errors());
  return spec.value();
}

inline SynthSpec spec_of(std::string_view function, std::string params) {
  const auto document = reader::JsonDocument::parse(std::move(params), "test.json");
  return spec_of(function, document.root());
}

inline StereoBuffer render(Voice& voice, std::int64_t frames) {
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(0, frames));
  const std::size_t quanta = (count + kQuantum - 1) / kQuantum;
  StereoBuffer out(quanta * kQuantum);
  for (std::size_t q = 0; q < quanta; ++q) {
    voice.render(out.block().subblock(q * kQuantum, kQuantum));
  }
  out.resize(count);
  return out;
}

/// Largest difference from a golden file of one or two channels.
inline double golden_error(const StereoBuffer& heard, const AudioData& expected) {
  const auto doubles = [](std::span<const float> channel) {
    return std::vector<double>(channel.begin(), channel.end());
  };
  const double left = largest_error(doubles(heard.block().left), expected.channel(0));
  return std::max(
      left, largest_error(doubles(heard.block().right), expected.channel(expected.channels - 1)));
}

template <class Patch>
void check_golden(const std::string& family, std::initializer_list<std::string_view> functions) {
  const GoldenFamily golden_family(family);
  WorstErrors errors(family);
  for (const GoldenCase& golden : golden_family.of(functions)) {
    const VoiceContext context = context_of(golden.duration, golden.rate);
    const SynthSpec spec = spec_of(golden.function, golden.params);
    const auto voice = voice_of<Patch>(spec, context);
    errors.check(golden, golden_error(render(*voice, context.frames), golden.expected()));
  }
}

/// Renders from `frame` on after a seek and compares with the same part of `whole`, bit by bit.
inline void expect_seek_equals(Voice& voice, const StereoBuffer& whole, std::int64_t frame) {
  voice.seek(frame);
  const auto from = static_cast<std::size_t>(frame);
  const std::size_t count = std::min<std::size_t>(3 * kQuantum, whole.frames() - from);
  const StereoBuffer part = render(voice, static_cast<std::int64_t>(count));
  const ConstStereoBlock expected = whole.block().subblock(from, count);
  EXPECT_TRUE(std::equal(expected.left.begin(), expected.left.end(), part.block().left.begin()) &&
              std::equal(expected.right.begin(), expected.right.end(), part.block().right.begin()))
      << "after a seek to " << frame;
}

inline float largest_sample(const StereoBuffer& audio) {
  float largest = 0;
  for (const float value : audio.block().left) largest = std::max(largest, std::abs(value));
  for (const float value : audio.block().right) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace bbplay::test
