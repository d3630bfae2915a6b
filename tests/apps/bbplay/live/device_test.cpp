// SPDX-License-Identifier: MIT
// Playback on a real sound server, recorded: scripts/audio-rig.sh.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/reference/describe.h"

#include "apps/bbplay/support/rig.h"
#include "support/golden.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr int kRate = kRigRate;

TEST_F(Device, WhatIsPlayedIsWhatIsRenderedToTheLastBit) {
  const std::vector<float> render = rendered();
  ASSERT_EQ(render.size(), 2u * 3 * kRate);
  const Outcome outcome =
      in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {"--stats", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("132300 frames"));
  EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns, 0 late blocks"));
  EXPECT_EQ(outcome.out, "");
  expect_recorded(captured(), render);
}

/// Every synth function in both forms, with a flanger and a moving place each, noise and a clip.
std::string track_of_everything() {
  std::string voices;
  for (const SynthSummary& synth : list_synths()) {
    for (const bool moving : {false, true}) {
      if (moving && !synth.has_transition) continue;
      voices += voices.empty() ? "" : ",";
      voices += R"({"synth_function_name": ")" + std::string(synth.name) +
                (moving ? R"(_transition", "is_transition": true)" : R"(")") +
                R"(, "params": {"flangeEnable": true, "spatialEnable": true}})";
    }
  }
  return R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 3, "voices": [)" +
         voices + R"(]}],
    "background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.1},
    "overlay_clips": [{"path": ")" +
         (golden_folder() / "tracks" / "clip_stereo_11k025.wav").string() +
         R"(", "start_time": 1}]})";
}

TEST_F(Device, AClipOnADiskThatFailsIsSilentAndTheRestGoesOn) {
  write_sound(folder_ / "failing.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
              test_signal(2, 2 * kRate));
  const std::string steps = R"({"global_settings": {"sample_rate": 44100}, "steps": [
    {"duration": 3, "voices": [{"synth_function_name": "binaural_beat"}]}])";
  std::ofstream(track_) << steps << "}";
  const std::vector<float> render = rendered({"--no-normalize"});
  std::ofstream(track_) << steps
                        << R"(, "overlay_clips": [{"path": "failing.wav", "start_time": 1}]})";
  Start start;
  start.environment = {"BBPLAY_TEST_FAIL_AT=0"};
  const Outcome outcome =
      command_in_rig({"--rate", "44100", "--capture", path("capture.f32")},
                     {"env", std::string("LD_PRELOAD=") + BBPLAY_FAILING_READS, bbplay_path(),
                      "--no-cache", "--no-normalize", "--stats", track_},
                     start);
  EXPECT_EQ(outcome.exit_code, 74) << outcome.err;
  EXPECT_THAT(outcome.err,
              HasSubstr("failing.wav: cannot be read: Input/output error; it is silent"));
  EXPECT_THAT(outcome.err, HasSubstr(" 0 late blocks"));
  expect_recorded(captured(), render);
}

TEST_F(Device, ARecordingOnADiskThatFailsWhileItPlaysIsSilentAndTheRestGoesOn) {
  constexpr std::size_t kSeconds = 6;
  write_sound(folder_ / "failing.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, kRate,
              test_signal(1, kSeconds * kRate));
  const auto put_track = [&](const std::string& more) {
    std::ofstream(track_) << R"({"global_settings": {"sample_rate": 44100}, "steps": [
      {"duration": 6, "voices": [{"synth_function_name": "binaural_beat"})" +
                                 more + "]}]}";
  };
  put_track("");
  const std::vector<float> plain = rendered({"--no-normalize"});
  put_track(R"(, {"synth_function_name": "noise_swept_notch",
                  "params": {"input_audio_path": "failing.wav"}})");
  const std::vector<float> whole = rendered({"--no-normalize"});
  const auto played = [&](const std::string& what) {
    Start start;
    start.environment = {what};
    return command_in_rig({"--rate", "44100", "--capture", path("capture.f32")},
                          {"env", std::string("LD_PRELOAD=") + BBPLAY_FAILING_READS, bbplay_path(),
                           "--no-cache", "--no-normalize", "--exact", track_},
                          start);
  };
  ASSERT_EQ(played("BBPLAY_TEST_COUNT=" + path("count")).exit_code, 0);
  const long long all = std::stoll(bytes_of(path("count")));
  // Of the three seconds that are read last, some are read ahead of the end.
  const Outcome outcome =
      played("BBPLAY_TEST_FAIL_AFTER=" + std::to_string(all - 3 * 2 * kRate + 100));
  EXPECT_EQ(outcome.exit_code, 74) << outcome.err;
  EXPECT_THAT(outcome.err,
              HasSubstr("failing.wav: cannot be read: Input/output error; it is silent"));
  const std::vector<float> recording = captured();
  const auto second = [](const std::vector<float>& samples, std::size_t at) {
    const auto from = samples.begin() + static_cast<std::ptrdiff_t>(at * 2 * kRate);
    return std::vector<float>(from, from + 2 * kRate);
  };
  const std::vector<float> before = second(whole, 1), after = second(plain, kSeconds - 1);
  const auto found = std::search(recording.begin(), recording.end(), before.begin(), before.end());
  const auto later = static_cast<std::ptrdiff_t>((kSeconds - 2) * 2 * kRate);
  ASSERT_GE(recording.end() - found, later + 2 * kRate) << "what was before it is heard";
  // The beat alone, at the level that it has beside a recording.
  const std::vector<float> heard(found + later, found + later + 2 * kRate);
  const auto product = [](const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  const double likeness =
      product(heard, after) / std::sqrt(product(heard, heard) * product(after, after));
  EXPECT_GT(likeness, 1 - 1e-6);
}

TEST_F(Device, EveryVoiceAtOnceIsPlayedAsRendered) {
  std::ofstream(track_) << track_of_everything();
  const std::vector<float> render = rendered();
  ASSERT_FALSE(silent(render.begin(), render.end()));
  const Outcome outcome =
      in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {"--stats", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns, 0 late blocks"));
  expect_recorded(captured(), render);
}

/// Two sources that a scene moves in every way: stages over the blend of two steps, a path that turns
/// back, slow and fast waves and squares, one of them in transition.
constexpr const char* kSceneTrack = R"({
  "global": {"sample_rate": 44100, "crossfade_duration": 0.5},
  "progression": [
    {"duration": 2, "voices": [
      {"synth_function_name": "spatial_angle_modulation_sam2", "sam_source_id": "a",
       "params": {"carrierFreq": 210, "modFreq": 3.1, "spatialScale": 1, "amp": 0.5}},
      {"synth_function_name": "spatial_angle_modulation_sam2", "sam_source_id": "b",
       "params": {"carrierFreq": 260, "modFreq": 5, "directionOffsetDeg": 20, "spatialScale": 1}}]},
    {"duration": 1.5, "voices": [
      {"synth_function_name": "spatial_angle_modulation_sam2_transition", "is_transition": true,
       "sam_source_id": "b", "params": {"startCarrierFreq": 220, "endCarrierFreq": 280}}]}],
  "sam_scene": {
    "stages": {"stages": [
      {"id": "deep", "startS": 0.4, "durationS": 2.2, "transitionInS": 0.9, "transitionOutS": 0.6,
       "parameterOverrides": [
         {"targetId": "voice", "parameterPath": "carrierFreq", "value": 180},
         {"targetId": "a", "parameterPath": "modFreq", "value": 6, "curve": "smooth"},
         {"targetId": "b", "parameterPath": "amp", "value": 0.3}]}]},
    "modulators": [{"id": "slow", "rateHz": 0.7}, {"id": "fast", "rateHz": 11, "phaseDeg": 30},
                   {"id": "gate", "rateHz": 3.3, "waveform": "square"}],
    "modulation": {"routes": [
      {"modulatorId": "slow", "targetId": "*", "parameterPath": "directionOffsetDeg", "depth": 60},
      {"modulatorId": "slow", "targetId": "a", "parameterPath": "amp", "depth": -0.4},
      {"modulatorId": "fast", "targetId": "a", "parameterPath": "carrierFreq", "depth": 15},
      {"modulatorId": "gate", "targetId": "b", "parameterPath": "spatialScale", "depth": 0.5}]},
    "routing": {"sources": [{"sourceId": "b", "gainDb": -3}]}}})";

TEST_F(Device, ASceneIsPlayedAsRenderedAlsoFromItsMiddle) {
  std::ofstream(track_) << kSceneTrack;
  std::size_t frames = 0;
  for (const std::string start : {"0", "1.37", "1.9"}) {
    const std::vector<float> render = rendered({"--start", start});
    EXPECT_NE(render.size(), frames);
    frames = render.size();
    const std::string name = "from-" + start;
    const Outcome outcome = in_rig({"--rate", "44100", "--capture", path(name)},
                                   {"--start", start, "--no-cache", "--stats", track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns, 0 late blocks"));
    expect_recorded(captured(name), render);
  }
}

TEST_F(Device, SilenceIsToldAndAnErrorWhereStrict) {
  put_bytes(track_, R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 1,
      "voices": [{"synth_function_name": "binaural_beat", "params": {"beatFreq": 0},
                  "volume_envelope": {"type": "linear_fade", "params":
                    {"fade_duration": 0.5, "start_amp": 0, "end_amp": 0}}}]}]})");
  const Outcome told = in_rig({"--rate", "44100"}, {track_});
  EXPECT_EQ(told.exit_code, 0);
  EXPECT_THAT(told.err, HasSubstr("warning: night is silent from beginning to end"));
  const Outcome strict = in_rig({"--rate", "44100"}, {"--strict", track_});
  EXPECT_EQ(strict.exit_code, 65);
  EXPECT_THAT(strict.err, HasSubstr("error: night is silent from beginning to end"));
  EXPECT_THAT(strict.err, testing::Not(HasSubstr("warning")));
}

TEST_F(Device, ALoopHasNoGap) {
  const std::vector<std::string> part = {"--duration", "2.99", "--loop", "2"};
  const std::vector<float> render = rendered(part);
  std::vector<std::string> arguments = part;
  arguments.push_back(track_);
  const Outcome outcome = in_rig({"--rate", "44100", "--capture", path("capture.f32")}, arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_recorded(captured(), render);
}

TEST_F(Device, AStopFadesOutAndIsReported) {
  const std::vector<float> render = rendered();
  for (const int signal : {SIGINT, SIGTERM}) {
    Start start;
    start.acts = {{.once = "step 2/2", .signal = signal}};
    const Outcome outcome = in_rig({"--rate", "44100", "--capture", path("capture.f32")},
                                   {"--progress", "always", track_}, start);
    EXPECT_EQ(outcome.exit_code, 128 + signal) << outcome.err;
    const std::vector<float> recording = captured();
    const auto head = render.begin() + kRate / 2;  // certainly played in full
    const auto found = std::search(recording.begin(), recording.end(), render.begin(), head);
    ASSERT_NE(found, recording.end());
    // From one frame to the next the level moves as it does in the track, within the ramp's step.
    float largest_step = 0;
    for (auto at = found; at + 2 < recording.end(); ++at) {
      largest_step = std::max(largest_step, std::abs(at[2] - at[0]));
    }
    EXPECT_LT(largest_step, 0.02f) << "a click";
    EXPECT_TRUE(silent(recording.end() - 1'000, recording.end()));
  }
}

TEST_F(Device, KeysPauseAndStopAndTheTerminalIsAsBefore) {
  Start start;
  start.on_terminal = true;
  start.acts = {{.once = "step 2/2", .keys = " "},
                {.once = "paused", .keys = "i"},
                {.once = "binaural_beat", .keys = " "},
                {.once = "Hz  +0 dB", .keys = "q"}};
  const Outcome outcome =
      in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(outcome.terminal_restored);
  EXPECT_THAT(outcome.err, HasSubstr("/ 0:03.0"));
  EXPECT_THAT(outcome.err, HasSubstr("step 1/2  6.00 Hz"));
  EXPECT_THAT(outcome.err, HasSubstr("paused"));
  EXPECT_THAT(outcome.err, HasSubstr("step 2 from 0:01.0 to 0:03.0\r\n  binaural_beat"));
  const std::vector<float> recording = captured();
  const auto sounding =
      std::count_if(recording.begin(), recording.end(), [](float v) { return v != 0; });
  EXPECT_LT(sounding, 2 * 3 * kRate);
  EXPECT_GT(sounding, kRate / 2);
}

TEST_F(Device, ASuspendedProgramGoesOnWhereItWas) {
  const std::vector<float> render = rendered();
  Start start;
  start.on_terminal = true;
  start.acts = {{.once = "step 2/2", .signal = SIGTSTP},
                {.once_suspended = true, .signal = SIGCONT},
                {.once = kPlaying}};
  const Outcome outcome =
      in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {"--stats", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns"));
  EXPECT_TRUE(outcome.terminal_restored);
  const std::vector<float> recording = captured();
  const auto tail = render.end() - kRate;  // half a second of both channels
  EXPECT_NE(std::search(recording.begin(), recording.end(), tail, render.end()), recording.end());
}

}  // namespace
}  // namespace bbplay::test
