// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsp/curve_functions.h"
#include "dsp/curve_scanner.h"

namespace bbplay::dsp {

/// A Python expression as muParser reads it: every operation in parentheses, numbers and functions
/// by their places in the lists (c0, c1, ... and f0, f1, ...), the variable as `alpha`. Nothing is
/// left to muParser's own precedence, number format or function library.
struct CurveProgram {
  std::string text;
  std::vector<double> constants;
  std::vector<const CurveFunction*> functions;
  bool uses_alpha = false;
};

/// Translates the Python subset of spec dsp section 6 by recursive descent. Texts over 1000
/// characters or nested too deep are refused, so that neither the stack nor the work per sample can
/// grow without bound.
///
/// throws  CurveError                                             [not the audio thread]
CurveProgram parse_curve(std::string_view python);

}  // namespace bbplay::dsp
