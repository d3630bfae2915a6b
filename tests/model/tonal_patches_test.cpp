// SPDX-License-Identifier: MIT
// Which keys give the tonal voices their values, beyond the usual chain of fall-backs.
#include <cmath>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "bbplay/model/synth_spec.h"

#include "reader/json_node.h"
#include "reader/read_synth.h"

namespace bbplay {
namespace {

struct Reading {
  SynthSpec spec;
  Diagnostics diagnostics;
};

Reading read(std::string_view function, std::string params) {
  const auto document = reader::JsonDocument::parse(std::move(params), "params.json");
  Reading out;
  out.spec = reader::read_synth(function, document.root(), out.diagnostics).value();
  return out;
}

template <class Patch>
Patch patch_of(std::string_view function, std::string params) {
  return std::get<Patch>(read(function, std::move(params)).spec.patch);
}

std::string messages_of(const Diagnostics& diagnostics) {
  std::string out;
  for (const Finding& finding : diagnostics.findings()) out += finding.message + '\n';
  return out;
}

template <class Patch>
void expect_defaults_in_range() {
  Patch patch;
  int rows = 0;
  for_each_row(patch, [&rows](const auto&, const auto& row) {
    ++rows;
    for (const double value : {row.fallback.still, row.fallback.from, row.fallback.to}) {
      EXPECT_TRUE(row.range.contains(value)) << row.key << ' ' << value;
    }
    EXPECT_FALSE(row.meaning.empty()) << row.key;
  });
  EXPECT_GT(rows, 10) << Patch::name;
}

TEST(TonalPatches, DefaultsLieInTheirRanges) {
  expect_defaults_in_range<BinauralBeatPatch>();
  expect_defaults_in_range<IsochronicTonePatch>();
  expect_defaults_in_range<MonauralBeatPatch>();
  expect_defaults_in_range<DualPulsePatch>();
}

template <class Patch>
void expect_all_rows_read(std::string_view function) {
  const Patch patch = patch_of<Patch>(function, "{}");
  for_each_row(patch, [](const auto& part, const auto& row) {
    std::visit(
        [&](auto field) {
          if constexpr (requires { (part.*field).moves(); }) {
            EXPECT_FALSE(std::isnan((part.*field).from)) << row.key;
            EXPECT_FALSE(std::isnan((part.*field).to)) << row.key;
          }
        },
        row.field);
  });
}

TEST(TonalPatches, EveryRowIsRead) {
  expect_all_rows_read<BinauralBeatPatch>("binaural_beat");
  expect_all_rows_read<BinauralBeatPatch>("binaural_beat_transition");
  expect_all_rows_read<IsochronicTonePatch>("isochronic_tone_transition");
  expect_all_rows_read<MonauralBeatPatch>("monaural_beat_stereo_amps_transition");
  expect_all_rows_read<DualPulsePatch>("dual_pulse_binaural_transition");
}

TEST(CarriedPhasesOfAPatch, ReplaceAStartPhaseSideBySide) {
  const auto patch = patch_of<BinauralBeatPatch>(
      "binaural_beat",
      R"({"oscillator_phases": {"left": 1.5}, "startPhaseL": 5, "startPhaseR": 2})");
  EXPECT_EQ(patch.start.left.radians, 1.5);
  EXPECT_EQ(patch.start.right.radians, 2);
}

TEST(CarriedPhasesOfAPatch, YieldToAStartKeyOfATransition) {
  const auto patch = patch_of<IsochronicTonePatch>(
      "isochronic_tone_transition",
      R"({"oscillator_phases": {"left": 9, "right": 9}, "startStartPhaseL": 0.5})");
  EXPECT_EQ(patch.start.left, (StartPhase{0.5, true, std::nullopt}));
  EXPECT_EQ(patch.start.right, (StartPhase{9, false, std::nullopt}));
}

TEST(CarriedPhasesOfAPatch, AreIgnoredUnlessTheyAreAnObject) {
  const auto reading = read("binaural_beat", R"({"oscillator_phases": 3, "startPhaseL": 1})");
  EXPECT_EQ(std::get<BinauralBeatPatch>(reading.spec.patch).start.left.radians, 1);
  EXPECT_EQ(messages_of(reading.diagnostics), "");
}

TEST(StartPhaseOfAPatch, KnowsWhereATransitionEnds) {
  const auto patch =
      patch_of<IsochronicTonePatch>("isochronic_tone_transition", R"({"endStartPhaseR": -2})");
  EXPECT_EQ(patch.start.left.end_radians, std::nullopt);
  EXPECT_EQ(patch.start.right.end_radians, -2.0);
}

TEST(DualPulsePatchEars, FallBackOnTheirPlainKeyBeforeBothEars) {
  const auto pulses = patch_of<DualPulsePatch>("dual_pulse_binaural_transition",
                                               R"({"startRampPercent": 0.3, "endRampPercent": 0.05,
                                   "rampPercentL": 0.2, "startRampPercentL": 0.4})")
                          .pulses;
  EXPECT_EQ(pulses.ramp_fraction, (Ramp{0.3, 0.05}));
  EXPECT_EQ(pulses.ramp_fraction_l, (Ramp{0.4, 0.2}));
  EXPECT_EQ(pulses.ramp_fraction_r, (Ramp{0.3, 0.05}));
}

TEST(DualPulsePatchEars, TakeTheirShapeTheSameWay) {
  const auto pulses =
      patch_of<DualPulsePatch>("dual_pulse_binaural_transition",
                               R"({"startPulseShape": "hann", "endPulseShape": " Pulse ",
                              "pulseShapeL": "square", "endPulseShapeR": "zigzag"})")
          .pulses;
  EXPECT_EQ(pulses.shape, (ChoiceEnds{2, 1}));
  EXPECT_EQ(pulses.shape_l, (ChoiceEnds{1, 1}));
  EXPECT_EQ(pulses.shape_r, (ChoiceEnds{2, 0})) << "unknown shapes are trapezoids";
}

TEST(DualPulsePatchEars, ShareTheCommonShapeWhenNothingMoves) {
  const auto pulses =
      patch_of<DualPulsePatch>("dual_pulse_binaural",
                               R"({"pulseShape": "cosine", "pulseShapeR": "trapezoid"})")
          .pulses;
  EXPECT_EQ(pulses.shape_l, (ChoiceEnds{2, 2}));
  EXPECT_EQ(pulses.shape_r, (ChoiceEnds{0, 0}));
}

TEST(DualPulsePatchRates, EndOnThePlainKeyNotOnTheStartKey) {
  const auto pulses =
      patch_of<DualPulsePatch>("dual_pulse_binaural_transition",
                               R"({"startPulseRate": 21, "pulseRateL": 5, "startPulseRateL": 7})")
          .pulses;
  EXPECT_EQ(pulses.rate_hz, (Ramp{21, 0}));
  EXPECT_EQ(pulses.rate_hz_l, (Ramp{7, 5}));
}

TEST(IsochronicTransition, WarnsThatItDoesNotReadThePlainFrequencies) {
  const auto reading = read("isochronic_tone_transition", R"({"baseFreq": 500, "beatFreq": 9,
                                                              "startBeatFreq": 8})");
  const auto& patch = std::get<IsochronicTonePatch>(reading.spec.patch);
  EXPECT_EQ(patch.base_freq_hz, (Ramp{200, 200}));
  EXPECT_EQ(patch.pulse_rate_hz, (Ramp{8, 8}));
  EXPECT_EQ(messages_of(reading.diagnostics),
            "not read when the parameters move; use \"startBaseFreq\"\n");
}

TEST(PanTypeOfATransition, HasToStay) {
  const auto reading =
      read("binaural_beat_transition", R"({"startPanType": "inward", "endPanType": "outward"})");
  EXPECT_EQ(std::get<BinauralBeatPatch>(reading.spec.patch).pan.type.index, 1);
  EXPECT_EQ(messages_of(reading.diagnostics), "cannot change on the way; playing as \"inward\"\n");
}

TEST(VibratoShape, IsNoParameterThatMoves) {
  const auto reading = read("binaural_beat_transition", R"({"startFreqOscShape": "triangle"})");
  EXPECT_EQ(std::get<BinauralBeatPatch>(reading.spec.patch).vibrato_shape.index, 0);
  EXPECT_NE(messages_of(reading.diagnostics).find("unknown parameter"), std::string::npos);
}

}  // namespace
}  // namespace bbplay
