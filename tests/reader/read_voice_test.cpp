// SPDX-License-Identifier: MIT
// Which function a voice plays, when its parameters move, who it is, and its envelope.
#include <variant>

#include <gmock/gmock.h>

#include "reader/read_synth.h"
#include "reader/track_text.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

std::string named(const std::string& function, const std::string& members = "") {
  return R"("synth_function_name": ")" + function + '"' + members;
}

VoiceSpec moving(const std::string& params) {
  return voice_of(named("binaural_beat", R"(, "is_transition": true, "params": {)" + params + "}"));
}

TEST(SelectFunction, TheFlagDecidesNotTheName) {
  EXPECT_FALSE(voice_of(named("binaural_beat")).synth.moving);
  EXPECT_TRUE(voice_of(named("binaural_beat", R"(, "is_transition": true)")).synth.moving);
  EXPECT_TRUE(voice_of(named("binaural_beat_transition", R"(, "isTransition": 1)")).synth.moving);
  EXPECT_FALSE(voice_of(named("binaural_beat_transition")).synth.moving);
  EXPECT_THAT(read_voice_text(named("binaural_beat_transition")).messages(),
              HasSubstr("is_transition is not set"));
}

TEST(SelectFunction, ReadsTheParametersOfTheFormThatPlays) {
  const VoiceSpec still = voice_of(
      named("binaural_beat_transition", R"(, "params": {"startBaseFreq": 300, "baseFreq": 210})"));
  EXPECT_EQ(std::get<BinauralBeatPatch>(still.synth.patch).base_freq_hz, (Ramp{210, 210}));
  EXPECT_EQ(
      std::get<BinauralBeatPatch>(moving(R"("startBaseFreq": 300, "endBaseFreq": 210)").synth.patch)
          .base_freq_hz,
      (Ramp{300, 210}));
}

TEST(SelectFunction, KeepsTheNameInTheFile) {
  EXPECT_EQ(voice_of(named("binaural_beat_transition")).function, "binaural_beat_transition");
  EXPECT_EQ(voice_of(R"("synthFunctionName": "isochronic_tone")").function, "isochronic_tone");
}

TEST(VoiceTiming, OfAStillVoiceIsNone) {
  const VoiceSpec voice = voice_of(
      named("binaural_beat",
            R"(, "params": {"initial_offset": 3, "duration": 5, "transition_curve": "nonsense"})"));
  EXPECT_EQ(timing_for(voice, 10, Fidelity::reference), TransitionTiming{});
  EXPECT_EQ(read_voice_text(named("binaural_beat", R"(, "params": {"sample_rate": 5,
                                   "post_offset": 3, "transition_duration": 0})"))
                .messages(),
            "");
}

TEST(VoiceTiming, LastsToTheEndOfTheStepUnlessToldOtherwise) {
  const auto timing = timing_for(moving(R"("initial_offset": 4)"), 10, Fidelity::reference);
  EXPECT_EQ(timing.offset_seconds, 4);
  EXPECT_EQ(timing.duration_seconds, 6.0);
  EXPECT_EQ(timing.curve, "linear");
  EXPECT_EQ(timing_for(moving(R"("initial_offset": 40)"), 10, Fidelity::reference).duration_seconds,
            0.0);
  EXPECT_EQ(timing_for(moving(R"("initial_offset": -4)"), 10, Fidelity::reference).offset_seconds,
            0.0);
}

TEST(VoiceTiming, TakesTheFirstKeyThatSaysHowLong) {
  const auto seconds = [](const std::string& params) {
    return timing_for(moving(params), 10, Fidelity::reference).duration_seconds.value();
  };
  EXPECT_EQ(seconds(R"("transition_duration": 2, "duration": 3, "post_offset": 4)"), 2);
  EXPECT_EQ(seconds(R"("duration": "3", "post_offset": 4)"), 3);
  EXPECT_EQ(seconds(R"("post_offset": 4)"), 4);
  EXPECT_EQ(seconds(R"("transition_duration": null, "post_offset": 4)"), 4);
  EXPECT_EQ(seconds(R"("duration": null, "post_offset": 4)"), 10) << "hidden";
  EXPECT_EQ(seconds(R"("transition_duration": -2)"), 0);
}

TEST(VoiceTiming, DurationZeroJumpsInTheReferenceAndMovesWhenCorrected) {
  for (const char* key : {"duration", "post_offset"}) {
    const VoiceSpec voice = moving('"' + std::string(key) + R"(": 0, "initial_offset": 1)");
    EXPECT_TRUE(voice.zero_from_duration);
    EXPECT_EQ(timing_for(voice, 10, Fidelity::reference).duration_seconds, 0.0);
    EXPECT_EQ(timing_for(voice, 10, Fidelity::corrected).duration_seconds, 9.0);
  }
  const VoiceSpec meant = moving(R"("transition_duration": 0, "duration": 0)");
  EXPECT_EQ(timing_for(meant, 10, Fidelity::corrected).duration_seconds, 0.0);
}

TEST(VoiceTiming, KeepsAnExpressionAndReplacesNonsense) {
  EXPECT_EQ(moving(R"("transition_curve": "alpha**3")").synth.timing.curve, "alpha**3");
  EXPECT_EQ(moving(R"("transition_curve": "exponential")").synth.timing.curve, "exponential");
  EXPECT_EQ(moving(R"x("transition_curve": "open('/etc/passwd')")x").synth.timing.curve, "linear");
}

TEST(VoiceIdentity, IsTheFirstIdThatIsNotEmpty) {
  const auto key = [](const std::string& members) {
    return voice_of(named("binaural_beat", members)).key;
  };
  EXPECT_EQ(key(R"(, "voice_id": 7)"), key(R"(, "voice_id": "", "id": "7", "description": "z")"));
  EXPECT_EQ(key(R"(, "guid": "7")"), key(R"(, "uuid": "7", "voice_type": "noise")"));
  EXPECT_NE(key(R"(, "id": "7")"), key(R"(, "id": "8")"));
}

TEST(VoiceIdentity, ElseIsALabelWithTypeAndFunction) {
  const auto key = [](const std::string& function, const std::string& members) {
    return voice_of(named(function, members)).key;
  };
  const std::string label = key("binaural_beat", R"(, "description": " main ")");
  EXPECT_EQ(label, key("binaural_beat", R"(, "name": "main", "description": "")"));
  EXPECT_EQ(label, key("binaural_beat", R"(, "description": "main", "is_transition": true)"));
  EXPECT_NE(label, key("binaural_beat_transition", R"(, "description": "main")"));
  EXPECT_NE(label, key("binaural_beat", R"(, "description": "main", "voice_type": "noise")"));
}

TEST(VoiceIdentity, ElseIsThePlaceInTheStep) {
  const auto result = read_text(
      R"({"steps": [{"duration": 1, "voices": [{"synth_function_name": "binaural_beat"},
                                               {"synth_function_name": "binaural_beat"}]},
                    {"duration": 1, "voices": [{"synth_function_name": "binaural_beat"}]}]})");
  const auto& steps = result.track.steps;
  EXPECT_EQ(steps[0].voices[0].key, steps[1].voices[0].key);
  EXPECT_NE(steps[0].voices[0].key, steps[0].voices[1].key);
}

TEST(VoiceBus, IsTheNoiseBusForExactlyOneName) {
  const auto bus = [](const std::string& type) {
    return voice_of(named("binaural_beat", R"(, "voice_type": )" + type)).bus;
  };
  EXPECT_EQ(bus(R"("noise")"), Bus::noise);
  EXPECT_EQ(bus(R"("Noise")"), Bus::binaural);
  EXPECT_EQ(bus("null"), Bus::binaural);
}

VolumeEnvelope envelope_of(const std::string& json) {
  return voice_of(named("binaural_beat", R"(, "volume_envelope": )" + json)).envelope;
}

TEST(VoiceEnvelope, AbsentOrEmptyLeavesTheDefaultFades) {
  EXPECT_TRUE(
      std::holds_alternative<envelope::DefaultFade>(voice_of(named("binaural_beat")).envelope));
  for (const char* nothing : {"null", "false", "{}"}) {
    EXPECT_TRUE(std::holds_alternative<envelope::DefaultFade>(envelope_of(nothing))) << nothing;
  }
}

TEST(VoiceEnvelope, IsReadByItsType) {
  const auto fade = std::get<envelope::LinearFade>(envelope_of(
      R"({"type": "linear_fade", "params": {"fade_duration": 2, "start_amp": 0, "end_amp": 0.7,
          "duration": "9"}})"));
  EXPECT_EQ(fade.fade_s, 2);
  EXPECT_EQ(fade.from, 0);
  EXPECT_EQ(fade.to, 0.7);
  const auto in_out = std::get<envelope::FadeInOut>(
      envelope_of(R"({"type": "linear_fade", "params": {"fade_in": 3, "fade_out": 4}})"));
  EXPECT_EQ(in_out.fade_in_s, 3);
  EXPECT_EQ(in_out.fade_out_s, 4);
  const auto adsr = std::get<envelope::Adsr>(
      envelope_of(R"({"type": "adsr", "params": {"attack": 1, "sustain_level": 0.5}})"));
  EXPECT_EQ(adsr.attack_s, 1);
  EXPECT_EQ(adsr.decay_s, 0.1);
  EXPECT_EQ(adsr.sustain, 0.5);
  EXPECT_EQ(std::get<envelope::Linen>(envelope_of(R"({"type": "linen"})")).release_s, 0.1);
}

TEST(VoiceEnvelope, ThatDoesNothingStillRemovesTheFades) {
  for (
      const char* broken :
      {R"({"type": "linear_fade", "params": {"fade_duration": 1, "start_amp": 0}})",
       R"({"type": "linear_fade", "params": {"fade_duration": "2", "start_amp": 0, "end_amp": 1}})",
       R"({"type": "linear_fade", "params": {"fade_duration": 2, "start_amp": 0, "end_amp": "1"}})",
       R"({"type": "linear_fade", "params": {"fade_in": " 3 ", "fade_out": 4}})",
       R"({"type": "adsr", "params": {"sustain_level": "0.5"}})",
       R"({"type": "linen", "params": {"release": "1e-1"}})", R"({"type": "square"})",
       R"({"params": {}})", "true", "[1]"}) {
    EXPECT_TRUE(std::holds_alternative<envelope::Flat>(envelope_of(broken))) << broken;
    EXPECT_NE(
        read_voice_text(named("binaural_beat", R"(, "volume_envelope": )" + std::string(broken)))
            .messages(),
        "");
  }
}

TEST(VoiceFlanger, IsReadFromTheSameParameters) {
  const VoiceSpec voice =
      voice_of(named("binaural_beat", R"(, "params": {"flangeEnable": true, "flangeDelayMs": 3})"));
  ASSERT_TRUE(voice.flanger);
  EXPECT_EQ(voice.flanger->patch.delay_ms.from, 3);
  EXPECT_EQ(
      read_voice_text(named("binaural_beat", R"(, "params": {"flangeEnable": true})")).messages(),
      "");
}

TEST(SynthNames, AreAllKnownToTheFormat) {
  for (const std::string_view name : reader::synth_names()) {
    EXPECT_FALSE(name.ends_with(reader::kTransition)) << name;
  }
}

}  // namespace
}  // namespace bbplay::test
