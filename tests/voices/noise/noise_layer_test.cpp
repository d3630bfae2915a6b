// SPDX-License-Identifier: MIT
#include "voices/noise/noise_layer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reader/read_noise.h"
#include "reader/read_noise_layer.h"
#include "support/golden.h"
#include "support/golden_voice.h"

namespace bbplay {
namespace {

NoiseLayer layer_of(const std::string& text, const std::filesystem::path& folder = {}) {
  const auto document = reader::JsonDocument::parse(text, "layer");
  Diagnostics diagnostics;
  const auto layer =
      reader::read_noise_layer(document.root(), reader::AssetPaths(folder), diagnostics);
  for (const Finding& finding : diagnostics.findings()) ADD_FAILURE() << finding.text();
  return layer.value();
}

TEST(NoiseLayer, SoundsLikeTheReference) {
  const test::GoldenFamily family("noise");
  test::WorstErrors errors("noise");
  for (const test::GoldenCase& golden : family.of({"background_noise"})) {
    std::string text = "{\"file\": \"" + std::string(golden.inputs["noise_file"].text()) + "\", ";
    text += golden.params.source_text().substr(1);
    NoiseLayer layer = layer_of(text, golden.folder);
    layer.noise.input_audio_path = golden.folder / golden.inputs["audio"].text();
    const test::AudioData expected = golden.expected();
    const VoiceContext context = test::context_of(golden.duration, golden.rate);
    const StereoBuffer played =
        test::play(*voices::make_noise_layer(layer, context), context.frames);
    errors.check(golden, test::largest_error(test::interleaved(played), expected.samples));
  }
}

constexpr const char* kLayer = R"({
  "params": {"noise_type": "pink", "sweeps": [{"start_q": 5, "start_casc": 2}]},
  "start_time": 0.7003, "fade_in": 0.2, "fade_out": 0.3, "gain": 0.5
})";

TEST(NoiseLayer, StartsWhereItIsToldAndFadesFromThere) {
  const VoiceContext context = test::context_of(3, 8'000);
  const StereoBuffer played =
      test::play(*voices::make_noise_layer(layer_of(kLayer), context), context.frames);
  const auto left = played.block().left;
  const std::size_t start = 5602;  // trunc(0.7003 * 8000)
  EXPECT_EQ(std::count(left.begin(), left.begin() + start, 0.0f), static_cast<long>(start));
  const auto rms = [&](std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += double{left[i]} * left[i];
    return std::sqrt(sum / static_cast<double>(to - from));
  };
  EXPECT_GT(rms(start + 1700, start + 8000), 0.03);
  EXPECT_LT(rms(start, start + 100), 0.1 * rms(start + 1700, start + 8000));
  EXPECT_LT(rms(left.size() - 100, left.size()), 0.1 * rms(start + 1700, start + 8000));
  EXPECT_EQ(left.back(), 0.0f);
}

TEST(NoiseLayer, SeekingGivesTheSameBitsAsPlayingUpToThere) {
  const VoiceContext context = test::context_of(3, 8'000);
  const auto voice = voices::make_noise_layer(layer_of(kLayer), context);
  EXPECT_TRUE(voice->seeks_at_once());
  const StereoBuffer whole = test::play(*voice, context.frames);
  for (const std::int64_t frame : {5'120, 5'376, 5'632, 5'888, 20'480, 0}) {
    voice->seek(frame);
    const StereoBuffer part = test::play(*voice, 1'000);
    const auto expected = whole.block().subblock(static_cast<std::size_t>(frame), 1'000);
    EXPECT_TRUE(std::equal(expected.left.begin(), expected.left.end(), part.block().left.begin()))
        << frame;
    EXPECT_TRUE(
        std::equal(expected.right.begin(), expected.right.end(), part.block().right.begin()))
        << frame;
  }
}

TEST(NoiseLayer, TheTracksWordCountsMoreThanThatOfTheNoiseFile) {
  const NoiseLayer plain =
      layer_of(R"({"params": {"start_time": 2, "fade_in": 3, "amp_envelope": [[1, 0.5]]}})");
  EXPECT_EQ(plain.start_s, 2);
  EXPECT_EQ(plain.fade_in_s, 3);
  EXPECT_EQ(plain.amp_envelope, (std::vector<LevelPoint>{{1, 0.5}}));
  const NoiseLayer told = layer_of(
      R"({"params": {"start_time": 2, "fade_in": 3, "amp_envelope": [[1, 0.5]]},
          "start_time": 0, "fade_in": 1, "amp_envelope": [{"time": 4, "amp": 2}, [3, 1]]})");
  EXPECT_EQ(told.start_s, 0);
  EXPECT_EQ(told.fade_in_s, 1);
  EXPECT_EQ(told.amp_envelope, (std::vector<LevelPoint>{{3, 1}, {4, 2}}));
}

TEST(NoiseLayer, IsOffWithoutFileAndParameters) {
  for (const char* text : {"{}", R"({"file": ""})", R"({"file_path": "", "amp": 0.0})"}) {
    const auto document = reader::JsonDocument::parse(text, "layer");
    Diagnostics diagnostics;
    EXPECT_FALSE(reader::read_noise_layer(document.root(), reader::AssetPaths(), diagnostics))
        << text;
    EXPECT_FALSE(diagnostics.has_errors()) << text;
  }
}

}  // namespace
}  // namespace bbplay
