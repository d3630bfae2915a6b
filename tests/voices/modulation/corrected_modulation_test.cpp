// SPDX-License-Identifier: MIT
/// What Fidelity::corrected repairs in the modulation voices (format voices-modulation 12).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/voices/voice.h"

#include "support/golden_voice.h"
#include "voices/modulation/hybrid_qam_monaural_beat.h"
#include "voices/modulation/qam_beat.h"

namespace bbplay {
namespace {

constexpr int kRate = 8'000;
constexpr double kTurn = 2 * std::numbers::pi;

VoiceContext context_of(double seconds, Fidelity fidelity) {
  VoiceContext context = test::context_of(seconds, kRate);
  context.fidelity = fidelity;
  return context;
}

std::vector<double> left_of(const StereoBuffer& audio) {
  return {audio.block().left.begin(), audio.block().left.end()};
}

/// The rate at which a slow modulator turns at the end of a signal: rising crossings of `level` in
/// the last seconds, in hertz.
double rate_at_end(const std::vector<double>& envelope, double level, double last_seconds) {
  const std::size_t begin = envelope.size() - static_cast<std::size_t>(last_seconds * kRate);
  double first = -1, last = -1;
  int crossings = 0;
  for (std::size_t i = begin + 1; i < envelope.size(); ++i) {
    if (envelope[i - 1] >= level || envelope[i] < level) continue;
    const double part = (level - envelope[i - 1]) / (envelope[i] - envelope[i - 1]);
    last = static_cast<double>(i) - 1 + part;
    if (crossings++ == 0) first = last;
  }
  return crossings < 2 ? 0 : (crossings - 1) * kRate / (last - first);
}

/// Left ear of a source with a 0 Hz carrier: nothing but its envelope.
template <class Source, class Patch>
std::vector<double> envelope_of(const char* function, const char* params, double seconds,
                                Fidelity fidelity) {
  const SynthSpec spec = test::synth_of(function, params);
  const VoiceContext context = context_of(seconds, fidelity);
  Source source(std::get<Patch>(spec.patch), spec, context);
  std::vector<double> out;
  dsp::StereoDoublesQuantum quantum;
  for (std::int64_t first = 0; first < context.frames; first += 256) {
    source.render(first, quantum.block());
    out.insert(out.end(), std::begin(quantum.left), std::end(quantum.left));
  }
  out.resize(static_cast<std::size_t>(context.frames));
  return out;
}

TEST(CorrectedQamBeat, AModulationRampEndsAtItsEndRate) {
  const auto envelope = [](Fidelity fidelity) {
    return envelope_of<voices::QamBeatSource, QamBeatPatch>(
        "qam_beat_transition",
        R"({"baseFreqL": 0, "startQamAmFreqL": 10, "endQamAmFreqL": 4, "ampL": 1})", 60, fidelity);
  };
  // Over the last two seconds the ramp goes from 4.2 to 4 Hz.
  EXPECT_NEAR(rate_at_end(envelope(Fidelity::corrected), 1.0, 2), 4.1, 0.03);
  // The reference turns at f + t f', which has gone through 0 and reaches 2 Hz backwards.
  EXPECT_NEAR(rate_at_end(envelope(Fidelity::reference), 1.0, 2), 1.8, 0.03);
}

TEST(CorrectedHybrid, AModulationRampEndsAtItsEndRate) {
  const auto envelope = [](Fidelity fidelity) {
    return envelope_of<voices::HybridQamMonauralBeatSource, HybridQamMonauralBeatPatch>(
        "hybrid_qam_monaural_beat_transition",
        R"({"qamCarrierFreqL": 0, "startQamAmFreqL": 10, "endQamAmFreqL": 4, "ampL": 1,
            "initial_offset": 20, "transition_duration": 20})",
        60, fidelity);
  };
  EXPECT_NEAR(rate_at_end(envelope(Fidelity::corrected), 1.0, 2), 4, 0.001);
  EXPECT_NEAR(rate_at_end(envelope(Fidelity::reference), 1.0, 2), 4, 0.001);
  // Half way through the ramp, 7 Hz are wanted.
  std::vector<double> corrected = envelope(Fidelity::corrected);
  std::vector<double> reference = envelope(Fidelity::reference);
  corrected.resize(31 * kRate);
  reference.resize(31 * kRate);
  EXPECT_NEAR(rate_at_end(corrected, 1.0, 2), 7, 0.02);
  EXPECT_NEAR(rate_at_end(reference, 1.0, 2), 2, 0.1);  // 7 - 30 0.3
}

/// Largest distance from the steady tone in the first and last half second.
struct Thump {
  double start = 0, end = 0;
};
Thump thump_of(Fidelity fidelity) {
  const double seconds = 2;
  const VoiceContext context = context_of(seconds, fidelity);
  const auto voice = make_voice(test::synth_of("qam_beat", "{}"), context);
  const std::vector<double> left = left_of(test::play(*voice, context.frames));
  Thump out;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    const double steady = 0.5 * (1 + 0.5 * std::cos(kTurn * 4 * t)) * std::cos(kTurn * 200 * t);
    const double off = std::abs(left[i] - steady);
    if (t < 0.5) out.start = std::max(out.start, off);
    if (t > seconds - 0.5) out.end = std::max(out.end, off);
  }
  return out;
}

TEST(CorrectedQamBeat, StartsAndEndsWithoutAThump) {
  const Thump reference = thump_of(Fidelity::reference);
  EXPECT_GT(reference.start, 0.3);
  EXPECT_GT(reference.end, 0.5);
  const Thump corrected = thump_of(Fidelity::corrected);
  EXPECT_LT(corrected.start, 1e-6);
  EXPECT_LT(corrected.end, 1e-6);
}

TEST(CorrectedQamBeat, IsTheReferenceAwayFromTheEnds) {
  const auto play = [](Fidelity fidelity) {
    const VoiceContext context = context_of(4, fidelity);
    return left_of(
        test::play(*make_voice(test::synth_of("qam_beat", "{}"), context), context.frames));
  };
  const std::vector<double> reference = play(Fidelity::reference);
  const std::vector<double> corrected = play(Fidelity::corrected);
  for (std::size_t i = kRate / 2; i < 3 * kRate + kRate / 2; ++i) {
    ASSERT_NEAR(corrected[i], reference[i], 1e-6) << i;
  }
}

TEST(CorrectedQamBeat, AFadeStaysSilentBesideTheVoice) {
  const VoiceContext context = context_of(1, Fidelity::corrected);
  const SynthSpec spec = test::synth_of("qam_beat", R"({"attackTime": 0.2, "releaseTime": 0.2})");
  voices::QamBeatSource source(std::get<QamBeatPatch>(spec.patch), spec, context);
  dsp::StereoDoublesQuantum quantum;
  for (const std::int64_t first : {-512, 8'192}) {
    source.render(first, quantum.block());
    for (const double x : quantum.left) EXPECT_EQ(x, 0) << first;
  }
}

}  // namespace
}  // namespace bbplay
