// SPDX-License-Identifier: MIT
// The spatialiser at its place in the synth functions that know it.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/voices/voice.h"

#include "dsp/spatial/spatializer.h"
#include "support/golden_voice.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

constexpr int kRate = 8000;
constexpr double kSeconds = 0.5;

const std::string kTone = R"("ampL": 0.5, "ampR": 0.3, "panRangeMin": -0.5, "panRangeMax": 0.5,
                             "panFreq": 2, "startBeatFreq": 4, "endBeatFreq": 9)";
const std::string kPlace = R"(, "spatialEnable": true, "spatialUseIld": 1, "spatialIldMaxDb": 6,
  "spatialTrajectory": [{"start_deg": 25, "speed_deg_per_s": 70, "seconds": 0.4}])";

/// What kPlace says.
SpatialPatch place() {
  SpatialPatch patch;
  patch.enable = true;
  patch.ild_max_db = 6;
  AzimuthSegment segment;
  segment.start_deg = 25;
  segment.speed_deg_per_s = 70;
  segment.seconds = 0.4;
  patch.trajectory = {segment};
  return patch;
}

std::unique_ptr<Voice> voice(const std::string& function, const std::string& params,
                             Fidelity fidelity) {
  VoiceContext context = context_of(kSeconds, kRate);
  context.fidelity = fidelity;
  return make_voice(synth_of(function, '{' + params + '}'), context);
}

constexpr Fidelity kBoth[] = {Fidelity::reference, Fidelity::corrected};
constexpr auto kFrames = static_cast<std::int64_t>(kSeconds * kRate);

TEST(SpatialVoice, IsThePannedVoicePutThroughTheSpatialiser) {
  for (const char* function : {"binaural_beat", "binaural_beat_transition", "isochronic_tone",
                               "isochronic_tone_transition"}) {
    for (const Fidelity fidelity : kBoth) {
      const StereoBuffer dry = play(*voice(function, kTone, fidelity), kFrames);
      dsp::Spatializer spatializer(place(), kSeconds, kRate, fidelity);
      const StereoBuffer placed = play(*voice(function, kTone + kPlace, fidelity), kFrames);
      EXPECT_EQ(placed, processed(spatializer, dry)) << function;
      EXPECT_NE(placed, dry) << function;
    }
  }
}

TEST(SpatialVoice, IsPlacedBeforeThePulsesOfADualPulse) {
  for (const std::string form : {"", "_transition"}) {
    const std::string steady = kTone + R"(, "pulseDepth": 0)";
    EXPECT_EQ(
        play(*voice("dual_pulse_binaural" + form, steady + kPlace, Fidelity::reference), kFrames),
        play(*voice("binaural_beat" + form, kTone + kPlace, Fidelity::reference), kFrames));
  }
}

TEST(SpatialVoice, GoesOnAfterASeekAsIfItHadPlayedOn) {
  constexpr std::int64_t kMiddle = 7 * static_cast<std::int64_t>(kQuantum);
  for (const char* function : {"binaural_beat_transition", "isochronic_tone"}) {
    const auto played = voice(function, kTone + kPlace, Fidelity::reference);
    EXPECT_FALSE(played->seeks_at_once());
    play(*played, kMiddle);
    const auto sought = voice(function, kTone + kPlace, Fidelity::reference);
    sought->seek(kMiddle);
    const std::unique_ptr<Voice> cloned = played->clone();
    const StereoBuffer rest = play(*played, kFrames - kMiddle);
    EXPECT_EQ(play(*sought, kFrames - kMiddle), rest);
    EXPECT_EQ(play(*cloned, kFrames - kMiddle), rest);
  }
}

TEST(SpatialVoice, StaysWithinTheBoundItGives) {
  const auto placed = voice("binaural_beat", kTone + kPlace, Fidelity::corrected);
  const double bound = placed->peak_bound();
  double peak = 0;
  for (const double y : interleaved(play(*placed, kFrames))) peak = std::max(peak, std::abs(y));
  EXPECT_LE(peak, bound);
  EXPECT_LT(bound, 4 * peak);
}

}  // namespace
}  // namespace bbplay::test
