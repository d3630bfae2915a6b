// SPDX-License-Identifier: MIT
/// The peak of long tracks over generated noise is expected, not measured.
#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "dsp/sweeps.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

std::string track_text(double seconds, const std::string& voice, const std::string& noise) {
  return R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": )" +
         std::to_string(seconds) + R"(, "voices": [)" + voice +
         R"(]}], "background_noise": {"params": {"noise_parameters": )" + noise + "}}}";
}

const std::string kPair =
    R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": 202, "beatFreq": 4}})";

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
  for (const std::string noise :
       {R"({"name": "pink"}, "gain": 0.3)", R"({"name": "brown"}, "gain": 1)",
        R"({"name": "pink"}, "gain": 0.4, "fade_in": 60, "fade_out": 60)",
        R"({"name": "white", "sweeps": [{"start_min": 300, "start_max": 2000}], "lfo_freq": 0.1,
            "start_lfo_phase_offset_deg": 90}, "gain": 0.5)"}) {
    double sum = 0, farthest = 0;
    constexpr int kSeeds = 6;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const double off = peak_db(track_text(150, kPair, noise), seed);
      sum += off;
      farthest = std::max(farthest, std::abs(off));
    }
    EXPECT_NEAR(sum / kSeeds, 0, 0.25) << noise;
    EXPECT_LT(farthest, 1.0) << noise;
  }
}

TEST(ExpectedPeakOverNoise, AShortTrackIsMeasured) {
  const std::string text = track_text(60, kPair, R"({"name": "pink"}, "gain": 0.3)");
  EXPECT_NEAR(peak_db(text, 1), 0, 1e-4);
  EXPECT_NEAR(peak_db(text, 2), 0, 1e-4);
}

TEST(ExpectedPeakOverNoise, VoicesThatOutdoTheNoiseKeepTheirPeak) {
  const std::string text = track_text(150, kPair, R"({"name": "pink"}, "gain": 1e-6)");
  EXPECT_NEAR(peak_db(text, 1), 0, 1e-4);
}

TEST(ExpectedPeakOverNoise, DoesNotDependOnTheNumberOfThreads) {
  const std::string text = track_text(150, kPair, R"({"name": "pink"}, "gain": 0.3)");
  AnalyzeOptions one, three;
  one.jobs = 1;
  three.jobs = 3;
  EXPECT_EQ(session_of_text(text, one).plan->peak, session_of_text(text, three).plan->peak);
}

}  // namespace
}  // namespace bbplay::test
