// SPDX-License-Identifier: MIT
/// Voices that have to be followed must not change what is found of the others, nor keep it from being
/// found sparsely.
#include "analysis/taped_peaks.h"

#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/plan/plan_codec.h"

#include "analysis/heard_step.h"
#include "analysis/step_levels.h"

namespace bbplay::test {
namespace {

using analysis::TapedPeaks;

constexpr analysis::EarlyExit kNoExit{std::numeric_limits<double>::infinity()};

/// Writes voices of which some have to be followed.
class Author {
 public:
  explicit Author(unsigned seed) : random_(seed) {}

  std::string tone() {
    const bool moves = random_() % 3 == 0;
    if (moves) {
      return voice("binaural_beat_transition",
                   number("startBaseFreq", 40, 900) + number("endBaseFreq", 40, 900) +
                       number("startAmpL", 0.1, 0.6) + number("endAmpL", 0.1, 0.6) + kStill);
    }
    const bool has_pulses = random_() % 4 == 0;
    return voice(has_pulses ? "isochronic_tone" : "binaural_beat",
                 number("baseFreq", 40, 900) + number("beatFreq", 0.5, 9) +
                     number("ampL", 0.1, 0.6) + number("rampPercent", 0, 0.3) + kStill);
  }

  /// Each of the kinds that there are, in turn.
  std::string followed(int kind) {
    const std::string moving = number("startBaseFreq", 40, 400) + number("startBeatFreq", 0.5, 9) +
                               number("endBeatFreq", 0.5, 9) + number("startFreqOscRangeL", 1, 5) +
                               number("endFreqOscRangeL", 1, 5) +
                               number("startFreqOscFreqL", 0.1, 2) +
                               number("endFreqOscFreqL", 0.1, 2);
    switch (kind % 6) {
      case 0:  // a vibrato that reaches below 0 Hz
        return voice("binaural_beat_transition", moving + R"("endBaseFreq": 0)");
      case 1:
        return voice("binaural_beat_transition",
                     moving + R"("endBaseFreq": 90, "freqOscSkewL": 0.4)");
      case 2:
        return voice("isochronic_tone_transition",
                     moving + R"("endBaseFreq": 90, "freqOscShape": "triangle")");
      case 3:
        return voice("binaural_beat", number("baseFreq", 60, 300) + R"("flangeEnable": true)");
      case 4:
        return voice("binaural_beat", number("baseFreq", 60, 300) + R"("spatialEnable": true)");
      default:
        return voice("isochronic_tone", number("baseFreq", 60, 300) +
                                            R"("spatialEnable": true, "flangeEnable": true)");
    }
  }

  /// So many tones, and among them the voices that are followed, of this kind on.
  std::string step(int tones, int followed_voices, int kind, double seconds) {
    std::vector<std::string> voices;
    for (int v = 0; v < tones; ++v) voices.push_back(tone());
    for (int v = 0; v < followed_voices; ++v) {
      const auto at = static_cast<std::ptrdiff_t>(random_() % (voices.size() + 1));
      voices.insert(voices.begin() + at, followed(kind + v));
    }
    std::string text = R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" +
                       std::to_string(seconds) + R"(, "voices": [)";
    for (std::size_t v = 0; v < voices.size(); ++v) text += (v > 0 ? "," : "") + voices[v];
    return text + "]}]}";
  }

 private:
  static inline const std::string kStill = R"("pan": 0)";

  std::string number(const std::string& key, double low, double high) {
    const double value = std::uniform_real_distribution<double>(low, high)(random_);
    return '"' + key + "\": " + std::to_string(value) + ", ";
  }
  static std::string voice(const std::string& function, const std::string& params) {
    const bool moves = function.ends_with("_transition");
    return R"({"synth_function_name": ")" + function + R"(", "is_transition": )" +
           (moves ? "true" : "false") + R"(, "params": {)" + params + "}}";
  }

  std::mt19937 random_;
};

std::int64_t quanta_of(const Step& step) { return step.placed().frames / kQuantumFrames; }

bool never() { return false; }
void go_on(std::int64_t) {}

TEST(TapedPeaks, AreThoseOfEveryFrame) {
  int steps = 0;
  std::int64_t heard = 0, quanta = 0;
  for (int seed = 0; seed < 30; ++seed) {
    Author author(static_cast<unsigned>(seed));
    const std::string text = author.step(2 + seed % 9, 1 + seed % 3, seed, 9);
    const Step step(text);
    scheduler::StepVoices voices = step.voices();
    if (!TapedPeaks::are_of_use(voices, step.placed().frames, false)) continue;
    TapedPeaks peaks(voices, {{70'000, 200'000}}, kNoExit);
    std::int64_t end = 0;
    // The last stretch begins within a part.
    for (const std::int64_t next : {std::int64_t{20} * 4096, step.placed().frames}) {
      const auto stretch =
          peaks.hear({end, next}, static_cast<unsigned>(1 + seed % 3), go_on, never);
      EXPECT_FALSE(stretch.is_decided);
      end = stretch.end;
      if (end < next) break;
    }
    const StereoBuffer all = heard_in_full(step);
    const auto known = static_cast<std::size_t>(std::min(end, step.placed().frames));
    EXPECT_EQ(peaks.whole(), peak_of(all.block().first(known))) << text;
    if (end >= 200'000) {
      EXPECT_EQ(peaks.in_core(), peak_of(all.block().subblock(70'000, 130'000))) << text;
    }
    ++steps;
    heard += peaks.heard_quanta();
    quanta += quanta_of(step);
  }
  EXPECT_GT(steps, 20);
  EXPECT_LT(heard, quanta);
}

TEST(TapedPeaks, OfManyTonesAreFoundInAFewQuanta) {
  for (int kind = 0; kind < 6; ++kind) {
    Author author(7);
    const Step step(author.step(24, 2, kind, 40));
    scheduler::StepVoices voices = step.voices();
    ASSERT_TRUE(TapedPeaks::are_of_use(voices, step.placed().frames, true));
    TapedPeaks peaks(voices, {}, kNoExit);
    EXPECT_EQ(peaks.hear({0, step.placed().frames}, 1, go_on, never).end, step.placed().frames);
    EXPECT_EQ(peaks.whole(), peak_of(heard_in_full(step).block()));
    EXPECT_LT(peaks.heard_quanta(), quanta_of(step) / 30) << kind;
  }
}

TEST(TapedPeaks, OfALongStepAreInThePlan) {
  for (int kind = 0; kind < 6; ++kind) {
    Author author(8);
    const Step step(author.step(12, 1, kind, 30));
    EXPECT_EQ(step.placed().binaural_peak, peak_of(heard_in_full(step).block())) << kind;
  }
}

/// Where several threads record a step, each in stretches of its own, the plan is that of one.
TEST(TapedPeaks, OfStretchesAreThoseOfTheWhole) {
  for (const int kind : {0, 3, 4}) {
    Author author(11);
    const std::string text = author.step(12, 2, kind, 100);
    AnalyzeOptions alone, shared;
    alone.jobs = 1;
    shared.jobs = 3;
    const Session one = session_of_text(text, alone);
    EXPECT_EQ(one.plan->steps.front().entry, StepEntry::at_renewals) << kind;
    EXPECT_EQ(encode_plan(*one.plan), encode_plan(*session_of_text(text, shared).plan)) << kind;
  }
}

TEST(TapedPeaks, EndWhereListeningToEveryFrameWould) {
  int late_exits = 0;
  for (int k = 0; k < 8; ++k) {
    // Two voices that meet at their tops a good while after the beginning, and better later on.
    const Step step(R"({"global_settings": {"sample_rate": 8000}, "steps": [{"duration": 130,
      "voices": [
        {"synth_function_name": "binaural_beat_transition", "is_transition": true, "params": {
         "startBaseFreq": 697.02, "endBaseFreq": 161.14, "startBeatFreq": 1.3437, "endBeatFreq": 19.03,
         "startAmpL": 0.43, "endAmpL": 0.43, "startAmpR": 0.43, "endAmpR": 0.43,
         "startFreqOscRangeL": 4.86, "endFreqOscRangeL": 6.43, "startFreqOscFreqL": 0.3,
         "endFreqOscFreqL": 0.322, "freqOscSkewL": 0.5},
         "volume_envelope": {"type": "linear_fade", "params":
           {"fade_duration": 9, "start_amp": 0, "end_amp": 1}}},
        {"synth_function_name": "binaural_beat", "params": {
         "baseFreq": )" +
                    std::to_string(68.48 + k) +
                    R"(, "beatFreq": 1.682, "ampL": 0.79, "ampR": 0.79}}]}]})");
    step.context().rate = 8'000;
    scheduler::StepVoices voices = step.voices();
    ASSERT_TRUE(TapedPeaks::are_of_use(voices, step.placed().frames, false));
    const double enough =
        (1 - 1.0 / (1 << 17)) * (voices.voice(0).peak_bound() + voices.voice(1).peak_bound());
    const StereoBuffer all = heard_in_full(step);
    constexpr std::size_t kBlock = analysis::EarlyExit::kBlockFrames;
    std::size_t heard = 0;
    double peak = 0;
    while (peak < enough && heard < all.frames()) {
      const std::size_t block = std::min(kBlock, all.frames() - heard);
      peak = std::max(peak, peak_of(all.block().subblock(heard, block)));
      heard += block;
    }
    if (heard > 65'536 && peak < peak_of(all.block())) ++late_exits;
    EXPECT_EQ(step.placed().binaural_peak, peak) << k;
  }
  EXPECT_GT(late_exits, 0);
}

TEST(TapedPeaks, NeedOtherVoicesThatCanBeEntered) {
  const auto are_of_use = [](int tones, int followed, bool could_be_shared) {
    Author author(9);
    const Step step(author.step(tones, followed, 0, 5));
    return TapedPeaks::are_of_use(step.voices(), step.placed().frames, could_be_shared);
  };
  EXPECT_FALSE(are_of_use(6, 0, false));  // SparsePeaks does that
  EXPECT_TRUE(are_of_use(6, 2, false));
  EXPECT_TRUE(are_of_use(6, 2, true));
  EXPECT_TRUE(are_of_use(6, 6, false));
  EXPECT_FALSE(are_of_use(6, 6, true));
  EXPECT_FALSE(are_of_use(2, 6, false));
}

TEST(TapedVoices, TakeABoundedMemoryForAnyStep) {
  for (const int followed : {1, 2, 8, 25}) {
    Author author(10);
    const Step step(author.step(40, followed, 0, 1));
    scheduler::StepVoices voices = step.voices();
    ASSERT_TRUE(analysis::TapedVoices::fit(static_cast<std::size_t>(followed), voices.size()));
    const analysis::TapedVoices taped(voices);
    const std::int64_t bytes = taped.part_frames() * followed * 2 * std::int64_t{sizeof(float)};
    EXPECT_LE(bytes, analysis::TapedVoices::kMostBytes);
    EXPECT_EQ(taped.part_frames() % 65'536, 0);
    EXPECT_GT(taped.part_frames(), 0);
  }
  EXPECT_FALSE(analysis::TapedVoices::fit(32, 64));
  EXPECT_FALSE(analysis::TapedVoices::fit(20, 4'000));
}

}  // namespace
}  // namespace bbplay::test
