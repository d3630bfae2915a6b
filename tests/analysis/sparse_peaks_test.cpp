// SPDX-License-Identifier: MIT
/// Leaving frames out must not change what is found.
#include "analysis/sparse_peaks.h"

#include <cctype>
#include <random>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "analysis/heard_step.h"

namespace bbplay::test {
namespace {

using analysis::SparsePeaks;

/// Writes tracks of one step, with voices that have everything tones may have, and some more.
class Author {
 public:
  explicit Author(unsigned seed) : random_(seed) {}

  std::string track(double seconds) {
    std::ostringstream text;
    text << R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" << seconds
         << R"(, "voices": [)";
    const int voices = 1 + static_cast<int>(random_() % 16);
    for (int v = 0; v < voices; ++v) text << (v > 0 ? "," : "") << voice();
    text << "]}]}";
    return text.str();
  }

 private:
  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  bool sometimes() { return random_() % 3 == 0; }

  /// A parameter with the keys of a transition, unless the voice stays as it is.
  void put(std::ostringstream& text, bool moves, const std::string& key, double low, double high) {
    if (!moves) {
      text << '"' << key << "\": " << between(low, high) << ',';
      return;
    }
    std::string capital = key;
    capital[0] = static_cast<char>(std::toupper(key[0]));
    const double from = between(low, high);
    text << "\"start" << capital << "\": " << from << ", \"end" << capital
         << "\": " << (sometimes() ? from : between(low, high)) << ',';
  }

  std::string voice() {
    std::ostringstream text;
    const bool moves = random_() % 2 == 0;
    const int kind = static_cast<int>(random_() % 3);
    const char* names[] = {"binaural_beat", "isochronic_tone", "monaural_beat_stereo_amps"};
    text << R"({"synth_function_name": ")" << names[kind] << (moves ? "_transition" : "")
         << R"(", "is_transition": )" << (moves ? "true" : "false") << R"(, "params": {)";
    const double kHighest[] = {150, 600, 4'000, 16'000};
    put(text, moves, "baseFreq", 40, kHighest[random_() % 4]);
    put(text, moves, "beatFreq", 0.5, 30);
    if (kind == 2) {
      for (const char* gain : {"amp_lower_L", "amp_upper_L", "amp_lower_R", "amp_upper_R"}) {
        text << '"' << (moves ? "start_" : "") << gain << "\": " << between(0.1, 0.5) << ',';
      }
      if (sometimes()) text << R"("amOscFreq": 6, "amOscDepth": 0.5,)";
      if (sometimes()) text << R"("phaseOscFreq": 0.3, "phaseOscRange": 2,)";
    } else {
      put(text, moves, "ampL", 0.1, 0.8);
      put(text, moves, "ampR", 0.1, 0.8);
      if (sometimes()) text << R"("ampOscDepthL": 0.5, "ampOscFreqL": 5, "pan": 0.3,)";
      if (sometimes()) text << R"("startAmpOscDepthR": 0.2, "endAmpOscDepthR": 1.4,)";
      if (sometimes()) text << R"("startAmpOscFreqR": 2, "endAmpOscFreqR": 3,)";
      if (sometimes()) text << R"("freqOscRangeR": 8, "freqOscFreqR": 0.7,)";
      if (sometimes()) text << R"("freqOscRangeL": 2, "freqOscFreqL": 4,)";
      if (sometimes()) text << R"("startFreqOscRangeR": 3, "endFreqOscRangeR": 1,)";
      if (sometimes()) text << R"("startFreqOscFreqR": 0.1, "endFreqOscFreqR": 3,)";
      if (sometimes()) text << R"("startFreqOscFreqL": 2, "endFreqOscFreqL": 2.5,)";
      if (sometimes()) text << R"("freqOscSkewL": 0.3,)";
      if (kind == 0 && sometimes()) text << R"("freqOscShape": "triangle",)";
      if (sometimes()) text << R"("phaseOscFreq": 0.5, "phaseOscRange": 3,)";
      if (sometimes()) text << R"("startStartPhaseL": 0, "endStartPhaseL": 3,)";
      if (sometimes()) text << R"("panRangeMin": -1, "panRangeMax": 1, "panFreq": 0.5,)";
    }
    const double kRamps[] = {0, 0.1, 0.3, 0.5};
    if (kind == 1) {
      text << "\"rampPercent\": " << kRamps[random_() % 4] << ",\"gapPercent\": 0.15,";
    }
    if (moves && sometimes()) text << R"("initial_offset": 2, "transition_duration": 3,)";
    const char* curves[] = {"linear", "logarithmic", "exponential"};
    text << R"("transition_curve": ")" << curves[random_() % 3] << "\"}}";
    return text.str();
  }

  std::mt19937 random_;
};

TEST(SparsePeaks, AreThoseOfEveryFrame) {
  SparselyHeard count;
  for (unsigned seed = 0; seed < 60; ++seed) {
    expect_peaks_of_every_frame(Author(seed).track(9), count);
  }
  EXPECT_GT(count.steps, 40);
  // Voices of which nothing is known but their level, hard pulses among them, leave little to gain.
  EXPECT_LT(count.heard, count.quanta);
}

/// A minute of these voices.
void expect_found_in_a_few_quanta(const std::string& voices_text) {
  expect_found_in_a_few_quanta(
      Step(R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 60, "voices": [)" +
           voices_text + "]}]}"));
}

TEST(SparsePeaks, OfManyStillTonesAreFoundInAFewQuanta) {
  // Of the kind that editors save: layers with vibrato and tremolo from bass to treble.
  std::string voices_text;
  std::mt19937 random(7);
  const auto between = [&random](double low, double high) {
    return std::to_string(std::uniform_real_distribution<double>(low, high)(random));
  };
  for (int v = 0; v < 20; ++v) {
    voices_text += (v > 0 ? "," : "") +
                   (R"({"synth_function_name": "binaural_beat", "params": {"ampL": 0.5, "ampR": 0.5,
                        "baseFreq": )" +
                    (v < 12   ? between(20, 600)
                     : v < 16 ? between(600, 5'000)
                              : between(8'000, 8'150))) +
                   R"(, "beatFreq": )" + between(0.2, 7) + R"(, "freqOscRangeL": )" +
                   between(0.1, 3) + R"(, "freqOscFreqL": )" + between(0.05, 4) +
                   R"(, "freqOscRangeR": 0.3, "freqOscFreqR": 1.7,
                        "ampOscDepthL": )" +
                   (v % 3 == 0 ? "0.6" : "0") + R"(, "ampOscFreqL": 0.3}})";
  }
  expect_found_in_a_few_quanta(voices_text);
}

TEST(SparsePeaks, OfVibratosThatMoveOrHaveKinksAreFoundInAFewQuanta) {
  std::string voices_text;
  std::mt19937 random(9);
  const auto between = [&random](double low, double high) {
    return std::to_string(std::uniform_real_distribution<double>(low, high)(random));
  };
  for (int v = 0; v < 16; ++v) {
    const bool moves = v % 4 != 0;
    voices_text +=
        std::string(v > 0 ? "," : "") + R"({"synth_function_name": "binaural_beat)" +
        (moves ? R"(_transition", "is_transition": true)" : R"(")") +
        R"(, "params": {"baseFreq": )" + (v < 12 ? between(20, 600) : between(8'000, 8'150)) +
        R"(, "beatFreq": )" + between(0.2, 7) + R"(, "freqOscRangeL": 3, "freqOscFreqL": )" +
        between(0.05, 2) + R"(, "startFreqOscRangeR": )" + between(0.1, 3) +
        R"(, "endFreqOscRangeR": )" + between(0.1, 3) + R"(, "startFreqOscFreqR": )" +
        between(0.05, 2) + R"(, "endFreqOscFreqR": )" + between(0.05, 2) +
        R"(, "freqOscSkewL": 0.3, "freqOscShape": ")" + (moves ? "sine" : "triangle") + R"("}})";
  }
  expect_found_in_a_few_quanta(voices_text);
}

TEST(SparsePeaks, OfALongStepAreInThePlan) {
  // Too long for the opening alone, with voices that never meet at their tops.
  const std::string text = R"({"global_settings": {"sample_rate": 44100}, "steps": [
    {"duration": 60, "voices": [
      {"synth_function_name": "binaural_beat", "params": {"baseFreq": 203.7, "beatFreq": 7.3}},
      {"synth_function_name": "isochronic_tone", "params": {"baseFreq": 151.3, "beatFreq": 6.1}},
      {"synth_function_name": "monaural_beat_stereo_amps",
       "params": {"baseFreq": 99.1, "beatFreq": 5.3}}]}]})";
  const Step step(text);
  EXPECT_EQ(step.placed().binaural_peak, peak_of(heard_in_full(step).block()));
}

TEST(SparsePeaks, NeedVoicesThatCanBeEnteredAndABoundThatVaries) {
  const auto of = [](const std::string& voice) {
    const Step step(R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 5,
                        "voices": [)" +
                    voice + "]}]}");
    return SparsePeaks::of(step.voices(), step.placed().frames, {}) != nullptr;
  };
  const std::string beat = R"({"synth_function_name": "binaural_beat", "params": {}})";
  EXPECT_TRUE(of(beat));
  for (const char* voice :
       {// pulses with hard edges
        R"({"synth_function_name": "isochronic_tone", "params": {"rampPercent": 0}})",
        // a position that swings, jumps included
        R"({"synth_function_name": "binaural_beat", "params":
            {"panRangeMin": -1, "panRangeMax": 1, "panFreq": 0.5}})",
        // an envelope
        R"({"synth_function_name": "binaural_beat", "params": {}, "volume_envelope":
            {"type": "linear_fade", "params":
             {"fade_duration": 3, "start_amp": 0, "end_amp": 1}}})"}) {
    EXPECT_FALSE(of(voice)) << voice;
    EXPECT_TRUE(of(voice + ("," + beat))) << voice;
  }
  for (const char* voice : {// filters with a memory
                            R"({"synth_function_name": "qam_beat", "params": {}})",
                            // random
                            R"({"synth_function_name": "noise_swept_notch", "params": {}})"}) {
    EXPECT_FALSE(of(voice + ("," + beat))) << voice;
  }
}

TEST(ToneClusters, BoundEveryFrameAndSparseFramesAreThoseHeard) {
  for (unsigned seed = 100; seed < 130; ++seed) {
    const std::string text = Author(seed).track(5);
    const Step step(text);
    if (step.voices().entry() != StepEntry::anywhere) continue;
    expect_bounds_of_every_frame(step, text);
    expect_sparse_frames_are_heard(step, text);
  }
}

}  // namespace
}  // namespace bbplay::test
