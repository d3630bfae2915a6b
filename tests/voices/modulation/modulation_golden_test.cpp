// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/filter/zero_phase.h"
#include "reader/read_synth.h"
#include "support/golden.h"
#include "support/golden_voice.h"
#include "voices/modulation/hybrid_qam_monaural_beat.h"
#include "voices/modulation/qam_beat.h"

namespace bbplay {
namespace {

constexpr std::string_view kRaw = ".raw";

bool is_voice(const test::GoldenCase& golden) { return golden.function != "zero_phase_filter"; }
bool is_raw(const test::GoldenCase& golden) { return golden.function.ends_with(kRaw); }

/// The signal of a source as the reference keeps it before its filters: interleaved float.
template <class Source>
std::vector<double> played(Source source, std::int64_t frames) {
  std::vector<double> out;
  dsp::StereoDoublesQuantum quantum;
  for (std::int64_t first = 0; first < frames; first += static_cast<std::int64_t>(kQuantum)) {
    source.render(first, quantum.block());
    for (std::size_t i = 0; i < kQuantum && std::ssize(out) < 2 * frames; ++i) {
      out.push_back(static_cast<float>(quantum.left[i]));
      out.push_back(static_cast<float>(quantum.right[i]));
    }
  }
  return out;
}

std::vector<double> played_before_filters(const test::GoldenCase& golden) {
  std::string function = golden.function;
  function.resize(function.size() - kRaw.size());
  Diagnostics diagnostics(golden.name);
  const auto spec = reader::read_synth(function, golden.params, diagnostics);
  if (!spec || diagnostics.has_errors()) throw std::runtime_error(golden.name);
  const VoiceContext context = test::context_of(golden.duration, golden.rate);
  if (const auto* qam = std::get_if<QamBeatPatch>(&spec->patch)) {
    return played(voices::QamBeatSource(*qam, *spec, context), context.frames);
  }
  const auto& hybrid = std::get<HybridQamMonauralBeatPatch>(spec->patch);
  return played(voices::HybridQamMonauralBeatSource(hybrid, *spec, context), context.frames);
}

TEST(ModulationVoices, SoundLikeTheReference) {
  const test::GoldenFamily family("voices-modulation");
  test::WorstErrors errors("voices-modulation");
  for (const test::GoldenCase& golden : family.cases()) {
    if (!is_voice(golden) || is_raw(golden)) continue;
    test::GoldenVoice golden_voice(golden);
    const StereoBuffer audio = test::play(*golden_voice.voice, golden_voice.context.frames);
    const test::AudioData expected = golden.expected();
    ASSERT_EQ(expected.channels, 2) << golden.name;
    errors.check(golden, test::largest_error(test::interleaved(audio), expected.samples));
  }
}

TEST(ModulationVoices, SoundLikeTheReferenceBeforeTheirFilters) {
  const test::GoldenFamily family("voices-modulation");
  test::WorstErrors errors("voices-modulation");
  for (const test::GoldenCase& golden : family.cases()) {
    if (!is_raw(golden)) continue;
    errors.check(golden,
                 test::largest_error(played_before_filters(golden), golden.expected().samples));
  }
}

}  // namespace
}  // namespace bbplay
