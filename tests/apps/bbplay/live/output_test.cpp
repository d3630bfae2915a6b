// SPDX-License-Identifier: MIT
// Devices: chosen, waited for, lost and found again.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/rig.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

Start with_environment(std::vector<std::string> variables) {
  Start start;
  start.environment = std::move(variables);
  return start;
}

/// A machine that has nothing but what an ALSA configuration says.
Start machine_with(const std::string& alsa_configuration) {
  return with_environment({"ALSA_CONFIG_PATH=" + alsa_configuration, "JACK_NO_START_SERVER=1",
                           "PULSE_SERVER=unix:/nonexistent"});
}

/// Whether there are devices by the names of sinks; otherwise sound servers are heard by way of ALSA alone.
constexpr bool kKnowsSinks = BBPLAY_KNOWS_SINKS;

TEST_F(Device, DevicesAreListedWithTheDefaultOneMarked) {
  const Outcome table = in_rig({}, {"--list-devices"});
  EXPECT_EQ(table.exit_code, 0);
  EXPECT_THAT(table.out, testing::ContainsRegex("0 +default +- +ALSA "));
  EXPECT_THAT(table.out,
              testing::ContainsRegex(kKnowsSinks ? "1 +rig +Rig Headphones +PulseAudio .* default\n"
                                                 : "ALSA .* default\n"));
  EXPECT_EQ(table.err, "") << "the audio libraries are silenced";
  const Outcome json = in_rig({}, {"--list-devices", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"is_default\": true"));
}

TEST_F(Device, ADeviceIsChosenByIndexAndByPartOfItsName) {
  std::vector<std::string> names{"0", "default", "DEF"};
  if (kKnowsSinks) names.insert(names.end(), {"1", "rig", "LOUD"});
  for (const std::string& name : names) {
    const Outcome outcome = in_rig({}, {"--device", name, "--duration", "0.2", track_});
    EXPECT_EQ(outcome.exit_code, 0) << name << outcome.err;
  }
  const Outcome outcome =
      in_rig({}, {"--duration", "0.2", track_}, with_environment({"BBPLAY_DEVICE=default"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(Device, ANameThatFitsNoneOrSeveralIsAnsweredWithTheListOfThem) {
  put_bytes(folder_ / "alsa.conf",
            "pcm.!default { type null hint { show on description x } }\n"
            "pcm.lamp_left { type null hint { show on description x } }\n"
            "pcm.lamp_right { type null hint { show on description x } }\n"
            "pcm.radio { type null hint { show on description x } }\n");
  const Start machine = machine_with(path("alsa.conf"));
  const Outcome none = bbplay({"--device", "gramophone", track_}, machine);
  EXPECT_EQ(none.exit_code, 69);
  EXPECT_THAT(none.err, HasSubstr("no audio output device \"gramophone\"; there are\n  0  "));
  for (const auto name : {"lamp_left (ALSA)", "lamp_right (ALSA)", "radio (ALSA)"}) {
    EXPECT_THAT(none.err, HasSubstr(name));
  }
  // Waiting would not help.
  const Outcome several = bbplay({"--device", "LAMP", "--wait-device", "30", track_}, machine);
  EXPECT_EQ(several.exit_code, 69);
  EXPECT_THAT(several.err, HasSubstr("\"LAMP\" fits several audio output devices:\n"));
  EXPECT_THAT(several.err, HasSubstr("lamp_left (ALSA)\n"));
  EXPECT_THAT(several.err, HasSubstr("lamp_right (ALSA)\n"));
  EXPECT_THAT(several.err, Not(HasSubstr("radio")));
  // The environment is overridden by the command line.
  Start elsewhere = machine;
  elsewhere.environment.emplace_back("BBPLAY_DEVICE=phonograph");
  EXPECT_THAT(bbplay({track_}, elsewhere).err, HasSubstr("\"phonograph\""));
  EXPECT_THAT(bbplay({"--device", "gramophone", track_}, elsewhere).err,
              HasSubstr("\"gramophone\""));
}

TEST_F(Device, WithoutADeviceThereIsAnErrorAndNoNoise) {
  // A machine without sound; one on which the audio libraries give up altogether.
  for (const auto configuration : {"pcm.nothing { type hw card 99 }\n", "\n"}) {
    put_bytes(folder_ / "alsa.conf", configuration);
    const Outcome outcome = bbplay({track_}, machine_with(path("alsa.conf")));
    EXPECT_EQ(outcome.exit_code, 69);
    EXPECT_THAT(outcome.err, HasSubstr("no audio output device"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("ALSA lib")));
  }
}

TEST_F(Device, ADeviceThatCannotBeOpenedIsNamedWithItsHostAndTheCause) {
  put_bytes(folder_ / "alsa.conf", "pcm.!default { type null hint { show on description x } }\n");
  // PortAudio opens it some times to look at it; then it is taken.
  std::string told;
  for (int opened = 1; opened <= 6; ++opened) {
    Start start = machine_with(path("alsa.conf"));
    start.environment.insert(
        start.environment.end(),
        {"LD_PRELOAD=" BBPLAY_BUSY_DEVICE, "BBPLAY_BUSY_AFTER=" + std::to_string(opened)});
    const Outcome outcome = bbplay({"--duration", "0.1", track_}, start);
    if (outcome.exit_code == 69) told += outcome.err;
  }
  EXPECT_THAT(told, HasSubstr("cannot open \"default\" (ALSA) at 44100 Hz: another program has it "
                              "in use, or it is gone\n"));
}

TEST_F(Device, ARateThatTheDeviceRefusesIsReplacedByItsOwn) {
  const Outcome outcome = in_rig({"--jack", "--rate", "48000"},
                                 {"--device", "system", "--duration", "0.5", "--stats", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("playing at 48000 Hz"));
  EXPECT_THAT(outcome.err, HasSubstr("24000 frames (0.500 s)"));
}

TEST_F(Device, WithOneChannelBothSidesAreMixedOfManyTwoAreUsed) {
  const Outcome mono =
      in_rig({"--jack", "--channels", "1"}, {"--device", "system", "--duration", "0.3", track_});
  EXPECT_EQ(mono.exit_code, 0) << mono.err;
  EXPECT_THAT(
      mono.err,
      HasSubstr("\"system\" (JACK Audio Connection Kit) has one channel: both sides are mixed, "
                "and a binaural beat becomes an acoustic one"));
  const Outcome many = in_rig({"--jack", "--channels", "8", "--rate", "44100"},
                              {"--device", "system", "--duration", "0.3", track_});
  EXPECT_EQ(many.exit_code, 0) << many.err;
  EXPECT_EQ(many.err, "");
}

TEST_F(Device, ADeviceForIntegersGetsThemCutOffAtFullScale) {
  put_bytes(
      folder_ / "alsa.conf",
      "pcm.!default { type linear\n slave { format S16_LE pcm { type file format raw file \"" +
          path("capture.s16") +
          "\"\n slave.pcm { type null } } }\n hint { show on description x } }\n");
  // 20 dB over: clipped, not wrapped around.
  const std::vector<float> render = rendered({"--gain", "20"});
  const Outcome outcome = bbplay({"--gain", "20", track_}, machine_with(path("alsa.conf")));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string bytes = bytes_of(path("capture.s16"));
  std::vector<std::int16_t> recording(bytes.size() / sizeof(std::int16_t));
  std::memcpy(recording.data(), bytes.data(), recording.size() * sizeof(std::int16_t));
  // The library scales by 32767 and cuts off fractions, and so may the device.
  const auto close = [](std::int16_t heard, float sample) {
    return std::abs(float(heard) - std::clamp(sample, -1.0f, 1.0f) * 32'767) < 2;
  };
  EXPECT_NE(std::search(recording.begin(), recording.end(), render.begin(), render.end(), close),
            recording.end());
}

TEST_F(Device, ADeviceThatIsNotThereYetIsWaitedFor) {
  Start start;
  start.acts = {make("power", "waiting for the audio device: ")};
  const Outcome outcome = in_rig({"--start-server", moment("power")},
                                 {"--wait-device", "120", "--duration", "0.2", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Outcome in_vain = bbplay({"--wait-device", "1", track_}, machine_with("/dev/null"));
  EXPECT_EQ(in_vain.exit_code, 69);
  EXPECT_THAT(in_vain.err, HasSubstr("waiting for the audio device: "));
}

TEST_F(Device, ALostDeviceIsTakenUpAgainWhereItWasLeft) {
  const std::vector<float> render = rendered();
  const std::vector<std::string> pulse_audio{"--rate", "44100"};
  const std::vector<std::string> pipewire{"--pipewire", "--rate", "44100"};
  // Of ALSA, and of the sound servers.
  for (const auto& [device, server] : {std::pair("default", pulse_audio),
                                       std::pair("rig", pulse_audio), std::pair("rig", pipewire)}) {
    if (std::string_view(device) == "rig" && !kKnowsSinks) continue;
    std::vector<std::string> rig = server;
    const std::string name = device + std::to_string(server.size());
    rig.insert(rig.end(), {"--capture", path(name), "--stop-server", moment("crash of " + name),
                           "--restart-server", moment("repair of " + name)});
    Start start;
    start.acts = {make("crash of " + name, "step 1/2"),
                  make("repair of " + name, "the audio device was lost")};
    const Outcome outcome =
        in_rig(rig, {"-d", device, "--stats", "--progress", "always", track_}, start);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err,
                HasSubstr("warning: the audio device was lost; trying to get it back for 30 s"));
    EXPECT_THAT(outcome.err, HasSubstr("the audio device is back after "));
    EXPECT_THAT(outcome.err, HasSubstr("132300 frames"));
    // What was heard in the end is the end of the track.
    const std::vector<float> recording = captured(name);
    const auto tail = render.end() - kRigRate;
    EXPECT_NE(std::search(recording.begin(), recording.end(), tail, render.end()), recording.end())
        << name;
  }
}

TEST_F(Device, ADeviceThatDoesNotComeBackIsAnError) {
  const std::vector<std::string> jack{"--jack", "--rate", "44100"};
  for (const std::string device : {"default", "rig", "system"}) {
    if (device == "rig" && !kKnowsSinks) continue;
    std::vector<std::string> rig = device == "system" ? jack : std::vector<std::string>{};
    rig.insert(rig.end(), {"--stop-server", moment("crash of " + device)});
    Start start;
    start.acts = {make("crash of " + device, kPlaying)};
    const Outcome outcome = in_rig(
        rig, {"--device", device, "--wait-device", "1", "--progress", "always", track_}, start);
    EXPECT_EQ(outcome.exit_code, 69);
    // The library of a JACK server that is gone does not always let go of it.
    EXPECT_THAT(outcome.err, HasSubstr("error: the audio device was lost"));
    if (device == "rig") {
      EXPECT_THAT(outcome.err,
                  HasSubstr("did not come back: \"Rig Headphones\" (PulseAudio): this machine "));
    }
  }
}

TEST_F(Device, AStopEndsTheSearchForALostDevice) {
  Start start;
  start.acts = {make("crash", kPlaying),
                {.once = "warning: the audio device was lost", .signal = SIGTERM}};
  const Outcome outcome =
      in_rig({"--stop-server", moment("crash")}, {"--progress", "always", track_}, start);
  EXPECT_EQ(outcome.exit_code, 143) << outcome.err;
  EXPECT_THAT(outcome.err, Not(HasSubstr("error")));
}

TEST_F(Device, AServerThatStandsStillIsWaitedFor) {
  Start start;
  start.acts = {make("freeze", kPlaying), make("thaw", "does not respond; waiting for it")};
  const Outcome outcome =
      in_rig({"--freeze-server", moment("freeze"), "--thaw-server", moment("thaw")},
             {"--stats", "--progress", "always", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("warning: the audio device does not respond; waiting for it"));
  EXPECT_THAT(outcome.err, HasSubstr("the audio device responds again"));
  EXPECT_THAT(outcome.err, HasSubstr("132300 frames"));
}

TEST_F(Device, AServerThatStandsStillDoesNotKeepTheProgramFromStopping) {
  Start start;
  start.acts = {make("freeze", kPlaying), {.once = "does not respond", .signal = SIGTERM}};
  const std::vector<std::string> rig = {"--freeze-server", moment("freeze")};
  const Outcome outcome = in_rig(rig, {"--progress", "always", track_}, start);
  EXPECT_EQ(outcome.exit_code, 143) << outcome.err;
  std::filesystem::remove(moment("freeze"));
  start.acts.pop_back();
  const Outcome in_vain =
      in_rig(rig, {"--progress", "always", "--wait-device", "3", track_}, start);
  EXPECT_EQ(in_vain.exit_code, 69) << in_vain.err;
}

TEST_F(Device, PlaysWithoutStandardStreams) {
  const std::vector<float> render = rendered();
  const Outcome outcome = command_in_rig(
      {"--rate", "44100", "--capture", path("capture.f32")},
      {"sh", "-c", "exec " + bbplay_path() + " -v --stats " + track_ + " <&- >&- 2>&-"});
  EXPECT_EQ(outcome.exit_code, 0);
  expect_recorded(captured(), render);
}

}  // namespace
}  // namespace bbplay::test
