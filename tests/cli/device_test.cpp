// SPDX-License-Identifier: MIT
// Playback on a real sound server, recorded: scripts/audio-rig.sh.
#include <cstring>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/program.h"
#include "cli/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kRate = 44'100;

std::vector<float> floats_of(const std::filesystem::path& path) {
  const std::string bytes = bytes_of(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

bool silent(std::vector<float>::const_iterator from, std::vector<float>::const_iterator to) {
  return std::all_of(from, to, [](float value) { return value == 0; });
}

class Device : public testing::Test {
 protected:
  void SetUp() override { put_bytes(track_, two_step_track(2)); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  Outcome in_rig(const std::vector<std::string>& rig_options, std::vector<std::string> arguments,
                 const Start& start = {}) {
    std::vector<std::string> command = {BBPLAY_SOURCE_DIR "/scripts/audio-rig.sh"};
    command.insert(command.end(), rig_options.begin(), rig_options.end());
    command.insert(command.end(), {"--", bbplay_path()});
    command.insert(command.end(), arguments.begin(), arguments.end());
    const Outcome outcome = run(command, start);
    EXPECT_NE(outcome.exit_code, 77) << outcome.err;
    return outcome;
  }

  /// What the track renders to, as floats.
  std::vector<float> rendered(std::vector<std::string> options = {}) {
    options.insert(options.end(), {"--render", path("render.raw"), "--force", "--format", "raw",
                                   "--encoding", "float", track_});
    EXPECT_EQ(bbplay(options).exit_code, 0);
    return floats_of(path("render.raw"));
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

/// Expects `recording` to be silence, `render` to the last bit, silence.
void expect_recorded(const std::vector<float>& recording, const std::vector<float>& render) {
  ASSERT_FALSE(render.empty());
  const auto found = std::search(recording.begin(), recording.end(), render.begin(), render.end());
  ASSERT_NE(found, recording.end()) << "the recording does not contain the render";
  EXPECT_TRUE(silent(recording.begin(), found));
  EXPECT_TRUE(silent(found + std::ptrdiff_t(render.size()), recording.end()));
}

TEST_F(Device, WhatIsPlayedIsWhatIsRenderedToTheLastBit) {
  const std::vector<float> render = rendered();
  ASSERT_EQ(render.size(), 2u * 3 * kRate);
  for (int time = 0; time < 3; ++time) {
    const Outcome outcome =
        in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {"--stats", track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("132300 frames"));
    EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns, 0 late blocks"));
    EXPECT_EQ(outcome.out, "");
    expect_recorded(floats_of(path("capture.f32")), render);
  }
}

TEST_F(Device, CallbackSizeDoesNotChangeWhatIsPlayed) {
  const std::vector<float> render = rendered({"--start", "1.3", "--duration", "1.5"});
  for (const auto block : {"64", "1000"}) {
    const Outcome outcome =
        in_rig({"--rate", "44100", "--capture", path("capture.f32")},
               {"--start", "1.3", "--duration", "1.5", "--block-size", block, track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    expect_recorded(floats_of(path("capture.f32")), render);
  }
}

TEST_F(Device, ALoopHasNoGap) {
  const std::vector<std::string> part = {"--duration", "2.99", "--loop", "2"};
  const std::vector<float> render = rendered(part);
  std::vector<std::string> arguments = part;
  arguments.push_back(track_);
  const Outcome outcome = in_rig({"--rate", "44100", "--capture", path("capture.f32")}, arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_recorded(floats_of(path("capture.f32")), render);
}

TEST_F(Device, AStopFadesOutAndIsReported) {
  const std::vector<float> render = rendered();
  for (const int signal : {SIGINT, SIGTERM}) {
    // The rig passes the signal on to the program.
    const Outcome outcome = in_rig({"--rate", "44100", "--capture", path("capture.f32"), "--signal",
                                    signal == SIGINT ? "INT" : "TERM", "--after", "1.5"},
                                   {track_});
    EXPECT_EQ(outcome.exit_code, 128 + signal) << outcome.err;
    const std::vector<float> recording = floats_of(path("capture.f32"));
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
  start.typed = {{1.5, " "}, {2.0, "i"}, {2.5, " "}, {3.0, "q"}};
  const Outcome outcome =
      in_rig({"--rate", "44100", "--capture", path("capture.f32")}, {track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(outcome.terminal_restored);
  EXPECT_THAT(outcome.err, HasSubstr("/ 0:03.0"));
  EXPECT_THAT(outcome.err, HasSubstr("step 1/2  6.00 Hz"));
  EXPECT_THAT(outcome.err, HasSubstr("paused"));
  EXPECT_THAT(outcome.err, HasSubstr("step 2 from 0:01.0 to 0:03.0\r\n  binaural_beat"));
  const std::vector<float> recording = floats_of(path("capture.f32"));
  const auto sounding =
      std::count_if(recording.begin(), recording.end(), [](float v) { return v != 0; });
  EXPECT_LT(sounding, 2 * 3 * kRate);
  EXPECT_GT(sounding, kRate / 2);
}

TEST_F(Device, ASuspendedProgramGoesOnWhereItWas) {
  Start start;
  start.on_terminal = true;
  const Outcome outcome = in_rig({"--rate", "44100", "--capture", path("capture.f32"), "--signal",
                                  "TSTP", "--signal", "CONT", "--after", "1.5"},
                                 {"--stats", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_GT(outcome.seconds, 4);
  EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns"));
  EXPECT_TRUE(outcome.terminal_restored);
}

TEST_F(Device, DevicesAreListedWithTheDefaultOneMarked) {
  const Outcome table = in_rig({}, {"--list-devices"});
  EXPECT_EQ(table.exit_code, 0);
  EXPECT_THAT(table.out, testing::ContainsRegex("0 +default +ALSA .* default\n"));
  EXPECT_EQ(table.err, "") << "the audio libraries are silenced";
  const Outcome json = in_rig({}, {"--list-devices", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"default\": true"));
}

TEST_F(Device, ADeviceIsChosenByIndexAndByPartOfItsName) {
  for (const auto name : {"0", "default", "DEF"}) {
    const Outcome outcome = in_rig({}, {"--device", name, "--duration", "0.2", track_});
    EXPECT_EQ(outcome.exit_code, 0) << name << outcome.err;
  }
  const Outcome none = in_rig({}, {"--device", "gramophone", track_});
  EXPECT_EQ(none.exit_code, 69);
  EXPECT_THAT(none.err, HasSubstr("gramophone"));
}

TEST_F(Device, WithoutADeviceThereIsAnErrorAndNoNoise) {
  put_bytes(folder_ / "alsa.conf", "pcm.nothing { type hw card 99 }\n");
  Start start;
  start.environment = {"ALSA_CONFIG_PATH=" + path("alsa.conf"), "JACK_NO_START_SERVER=1"};
  const Outcome outcome = bbplay({track_}, start);
  EXPECT_EQ(outcome.exit_code, 69);
  EXPECT_THAT(outcome.err, HasSubstr("no audio output device"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("ALSA lib")));
}

TEST_F(Device, ARateThatTheDeviceRefusesIsReplacedByItsOwn) {
  const Outcome outcome = in_rig({"--jack", "--rate", "48000"},
                                 {"--device", "system", "--duration", "0.5", "--stats", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("playing at 48000 Hz"));
  EXPECT_THAT(outcome.err, HasSubstr("24000 frames (0.500 s)"));
}

TEST_F(Device, ADeviceThatGoesAwayIsAnError) {
  const Outcome outcome = in_rig({"--stop-server", "1"}, {track_});
  EXPECT_EQ(outcome.exit_code, 69);
  EXPECT_THAT(outcome.err, HasSubstr("lost"));
  EXPECT_LT(outcome.seconds, 20);
}

}  // namespace
}  // namespace bbplay::test
