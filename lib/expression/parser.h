// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "expression/program.h"

namespace bbplay::expression {

/// Translates the Python subset of format dsp 6 by recursive descent. Texts over 1000
/// characters or nested too deep are refused, so that neither the stack nor the work per sample can
/// grow without bound.
///
/// throws  ExpressionError                                             [not the audio thread]
Program parse(std::string_view python);

}  // namespace bbplay::expression
