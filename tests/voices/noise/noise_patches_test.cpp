// SPDX-License-Identifier: MIT
// Where the noise voices read more than the reference, which refuses or ignores it.
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/synth_spec.h"

#include "reader/read_noise_color.h"
#include "reader/read_synth.h"

namespace bbplay {
namespace {

struct Read {
  SynthSpec spec;
  std::size_t errors = 0, warnings = 0;

  Read(const std::string& function, const std::string& params) {
    const auto document = reader::JsonDocument::parse(params, function);
    Diagnostics diagnostics;
    spec = reader::read_synth(function, document.root(), diagnostics).value();
    errors = diagnostics.count(Severity::error);
    warnings = diagnostics.count(Severity::warning);
  }
  template <class P>
  const P& patch() const {
    return std::get<P>(spec.patch);
  }
  const NoiseSweptNotchPatch& swept() const { return patch<NoiseSweptNotchPatch>(); }
};

TEST(NoisePatches, DefaultsAreThoseOfTheReference) {
  const Read still("noise_swept_notch", "{}");
  EXPECT_EQ(still.errors + still.warnings, 0u);
  EXPECT_EQ(still.swept().sweeps,
            (std::vector<NotchSweep>{{{1000, 1000}, {10'000, 10'000}, {25, 25}, {10, 10}}}));
  EXPECT_TRUE(still.swept().lfo_hz.is(0.1));
  EXPECT_EQ(still.swept().source.color.kind, NoiseColor::Kind::six_pole);
  const Read generator("noise_generator_transition", "{}");
  const auto& patch = generator.patch<NoiseGeneratorPatch>();
  EXPECT_TRUE(patch.ear_offset_deg.is(90));
  EXPECT_TRUE(patch.amp_left.is(0.25));
  EXPECT_TRUE(patch.lfo_hz.is(1.0 / 12));
}

TEST(NoisePatches, CountsMayBeFractionsAndListsOfAnyLength) {  // E3
  const Read fraction("noise_swept_notch", R"({"casc": 3.6})");
  EXPECT_TRUE(fraction.swept().sweeps[0].stages.is(4));
  const Read too_short("noise_swept_notch",
                       R"({"sweeps": [[1, 2], [3, 4], [5, 6]], "casc": [2, 7], "notch_q": [4]})");
  EXPECT_EQ(too_short.errors, 0u);
  EXPECT_EQ(too_short.warnings, 1u);
  EXPECT_TRUE(too_short.swept().sweeps[2].stages.is(7));
  EXPECT_TRUE(too_short.swept().sweeps[2].q.is(4));
  const Read scalar("noise_generator_transition", R"({"end_cascade_count": 3})");
  EXPECT_EQ(scalar.errors, 0u);
  EXPECT_EQ(scalar.patch<NoiseGeneratorPatch>().sweeps[0].stages, (Ramp{10, 3}));
}

TEST(NoisePatches, EndSweepsCountWhenThereAreAsManyAsAtTheStart) {  // E4
  const Read read("noise_swept_notch_transition",
                  R"({"start_sweeps": [[500, 700]], "end_sweeps": [{"min": 900, "max": 800}]})");
  EXPECT_EQ(read.swept().sweeps[0].low_hz, (Ramp{500, 800}));
  EXPECT_EQ(read.swept().sweeps[0].high_hz, (Ramp{700, 900}));
  const Read unequal("noise_swept_notch_transition",
                     R"({"start_sweeps": [[500, 700]], "end_sweeps": []})");
  EXPECT_EQ(unequal.warnings, 1u);
  EXPECT_TRUE(unequal.swept().sweeps[0].low_hz.is(500));
}

TEST(NoisePatches, TheColorOfAnEmbeddedNoiseFileCounts) {  // E5
  const Read embedded("noise_swept_notch", R"({"noise_parameters": {"name": "Brown"}})");
  EXPECT_EQ(embedded.swept().source.color, *reader::noise_preset("brown"));
  const Read both("noise_swept_notch",
                  R"({"noise_parameters": {"name": "Brown"}, "noise_type": "blue"})");
  EXPECT_EQ(both.swept().source.color, reader::noise_color_named("blue"));
}

TEST(NoisePatches, BothNamesOfTheCurveCountAndTheirOwnWins) {  // E6
  const auto curve = [](const std::string& function, const std::string& params) {
    return Read(function, params).spec.timing.curve;
  };
  const std::string both = R"({"curve": "exponential", "transition_curve": "logarithmic"})";
  EXPECT_EQ(curve("noise_generator_transition", both), "exponential");
  EXPECT_EQ(curve("noise_swept_notch_transition", both), "logarithmic");
  EXPECT_EQ(curve("noise_generator_transition", R"({"transition_curve": "logarithmic"})"),
            "logarithmic");
  EXPECT_EQ(curve("noise_swept_notch_transition", R"({"curve": "exponential"})"), "exponential");
}

TEST(NoisePatches, AnUnknownWaveformIsASine) {  // E14
  const Read read("noise_swept_notch", R"({"lfo_waveform": "square"})");
  EXPECT_EQ(read.errors, 0u);
  EXPECT_EQ(read.warnings, 1u);
  EXPECT_EQ(read.swept().notches().waveform, LfoWaveform::sine);
}

TEST(NoisePatches, ALowerLimitWithoutAnEndIsMarkedAsTheReferencesSlip) {
  const Read slip("noise_swept_notch_transition", R"({"sweeps": [{"min": 500, "max": 900}]})");
  EXPECT_TRUE(slip.swept().sweeps[0].low_end_is_high);
  EXPECT_EQ(slip.swept().sweeps[0].low_hz, (Ramp{500, 900}));
  const Read told("noise_swept_notch_transition",
                  R"({"sweeps": [{"min": 500, "max": 900, "end_min": 600}]})");
  EXPECT_FALSE(told.swept().sweeps[0].low_end_is_high);
}

}  // namespace
}  // namespace bbplay
