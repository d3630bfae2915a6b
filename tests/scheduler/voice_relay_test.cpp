// SPDX-License-Identifier: MIT
#include "scheduler/voice_relay.h"

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scheduler/step_voices.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

using scheduler::StepVoices;
using scheduler::VoiceRelay;

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

// A running phase, a flanger that is never renewed, noise, and what can be entered anywhere.
constexpr const char* kFollowed =
    R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 20, "voices": [
    {"synth_function_name": "binaural_beat_transition", "is_transition": true,
     "params": {"freqOscRangeL": 5, "freqOscFreqL": 3, "startFreqOscSkewL": 0, "endFreqOscSkewL": 0.5}},
    {"synth_function_name": "isochronic_tone", "params": {}},
    {"synth_function_name": "binaural_beat", "params": {"flangeEnable": true, "flangeFeedback": 0.995, "flangeLoopHpfHz": 20}},
    {"synth_function_name": "noise_generator", "params": {}}]}]})";

StepVoices voices_of(const Session& session) {
  return {*session.track, session.plan->steps[0], {.rate = session.plan->rate}};
}

StereoBuffer mix_of(const Session& session, std::int64_t first, std::int64_t quanta) {
  StepVoices voices = voices_of(session);
  voices.seek(first);
  StereoBuffer mix(static_cast<std::size_t>(quanta) * kQuantum);
  for (std::size_t q = 0; q < static_cast<std::size_t>(quanta); ++q) {
    voices.render_mix(0.5f, 0.25f, mix.block().subblock(q * kQuantum, kQuantum));
  }
  return mix;
}

StereoBuffer relayed(VoiceRelay& relay, std::int64_t first, std::int64_t quanta) {
  relay.seek(first);
  StereoBuffer mix(static_cast<std::size_t>(quanta) * kQuantum);
  for (std::size_t q = 0; q < static_cast<std::size_t>(quanta); ++q) {
    relay.render(mix.block().subblock(q * kQuantum, kQuantum));
  }
  return mix;
}

TEST(VoiceRelay, RendersTheMixOfOneThreadFromAnywhere) {
  const Session session = session_of_text(kFollowed);
  const std::int64_t frames = session.plan->steps[0].frames;
  const std::int64_t quanta = (frames + kQuantumFrames - 1) / kQuantumFrames;
  for (const unsigned runners : {1u, 2u, 3u, 7u}) {
    StepVoices voices = voices_of(session);
    ASSERT_FALSE(voices.voice(0).seeks_at_once());
    ASSERT_FALSE(voices.voice(2).renews());
    VoiceRelay relay(
        voices, frames,
        [&voices](std::size_t v, StereoBlock mix) { voices.add_to_mix(v, 0.5f, 0.25f, mix); },
        runners);
    EXPECT_EQ(relayed(relay, 0, quanta), mix_of(session, 0, quanta)) << runners;
    // Given up in the middle of a leg, forwards and back.
    for (const std::int64_t first : {100, 101, 7, 400}) {
      EXPECT_EQ(relayed(relay, first * kQuantumFrames, 37),
                mix_of(session, first * kQuantumFrames, 37))
          << runners << " from " << first;
    }
    const std::int64_t last = quanta - 1;
    EXPECT_EQ(relayed(relay, last * kQuantumFrames, 1), mix_of(session, last * kQuantumFrames, 1));
  }
}

TEST(VoiceRelay, EndsBeforeAnythingWasTaken) {
  const Session session = session_of_text(kFollowed);
  StepVoices voices = voices_of(session);
  std::atomic<int> asked = 0;
  {
    VoiceRelay relay(
        voices, session.plan->steps[0].frames, [&](std::size_t, StereoBlock) { ++asked; }, 3);
    EXPECT_EQ(asked, 0);  // nothing begins before it is told where
    relay.seek(0);
  }
}

/// Voice 1 of the first leg waits until voice 0 is asked for the second leg.
TEST(VoiceRelay, OneThreadFollowsTheOther) {
  const Session session = session_of_text(kFollowed);
  StepVoices voices = voices_of(session);
  std::atomic<int> quanta_of_first = 0;
  bool was_followed = true;
  VoiceRelay relay(
      voices, session.plan->steps[0].frames,
      [&](std::size_t voice, StereoBlock) {
        constexpr int kOfLeg = static_cast<int>(VoiceRelay::kLegFrames / kQuantumFrames);
        if (voice == 0) ++quanta_of_first;
        if (voice != 1) return;
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (was_followed && quanta_of_first <= kOfLeg) {
          was_followed = std::chrono::steady_clock::now() < give_up;
          std::this_thread::yield();
        }
      },
      2);
  relay.seek(0);
  QuantumBuffer quantum;
  relay.render(quantum.block());
  EXPECT_TRUE(was_followed);
}

TEST(VoiceRelay, TakesNoMoreThreadsThanAreOfUse) {
  const auto runners = [](const std::string& voices, unsigned threads) {
    const Session session = session_of_text(
        R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 2, "voices": [)" +
        voices + "]}]}");
    return VoiceRelay::runners_for(voices_of(session), threads);
  };
  const std::string tone = R"({"synth_function_name": "isochronic_tone", "params": {}})";
  EXPECT_EQ(runners(tone, 4), 1u);
  EXPECT_EQ(runners(tone + ", " + tone, 4), 2u);
  EXPECT_EQ(runners(tone + ", " + tone + ", " + tone, 2), 2u);
  EXPECT_EQ(runners(tone + ", " + tone, 1), 1u);
  // Reading a file may fail, which has to be told where it is asked for.
  const std::string file =
      R"({"synth_function_name": "subliminal_encode", "params": {"audio_path": "clip_mono_6k.wav"}})";
  EXPECT_EQ(runners(tone + ", " + file, 4), 1u);
}

}  // namespace
}  // namespace bbplay::test
