// SPDX-License-Identifier: MIT
/// Leaving frames out must not change what is found.
#include "analysis/sparse_peaks.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/dsp/block_ops.h"

#include "scheduler/step_voices.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

using analysis::Span;
using analysis::SparsePeaks;
using scheduler::StepVoices;

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

/// Writes tracks of one step, with voices that have everything a bounded change allows for.
class Author {
 public:
  explicit Author(unsigned seed) : random_(seed) {}

  std::string track(double seconds) {
    std::ostringstream text;
    text << R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" << seconds
         << R"(, "voices": [)";
    const int voices = 1 + static_cast<int>(random_() % 4);
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
    put(text, moves, "baseFreq", 40, 400);
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
      if (sometimes()) text << R"("freqOscRangeR": 8, "freqOscFreqR": 0.7,)";
      if (sometimes()) text << R"("phaseOscFreq": 0.5, "phaseOscRange": 3,)";
    }
    if (kind == 1) text << "\"rampPercent\": " << between(0.1, 0.5) << ",\"gapPercent\": 0.15,";
    if (moves && sometimes()) text << R"("initial_offset": 2, "transition_duration": 3,)";
    const char* curves[] = {"linear", "logarithmic", "exponential"};
    text << R"("transition_curve": ")" << curves[random_() % 3] << "\"}}";
    return text.str();
  }

  std::mt19937 random_;
};

struct Step {
  explicit Step(const std::string& text) : session(session_of_text(text)) {}

  const StepPlan& placed() const { return session.plan->steps.front(); }
  StepVoices voices() const { return {*session.track, placed(), context()}; }
  scheduler::RenderContext& context() const { return context_; }

  Session session;
  mutable scheduler::RenderContext context_{44'100, Fidelity::reference, 1};
};

double bound_of(const StepVoices& voices) {
  double sum = 0;
  for (std::size_t v = 0; v < voices.size(); ++v) sum += voices.voice(v).peak_bound();
  return sum;
}

/// The unscaled sum of the voices.
StereoBuffer heard_in_full(const Step& step) {
  StepVoices voices = step.voices();
  const auto frames = static_cast<std::size_t>(step.placed().frames);
  StereoBuffer all(frames);
  QuantumBuffer mix;
  for (std::size_t at = 0; at < frames; at += kQuantum) {
    voices.render_mix(1, 1, mix.block());
    const std::size_t count = std::min(kQuantum, frames - at);
    std::copy_n(mix.left, count, all.block().left.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy_n(mix.right, count, all.block().right.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return all;
}

double peak_of(ConstStereoBlock block) {
  return std::max(dsp::peak(block.left), dsp::peak(block.right));
}

TEST(SparsePeaks, AreThoseOfEveryFrame) {
  int sparse = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string text = Author(seed).track(7);
    const Step step(text);
    const StereoBuffer all = heard_in_full(step);
    const Span core{70'000, 200'000};
    StepVoices voices = step.voices();
    const auto peaks = SparsePeaks::of(voices, step.placed().frames, {core}, 44'100);
    if (!peaks) continue;
    ++sparse;
    // In stretches and backwards.
    const std::int64_t middle = 400 * kQuantumFrames;
    peaks->hear({middle, step.placed().frames}, voices);
    peaks->hear({0, middle}, voices);
    EXPECT_EQ(peaks->whole(), peak_of(all.block())) << text;
    EXPECT_EQ(peaks->in_core(), peak_of(all.block().subblock(70'000, 130'000))) << text;
  }
  EXPECT_GT(sparse, 40);
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

TEST(SparsePeaks, NeedBounds) {
  const auto of = [](const std::string& voice) {
    const Step step(R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 5,
                        "voices": [)" +
                    voice + "]}]}");
    return SparsePeaks::of(step.voices(), step.placed().frames, {}, 44'100) != nullptr;
  };
  EXPECT_TRUE(of(R"({"synth_function_name": "binaural_beat", "params": {}})"));
  for (const char* voice :
       {// pulses with hard edges
        R"({"synth_function_name": "isochronic_tone", "params": {"rampPercent": 0}})",
        // a position that swings, jumps included
        R"({"synth_function_name": "binaural_beat", "params":
            {"panRangeMin": -1, "panRangeMax": 1, "panFreq": 0.5}})",
        // tones that would be clipped
        R"({"synth_function_name": "monaural_beat_stereo_amps", "params":
            {"amp_lower_L": 0.9, "amp_upper_L": 0.9}})",
        // an envelope
        R"({"synth_function_name": "binaural_beat", "params": {}, "volume_envelope":
            {"type": "linear_fade", "params":
             {"fade_duration": 3, "start_amp": 0, "end_amp": 1}}})",
        // too fast
        R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": 9000}})",
        // random
        R"({"synth_function_name": "noise_swept_notch", "params": {}})"}) {
    EXPECT_FALSE(of(voice)) << voice;
  }
}

TEST(ChangeBound, HoldsAndSparseFramesAreThoseHeard) {
  for (unsigned seed = 100; seed < 160; ++seed) {
    const std::string text = Author(seed).track(3);
    const Step step(text);
    StepVoices voices = step.voices();
    const StereoBuffer all = heard_in_full(step);
    ChangeBound change{0, 0};
    for (std::size_t v = 0; v < voices.size(); ++v) {
      change.curvature += voices.voice(v).change_bound().curvature;
      change.kink += voices.voice(v).change_bound().kink;
    }
    if (!std::isfinite(change.curvature + change.kink)) continue;
    // Away from the fades. Three frames see one second derivative, and any jump between them.
    const double rounding = 3e-6 * bound_of(voices);
    const std::size_t begin = 1'000, end = all.frames() - 1'000;
    double largest = 0;
    for (const auto channel : {all.block().left, all.block().right}) {
      for (std::size_t i = begin; i < end; ++i) {
        const double bend = static_cast<double>(channel[i - 1]) - 2.0 * channel[i] + channel[i + 1];
        largest = std::max(largest, std::abs(bend));
      }
    }
    EXPECT_LE(largest, change.curvature + change.kink + rounding) << text;

    QuantumBuffer one, sum;
    constexpr std::int64_t kFirst = 5'000, kStride = 37;
    std::fill_n(sum.left, kQuantum, 0.0f);
    std::fill_n(sum.right, kQuantum, 0.0f);
    for (std::size_t v = 0; v < voices.size(); ++v) {
      voices.render_sparse(v, kFirst, kStride, one.block());
      dsp::add_scaled(sum.left, one.left, 1.0f);
      dsp::add_scaled(sum.right, one.right, 1.0f);
    }
    double farthest = 0;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const std::size_t frame = kFirst + i * kStride;
      farthest = std::max<double>({farthest, std::abs(sum.left[i] - all.block().left[frame]),
                                   std::abs(sum.right[i] - all.block().right[frame])});
    }
    EXPECT_LT(farthest, 2e-6 * bound_of(voices)) << text;
  }
}

}  // namespace
}  // namespace bbplay::test
