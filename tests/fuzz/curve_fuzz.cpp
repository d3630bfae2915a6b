// SPDX-License-Identifier: MIT
// Curves of transitions: names and expressions.
#include <string>
#include <vector>

#include "bbplay/dsp/transition_curve.h"

#include "fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(text_of(data, size));
  std::string problem;
  const bool is_valid = bbplay::dsp::is_valid_curve(text, problem);
  if (!is_valid && problem.empty()) __builtin_trap();
  bbplay::TransitionTiming timing;
  timing.curve = text;
  const bbplay::dsp::TransitionCurve curve(0.05, 400, timing);
  std::vector<double> alpha(400);
  curve.fill(0, alpha);
  if (curve.at(200) != alpha[200] && curve.at(200) == curve.at(200)) __builtin_trap();
  (void)curve.sum_before(400);
  return 0;
}
