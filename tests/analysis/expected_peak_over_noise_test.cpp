// SPDX-License-Identifier: MIT
/// The peak of long tracks over generated noise is expected, not measured.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "bbplay/dsp/block_ops.h"

#include "support/render.h"

namespace bbplay::test {
namespace {

/// noise    parameters of the layer           rest   its other keys
std::string track_text(double seconds, const std::string& noise, const std::string& rest) {
  return R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": )" +
         std::to_string(seconds) + R"(, "voices": [
           {"synth_function_name": "binaural_beat", "params": {"baseFreq": 202, "beatFreq": 4}}]}],
         "background_noise": {"params": {"noise_parameters": {)" +
         noise + "}}, " + rest + "}}";
}

/// Loudest sample in dB of the level asked for.
double peak_db(const std::string& text, std::uint64_t seed) {
  AnalyzeOptions options;
  options.seed = seed;
  const Session session = session_of_text(text, options);
  const StereoBuffer audio = render(session);
  const double peak =
      std::max<double>(dsp::peak(audio.block().left), dsp::peak(audio.block().right));
  return 20 * std::log10(peak / options.level);
}

TEST(ExpectedPeakOverNoise, IsWhatTheSeedsHaveOnAverage) {
  const std::pair<const char*, const char*> layers[] = {
      {R"("name": "pink")", R"("gain": 0.3)"},
      {R"("name": "brown")", R"("gain": 1)"},
      {R"("name": "pink")", R"("gain": 0.4, "fade_in": 60, "fade_out": 60)"},
      {R"("name": "white", "lfo_freq": 0.1, "start_lfo_phase_offset_deg": 90,
          "sweeps": [{"start_min": 300, "start_max": 2000}])",
       R"("gain": 0.5)"}};
  for (const auto& [noise, rest] : layers) {
    double sum = 0, farthest = 0;
    constexpr int kSeeds = 6;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const double off = peak_db(track_text(150, noise, rest), seed);
      sum += off;
      farthest = std::max(farthest, std::abs(off));
    }
    EXPECT_NEAR(sum / kSeeds, 0, 0.25) << noise << rest;
    EXPECT_LT(farthest, 1.0) << noise << rest;
  }
}

TEST(ExpectedPeakOverNoise, AShortTrackIsMeasured) {
  const std::string text = track_text(60, R"("name": "pink")", R"("gain": 0.3)");
  EXPECT_NEAR(peak_db(text, 1), 0, 1e-4);
  EXPECT_NEAR(peak_db(text, 2), 0, 1e-4);
}

TEST(ExpectedPeakOverNoise, VoicesThatOutdoTheNoiseKeepTheirPeak) {
  const std::string text = track_text(150, R"("name": "pink")", R"("gain": 1e-6)");
  EXPECT_NEAR(peak_db(text, 1), 0, 1e-4);
}

TEST(ExpectedPeakOverNoise, DoesNotDependOnTheNumberOfThreads) {
  const std::string text = track_text(150, R"("name": "pink")", R"("gain": 0.3)");
  AnalyzeOptions one, three;
  one.jobs = 1;
  three.jobs = 3;
  EXPECT_EQ(session_of_text(text, one).plan->peak, session_of_text(text, three).plan->peak);
}

}  // namespace
}  // namespace bbplay::test
