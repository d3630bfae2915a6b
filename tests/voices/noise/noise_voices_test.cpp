// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/voices/voice.h"

#include "support/allocations.h"
#include "support/golden.h"
#include "support/golden_voice.h"
#include "voices/noise/noise_engine.h"

namespace bbplay {
namespace {

constexpr int kRate = 8'000;
constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

VoiceContext context_of(double seconds, std::uint64_t seed = 1,
                        Fidelity fidelity = Fidelity::reference) {
  VoiceContext context = test::context_of(seconds, kRate);
  context.seed = seed;
  context.fidelity = fidelity;
  return context;
}

/// A recording among the golden data, as the parameter that plays it.
std::string recording(const char* name) {
  return R"("input_audio_path": ")" + (test::golden_folder() / "noise" / name).string() + '"';
}

/// Every path through the engine.
std::vector<SynthSpec> all_kinds() {
  return {
      test::synth_of("noise_swept_notch", R"({"sweeps": []})"),
      test::synth_of("noise_swept_notch",
                     R"({"noise_type": "brown", "sweeps": [[300, 900, 5, 3], [1000, 2000, 8, 2]],
                         "lfo_freq": 0.7, "start_lfo_phase_offset_deg": 90,
                         "static_notches": [[500, 4]]})"),
      test::synth_of("noise_swept_notch_transition",
                     R"({"sweeps": [[300, 600, 900, 2000, 5, 9, 2, 5]], "start_lfo_freq": 0.3,
                         "end_lfo_freq": 2, "transition_curve": "alpha**1.5"})"),
      test::synth_of("noise_generator_transition",
                     R"({"sweeps": [[300, 900]], "start_amp": 0.1, "end_amp": 0.4, "fade_in": 0.5,
                         "fade_out": 0.3, "amp_envelope": [[0.2, 1], [1.7, 0.4]]})"),
      test::synth_of("generate_swept_notch_pink_sound", R"({"filter_sweeps": [[300, 900]]})"),
      test::synth_of(
          "noise_swept_notch",
          R"({"sweeps": [[300, 900, 4, 2]], "static_notches": [[700, 3, 2], [90, 5]], )" +
              recording("white_22050_long.wav") + '}'),
  };
}

/// Whether the engine of a still voice plays what its notches are in double, to the bit.
bool is_exact(const char* params) {
  const SynthSpec spec = test::synth_of("noise_swept_notch", params);
  const auto& patch = std::get<NoiseSweptNotchPatch>(spec.patch);
  const VoiceContext context = context_of(2);
  const SweptNotches notches = patch.notches();
  voices::NoiseEngine engine(patch.source, notches, false, {}, context);
  const NoiseColor& color = patch.source.color;
  dsp::NoiseStream stream(
      dsp::noise_filter(dsp::NoiseSpectrum(color, context.rate, context.seconds),
                        dsp::Conditioning::noise_voice),
      dsp::GaussianNoise(context.seed, color.seed));
  dsp::SweptNoise<double> exact(
      dsp::NoiseSource(std::move(stream)),
      dsp::NotchMotion(notches, false, {}, context.rate, context.fidelity), notches.static_notches,
      context.frames, context.fidelity);
  bool same = true;
  for (std::int64_t first = 0; first + kQuantumFrames <= context.frames; first += kQuantumFrames) {
    dsp::StereoDoublesQuantum played, expected;
    engine.service(kQuantumFrames);
    engine.render(first, played.block());
    exact.service(kQuantumFrames);
    exact.render(first, expected.block());
    same = same && std::ranges::equal(played.left, expected.left) &&
           std::ranges::equal(played.right, expected.right);
  }
  return same;
}

TEST(NoiseVoices, KeepAllDigitsOfTheLittleThatDeepNotchesLeave) {
  EXPECT_FALSE(is_exact(R"({"noise_type": "pink", "sweeps": [[300, 900, 5, 3]]})"));
  EXPECT_TRUE(is_exact(R"({"noise_parameters": {"exponent": 1, "lowcut": 300, "highcut": 1000},
                           "sweeps": [[533, 1132, 0.1, 20]]})"));
}

TEST(NoiseVoices, SeekingGivesTheSameBitsAsPlayingUpToThere) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const SynthSpec& spec : all_kinds()) {
      const VoiceContext context = context_of(2.3, 1, fidelity);
      const auto voice = make_voice(spec, context);
      const auto copy = voice->clone();
      ASSERT_TRUE(voice->seeks_at_once());
      const StereoBuffer whole = test::play(*voice, context.frames);
      EXPECT_EQ(test::play(*copy, context.frames), whole) << spec.patch.index();
      for (const std::size_t frame : {256u, 15'104u, 8'192u, 17'920u, 0u}) {
        voice->seek(static_cast<std::int64_t>(frame));
        const std::size_t count = std::min<std::size_t>(700, whole.frames() - frame);
        const StereoBuffer part = test::play(*voice, static_cast<std::int64_t>(count));
        const ConstStereoBlock expected = whole.block().subblock(frame, count);
        EXPECT_TRUE(
            std::equal(expected.left.begin(), expected.left.end(), part.block().left.begin()))
            << spec.patch.index() << " at " << frame;
        EXPECT_TRUE(
            std::equal(expected.right.begin(), expected.right.end(), part.block().right.begin()))
            << spec.patch.index() << " at " << frame;
      }
    }
  }
}

TEST(NoiseVoices, RenderWithoutAllocating) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const SynthSpec& spec : all_kinds()) {
      const auto voice = make_voice(spec, context_of(2.3, 1, fidelity));
      voice->service(40 * kQuantum);
      QuantumBuffer quantum;
      const std::size_t before = test::allocations();
      for (int k = 0; k < 40; ++k) voice->render(quantum.block());
      EXPECT_EQ(test::allocations(), before) << spec.patch.index();
    }
  }
}

double correlation(const StereoBuffer& a, const StereoBuffer& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.frames(); ++i) {
    const double x = a.block().left[i], y = b.block().left[i];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / std::sqrt(aa * bb);
}

TEST(NoiseVoices, TheSeedsOfVoiceAndColorMakeThemDifferent) {
  const auto play = [](const std::string& params, std::uint64_t seed) {
    const VoiceContext context = context_of(4, seed);
    return test::play(*make_voice(test::synth_of("noise_swept_notch", params), context),
                      context.frames);
  };
  const char* plain = R"({"sweeps": [], "noise_type": {"exponent": 0}})";
  const StereoBuffer first = play(plain, 1);
  EXPECT_EQ(play(plain, 1), first);
  EXPECT_LT(std::abs(correlation(play(plain, 2), first)), 0.03);
  const StereoBuffer other = play(R"({"sweeps": [], "noise_type": {"exponent": 0, "seed": 2}})", 1);
  EXPECT_LT(std::abs(correlation(other, first)), 0.03);
  // A negative amplitude turns the noise over; its size does not count.
  const StereoBuffer turned =
      play(R"({"sweeps": [], "noise_type": {"exponent": 0, "amplitude": -7}})", 1);
  EXPECT_NEAR(correlation(turned, first), -1, 1e-9);
  const StereoBuffer silent =
      play(R"({"sweeps": [], "noise_type": {"exponent": 0, "amplitude": 0}})", 1);
  const auto left = silent.block().left;
  EXPECT_TRUE(std::all_of(left.begin(), left.end(), [](float x) { return x == 0; }));
}

TEST(NoiseVoices, TellThePeakTheyAreMeantToHave) {
  const auto peak = [](const std::string& function, const std::string& params) {
    return make_voice(test::synth_of(function, params), context_of(1))->nominal_peak();
  };
  EXPECT_NEAR(peak("noise_swept_notch", R"({"volume": -0.5})").value(), 0.475, 1e-9);
  EXPECT_NEAR(peak("noise_generator", R"({"amp_left": 0.1, "amp_right": 0.4})").value(), 0.38,
              1e-9);
  EXPECT_NEAR(
      peak("noise_generator", R"({"amp": 0.2, "amp_envelope": [[0.2, 0.5], [0.5, 3], [0.8, 0]]})")
          .value(),
      0.95 * 0.2 * 3, 1e-3);
  EXPECT_EQ(peak("noise_generator", R"({"amp": 5})"), 1.0);
  // That of a file can be measured.
  EXPECT_FALSE(peak("noise_swept_notch", '{' + recording("white_22050.wav") + '}'));
}

TEST(NoiseVoices, ThePeakTheyAreMeantToHaveIsOneTheyReach) {
  constexpr double kNoise = 0.95, kAmp = 0.25;
  const auto peak = [](const char* function, const char* params) {
    return make_voice(test::synth_of(function, params), context_of(12))->nominal_peak().value();
  };
  // The level is back at 1 only where the fade-out has ended. It is loudest after the fade-in.
  EXPECT_NEAR(peak("noise_generator", R"({"fade_in": 2, "fade_out": 3,
                   "amp_envelope": [[0, 1], [6, 0.3], [12, 1]]})"),
              kNoise * kAmp * (1 - 0.7 * 2 / 6), 1e-4);
  // Nor do parameters get anywhere after the end.
  EXPECT_NEAR(peak("noise_generator_transition",
                   R"({"start_amp": 0.25, "end_amp": 1, "initial_offset": 12})"),
              kNoise * kAmp, 1e-9);
}

TEST(NoiseVoices, AFileThatIsTooShortIsRepeatedInCorrectedFidelityOnly) {
  const SynthSpec spec = test::synth_of(
      "noise_swept_notch", R"({"sweeps": [], )" + recording("white_22050_long.wav") + '}');
  const auto play = [&](Fidelity fidelity) {
    const VoiceContext context = context_of(1.5, 1, fidelity);
    return test::play(*make_voice(spec, context), context.frames);
  };
  const StereoBuffer once = play(Fidelity::reference), often = play(Fidelity::corrected);
  constexpr std::size_t kLength = 3'200;  // 0.4 s
  constexpr std::size_t kSeam = 160;      // 20 ms
  const auto rms = [](std::span<const float> x) {
    double sum = 0;
    for (const double v : x) sum += v * v;
    return std::sqrt(sum / static_cast<double>(x.size()));
  };
  EXPECT_EQ(rms(once.block().left.subspan(kLength)), 0);
  const double level = rms(once.block().left.first(kLength));
  // Behind the seam it is the same once more, and at the seam as loud as elsewhere.
  const auto again = often.block().left.subspan(kLength - kSeam);
  for (std::size_t i = kSeam; i < kLength - 2 * kSeam; ++i) {
    ASSERT_NEAR(again[i], often.block().left[i], 1e-6) << i;
  }
  EXPECT_NEAR(rms(again.first(kSeam)) / level, 1, 0.3);
}

TEST(NoiseVoices, AMissingFileIsAnError) {
  SynthSpec spec = test::synth_of("noise_swept_notch", "{}");
  std::get<NoiseSweptNotchPatch>(spec.patch).source.input_audio_path = "/nowhere/noise.wav";
  EXPECT_THROW(make_voice(spec, context_of(1)), InputError);
}

TEST(NoiseVoices, ThoseOfNoLengthPlayToo) {
  for (const double seconds : {0.0, 0.0001, 0.01}) {
    const VoiceContext context = context_of(seconds);
    const auto voice = make_voice(test::synth_of("noise_generator", "{}"), context);
    const StereoBuffer played = test::play(*voice, context.frames);
    for (const float x : played.block().left) EXPECT_TRUE(std::isfinite(x)) << seconds;
  }
}

}  // namespace
}  // namespace bbplay
