// SPDX-License-Identifier: MIT
// Whole voices of the reference, with the effects at their places: read like a voice of a track and
// played through the chain that every voice goes through.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/track.h"

#include "reader/read_voice.h"
#include "support/golden.h"
#include "support/golden_voice.h"
#include "support/quanta.h"
#include "voices/voice_chain.h"

namespace bbplay::test {
namespace {

VoiceSpec voice_of(reader::JsonNode object) {
  Diagnostics diagnostics;
  std::optional<VoiceSpec> spec = reader::read_voice(object, 0, reader::AssetPaths(), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return std::move(spec).value();
}

StereoBuffer played(voices::VoiceChain& chain, std::size_t frames) {
  StereoBuffer out(frames);
  QuantumBuffer quantum;
  for (std::size_t done = 0; done < frames; done += kQuantum) {
    chain.render(quantum.block());
    const std::size_t count = std::min(kQuantum, frames - done);
    const StereoBlock to = out.block().subblock(done, count);
    std::copy_n(quantum.left, count, to.left.begin());
    std::copy_n(quantum.right, count, to.right.begin());
  }
  return out;
}

TEST(VoiceWithEffects, SoundsLikeTheReference) {
  const GoldenFamily family("effects");
  WorstErrors worst("effects");
  for (const GoldenCase& golden : family.of({"generate_voice_audio"})) {
    const VoiceContext context = context_of(golden.duration, golden.rate);
    voices::VoiceChain chain(voice_of(golden.params), context);
    const StereoBuffer out = played(chain, static_cast<std::size_t>(context.frames));
    worst.check(golden, largest_error(interleaved(out), golden.expected().samples));
  }
}

TEST(VoiceWithEffects, GoesOnAfterASeekAsIfItHadPlayedOn) {
  const GoldenFamily family("effects");
  constexpr std::int64_t kMiddle = 4 * static_cast<std::int64_t>(kQuantum);
  for (const GoldenCase& golden : family.of({"generate_voice_audio"})) {
    const VoiceContext context = context_of(golden.duration, golden.rate);
    if (context.frames <= kMiddle) continue;
    const auto rest = static_cast<std::size_t>(context.frames - kMiddle);
    voices::VoiceChain through(voice_of(golden.params), context);
    played(through, static_cast<std::size_t>(kMiddle));
    voices::VoiceChain sought(voice_of(golden.params), context);
    sought.seek(kMiddle);
    EXPECT_EQ(played(sought, rest), played(through, rest)) << golden.name;
  }
}

TEST(VoiceWithEffects, StaysFiniteWhenTheFlangerRunsAway) {
  const reader::JsonDocument voice = json(R"({"synth_function_name": "binaural_beat", "params": {
    "flangeEnable": true, "flangeFeedback": 1.5, "flangeLoopHpfHz": 20}})");
  const VoiceContext context = context_of(4, 8000);
  voices::VoiceChain chain(voice_of(voice.root()), context);
  const StereoBuffer out = played(chain, static_cast<std::size_t>(context.frames));
  for (const double y : interleaved(out)) ASSERT_TRUE(std::isfinite(y));
}

}  // namespace
}  // namespace bbplay::test
