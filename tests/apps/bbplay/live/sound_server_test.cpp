// SPDX-License-Identifier: MIT
// The sinks of PulseAudio and of PipeWire.
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/rig.h"

namespace bbplay::test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

/// The option of the rig that starts it; nothing for PulseAudio.
class SoundServer : public Device, public testing::WithParamInterface<const char*> {
 protected:
  std::vector<std::string> rig(std::vector<std::string> options = {}) const {
    options.insert(options.end(), {"--rate", "44100"});
    if (*GetParam() != '\0') options.emplace_back(GetParam());
    return options;
  }
  std::string host() const { return *GetParam() != '\0' ? "PipeWire" : "PulseAudio"; }
};

INSTANTIATE_TEST_SUITE_P(Each, SoundServer, testing::Values("", "--pipewire"),
                         [](const auto& each) {
                           return std::string(*each.param != '\0' ? "PipeWire" : "PulseAudio");
                         });

TEST_P(SoundServer, ItsSinksAreListedWithTheirLabels) {
  const Outcome table = in_rig(rig(), {"--list-devices"});
  EXPECT_THAT(table.out, ContainsRegex("1 +rig +Rig Headphones +" + host() + " +2 .* default\n"));
  EXPECT_THAT(table.out, ContainsRegex("2 +desk +Rig Loudspeakers +" + host() + " +2 .*ms"));
  const Outcome json = in_rig(rig(), {"--list-devices", "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"label\": \"Rig Headphones\""));
}

TEST_P(SoundServer, ASinkIsFoundByAPartOfItsLabelAndPlaysTheRender) {
  const std::vector<float> render = rendered();
  const Outcome outcome = in_rig(rig({"--capture", path("capture.f32")}),
                                 {"-d", "headphones", "-v", "--stats", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("device: \"Rig Headphones\" (" + host() + ")"));
  EXPECT_THAT(outcome.err, HasSubstr(" 0 underruns"));
  expect_recorded(captured(), render);
}

TEST_P(SoundServer, AnotherSinkIsHeardThereAlone) {
  const Outcome outcome = in_rig(rig({"--capture", path("capture.f32")}),
                                 {"-d", "LOUDSPEAKERS", "--duration", "0.5", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::vector<float> recording = captured();
  EXPECT_FALSE(recording.empty());
  EXPECT_TRUE(silent(recording.begin(), recording.end()));
}

TEST_P(SoundServer, APartOfSeveralNamesIsAnsweredWithTheListOfThem) {
  const Outcome several = in_rig(rig(), {"-d", "r", track_});
  EXPECT_EQ(several.exit_code, 69);
  EXPECT_THAT(several.err, HasSubstr("\"r\" fits several audio output devices:\n"));
  EXPECT_THAT(several.err, HasSubstr("  1  rig, Rig Headphones (" + host() + ")\n"));
  EXPECT_THAT(several.err, HasSubstr("  2  desk, Rig Loudspeakers (" + host() + ")\n"));
  EXPECT_THAT(several.err, Not(HasSubstr("ALSA")));
}

TEST_P(SoundServer, TheMixerShowsTheTitleOfTheTrack) {
  const std::string plays = bbplay_path() + " -q --loop " + track_ + " & player=$!; ";
  const Outcome outcome =
      command_in_rig(rig(), {"bash", "-c",
                             plays + "for i in {1..200}; do mixer=$(pactl list sink-inputs); "
                                     "[[ $mixer == *bbplay* ]] && break; sleep 0.05; done; "
                                     "echo \"$mixer\"; kill $player; wait $player"});
  EXPECT_THAT(outcome.out, HasSubstr("media.name = \"night\""));
  EXPECT_THAT(outcome.out, HasSubstr("application.name = \"bbplay\""));
}

TEST_P(SoundServer, WithoutANameItFollowsTheDefaultSink) {
  const Outcome outcome = command_in_rig(
      rig(),
      {"bash", "-c",
       bbplay_path() + " -q --loop " + track_ +
           " & player=$!; comes_to() { for i in {1..200}; do " +
           "pactl list short sinks | grep -q \"$1.*RUNNING\" && { echo \"$1\"; return; }; " +
           "sleep 0.05; done; }; comes_to rig; pactl set-default-sink desk; comes_to desk; " +
           "kill $player; wait $player"});
  EXPECT_EQ(outcome.out, "rig\ndesk\n");
}

TEST_P(SoundServer, OneChannelGetsBothSidesOfManyTheFirstTwoAreUsed) {
  const std::vector<float> render = rendered();
  std::vector<float> mono, surround;
  for (std::size_t i = 0; i < render.size(); i += 2) {
    mono.push_back(0.5f * (render[i] + render[i + 1]));
    surround.insert(surround.end(), {render[i], render[i + 1], 0, 0, 0, 0});
  }
  const Outcome one = in_rig(rig({"--channels", "1", "--capture", path("mono.f32")}), {track_});
  EXPECT_THAT(one.err,
              HasSubstr("\"Rig Headphones\" (" + host() + ") has one channel: both sides "));
  expect_recorded(captured("mono.f32"), mono);
  const Outcome six = in_rig(rig({"--channels", "6", "--capture", path("six.f32")}), {track_});
  EXPECT_EQ(six.err, "");
  expect_recorded(captured("six.f32"), surround);
}

TEST_P(SoundServer, EveryBlockSizeAndLatencySoundsTheSame) {
  const std::vector<float> render = rendered();
  for (const std::string block : {"37", "50000"}) {
    const Outcome outcome = in_rig(rig({"--capture", path(block)}),
                                   {"--block-size", block, "--latency", "120", "--stats", track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("latency 120.0 ms, 0 underruns"));
    expect_recorded(captured(block), render);
  }
}

TEST_F(Device, WithoutARunningServerTheMachinesOwnDevicesAreUsed) {
  put_bytes(folder_ / "alsa.conf", "pcm.!default { type null hint { show on description x } }\n");
  Start start;
  start.environment = {"ALSA_CONFIG_PATH=" + path("alsa.conf"), "JACK_NO_START_SERVER=1",
                       "PULSE_SERVER=unix:/nonexistent"};
  const Outcome outcome = bbplay({"-v", "--duration", "0.2", track_}, start);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("device: \"default\" (ALSA)"));
}

}  // namespace
}  // namespace bbplay::test
