// SPDX-License-Identifier: MIT
/// The core functions against the reference's own output (spec dsp).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace bbplay::dsp
