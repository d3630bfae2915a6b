// SPDX-License-Identifier: MIT
/// The core functions against the reference's own output (spec dsp).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/oscillator.h"
#include "dsp/sweeps.h"
#include "dsp/transition_curve.h"
#include "support/golden.h"

namespace bbplay::dsp {
namespace {

using test::GoldenCase;
using test::GoldenFamily;
using test::largest_error;
using test::WorstErrors;

std::int64_t frames_of(const GoldenCase& golden) {
  return static_cast<std::int64_t>(golden.duration * golden.rate);
}

double number(const GoldenCase& golden, const char* key, double otherwise = 0) {
  return golden.params[key].number().value_or(otherwise);
}

std::string text(const GoldenCase& golden, const char* key, const char* otherwise) {
  return golden.params[key].is_set() ? std::string(golden.params[key].text()) : otherwise;
}

TEST(DspGolden, TransitionCurves) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"calculate_transition_alpha"})) {
    const TransitionTiming timing{number(golden, "initial_offset"),
                                  golden.params["transition_duration"].number(),
                                  text(golden, "curve", "linear")};
    const TransitionCurve curve(golden.duration, frames_of(golden), timing);
    std::vector<double> alpha(static_cast<std::size_t>(frames_of(golden)));
    curve.fill(0, alpha);
    worst.check(golden, largest_error(alpha, golden.expected().channel(0)));
  }
}

TEST(DspGolden, SteadySines) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"sine_wave"})) {
    const std::int64_t frames = frames_of(golden);
    const SteadyOscillator oscillator(number(golden, "freq"), number(golden, "phase"),
                                      golden.duration / static_cast<double>(frames),
                                      number(golden, "t0"));
    std::vector<double> wave(static_cast<std::size_t>(frames));
    oscillator.fill(0, wave);
    sin_turns(wave, std::span<double>(wave));
    worst.check(golden, largest_error(wave, golden.expected().channel(0)));
  }
}

TEST(DspGolden, SinesOfVaryingFrequency) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"sine_wave_varying"})) {
    const std::vector<double> hz = golden.input("freq").channel(0);
    std::vector<double> wave(hz.size());
    // The reference gives silence for a single frame, whatever its time.
    const double start_turns = hz.size() > 1 ? floored_hz(hz[0]) * number(golden, "t0") : 0;
    RunningOscillator oscillator(start_turns);
    oscillator.fill(hz, golden.duration / static_cast<double>(hz.size()), wave);
    sin_turns(wave, std::span<double>(wave));
    worst.check(golden, largest_error(wave, golden.expected().channel(0)));
  }
}

}  // namespace
}  // namespace bbplay::dsp
