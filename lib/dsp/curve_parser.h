// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "dsp/curve_program.h"

namespace bbplay::dsp {

/// Translates the Python subset of spec dsp section 6 by recursive descent. Texts over 1000
/// characters or nested too deep are refused, so that neither the stack nor the work per sample can
/// grow without bound.
///
/// throws  CurveError                                             [not the audio thread]
CurveProgram parse_curve(std::string_view python);

}  // namespace bbplay::dsp
