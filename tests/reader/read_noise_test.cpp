// SPDX-License-Identifier: MIT
#include "reader/read_noise.h"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "reader/read_noise_color.h"
#include "support/golden.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay {
namespace {

NoisePreset preset_of(const std::string& text) {
  const auto document = reader::JsonDocument::parse(text, "test.noise");
  Diagnostics diagnostics;
  const NoisePreset preset =
      reader::read_noise_preset(document.root(), reader::AssetPaths(), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return preset;
}

double number(reader::JsonNode node, std::string_view key) { return node[key].number().value(); }

NoiseColor color_in(reader::JsonNode parameters) {
  NoiseColor color;
  color.kind = NoiseColor::Kind::profile;
  color.exponent = number(parameters, "exponent");
  color.high_exponent = number(parameters, "high_exponent");
  color.curve = number(parameters, "distribution_curve");
  color.low_cut_hz = parameters["lowcut"].number().value_or(0);
  color.high_cut_hz = parameters["highcut"].number().value_or(0);
  color.amplitude = number(parameters, "amplitude");
  color.seed = static_cast<std::uint64_t>(number(parameters, "seed"));
  return color;
}

reader::JsonDocument golden_files() {
  std::ifstream stream(test::golden_folder() / "noise/noise_files.json", std::ios::binary);
  return reader::JsonDocument::parse(std::string{std::istreambuf_iterator<char>(stream), {}},
                                     "noise_files.json");
}

TEST(NoisePreset, IsReadLikeTheReferenceReadsIt) {
  const auto document = golden_files();
  int files = 0;
  for (const reader::JsonNode file : document.root()["files"].children()) {
    ++files;
    const std::string name(file["name"].text());
    const NoisePreset preset = preset_of(std::string(file["file"].source_text()));
    const reader::JsonNode expected = file["reference"];
    EXPECT_EQ(preset.transition, expected["transition"].truthy()) << name;
    EXPECT_EQ(preset.fixed.waveform.index, expected["lfo_waveform"].text() == "triangle") << name;
    EXPECT_EQ(preset.lfo_hz, number(expected, "lfo_freq")) << name;
    EXPECT_EQ(preset.start_lfo_hz, number(expected, "start_lfo_freq")) << name;
    EXPECT_EQ(preset.end_lfo_hz, number(expected, "end_lfo_freq")) << name;
    EXPECT_EQ(preset.start_ear_offset_deg, number(expected, "start_lfo_phase_offset_deg")) << name;
    EXPECT_EQ(preset.end_ear_offset_deg, number(expected, "end_lfo_phase_offset_deg")) << name;
    EXPECT_EQ(preset.start_pass_offset_deg, number(expected, "start_intra_phase_offset_deg"))
        << name;
    EXPECT_EQ(preset.end_pass_offset_deg, number(expected, "end_intra_phase_offset_deg")) << name;
    EXPECT_EQ(preset.initial_offset_s, number(expected, "initial_offset")) << name;
    EXPECT_EQ(preset.start_s, number(expected, "start_time")) << name;
    EXPECT_EQ(preset.fade_in_s, number(expected, "fade_in")) << name;
    EXPECT_EQ(preset.fade_out_s, number(expected, "fade_out")) << name;
    EXPECT_TRUE(preset.amp_envelope.empty()) << name;
    EXPECT_TRUE(preset.fixed.static_notches.empty()) << name;
    // Repaired: a colour given by name only, and the duration under its older name or left out.
    if (name == "legacy_type") {
      EXPECT_EQ(preset.color, *reader::noise_preset("brown"));
    } else {
      EXPECT_EQ(preset.color, color_in(expected["noise_parameters"])) << name;
    }
    const double duration = number(expected, "duration");
    if (name == "r1_transition") {
      EXPECT_EQ(preset.duration_s, 20.0);
    } else if (!file["file"]["duration"].exists() && !file["file"]["post_offset"].exists()) {
      EXPECT_EQ(duration, 0) << name;
      EXPECT_FALSE(preset.duration_s) << name;
    } else {
      EXPECT_EQ(preset.duration_s, duration) << name;
    }
    const std::vector<reader::JsonNode> sweeps = expected["sweeps"].children();
    ASSERT_EQ(preset.sweeps.size(), sweeps.size()) << name;
    for (std::size_t k = 0; k < sweeps.size(); ++k) {
      const NotchSweep& sweep = preset.sweeps[k];
      const auto ends = [&](const char* what) {
        return Ramp{number(sweeps[k], std::string("start_") + what),
                    number(sweeps[k], std::string("end_") + what)};
      };
      EXPECT_EQ(sweep.low_hz, ends("min")) << name << ' ' << k;
      EXPECT_EQ(sweep.high_hz, ends("max")) << name << ' ' << k;
      EXPECT_EQ(sweep.q, ends("q")) << name << ' ' << k;
      EXPECT_EQ(sweep.stages, ends("casc")) << name << ' ' << k;
    }
  }
  EXPECT_EQ(files, 7);
}

TEST(NoisePreset, ColorsAreThePresetsOfTheReference) {
  const auto document = golden_files();
  const std::vector<reader::JsonNode> presets = document.root()["presets"].children();
  EXPECT_EQ(presets.size(), 8u);
  for (const reader::JsonNode preset : presets) {
    EXPECT_EQ(reader::noise_preset(preset.key()), color_in(preset)) << preset.key();
    std::string shouted = ' ' + std::string(preset.key()) + ' ';
    for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(reader::noise_preset(shouted), color_in(preset)) << shouted;
  }
  EXPECT_FALSE(reader::noise_preset("beige"));
}

TEST(NoisePreset, ANameLendsItsParametersToThoseThatAreMissing) {
  EXPECT_EQ(preset_of(R"({"noise_parameters": {"name": "Green"}})").color,
            *reader::noise_preset("green"));
  const NoiseColor bent = preset_of(R"({"noise_parameters": {"name": "Red", "lowcut": 40}})").color;
  EXPECT_EQ(bent.exponent, 2);
  EXPECT_EQ(bent.high_exponent, 1.5);
  EXPECT_EQ(bent.low_cut_hz, 40);
  // Two exponents belong together: with one given, the other does not come from the name.
  EXPECT_EQ(preset_of(R"({"color_params": {"name": "Red", "exponent": 1}})").color.high_exponent,
            1);
}

TEST(NoisePreset, AnExplicitDurationOfZeroStays) {
  EXPECT_EQ(preset_of(R"({"transition": true, "duration": 0})").duration_s, 0.0);
  EXPECT_FALSE(preset_of(R"({"transition": true})").duration_s);
}

TEST(NoisePreset, FilesAreLookedForBesideIt) {
  test::ScratchFolder folder;
  test::write_sound(folder.path() / "sea.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000,
                    test::test_signal(1, 10));
  std::ofstream(folder.path() / "sea.noise") << R"({"input_audio_path": "sea.wav"})";
  Diagnostics diagnostics;
  const NoisePreset preset =
      reader::read_noise_file(folder.path() / "sea.noise", reader::AssetPaths(), diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  EXPECT_EQ(preset.input_audio_path, folder.path() / "sea.wav");
}

TEST(NoisePreset, BeyondReasonIsAnError) {
  for (const std::string text :
       {R"({"sweeps": [{"start_casc": 1e9}]})", R"({"static_notches": [[100, 5, 1e9]]})",
        R"({"amp_envelope": 3, "sweeps": [{"end_casc": 501}]})", R"([])"}) {
    const auto document = reader::JsonDocument::parse(text, "test.noise");
    Diagnostics diagnostics;
    reader::read_noise_preset(document.root(), reader::AssetPaths(), diagnostics);
    EXPECT_EQ(diagnostics.errors(), 1u) << text;
  }
}

}  // namespace
}  // namespace bbplay
