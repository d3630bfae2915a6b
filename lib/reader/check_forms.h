// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/synth_spec.h"

#include "reader/param_reader.h"

namespace bbplay::reader {

/// The part of check_voice() about the two forms of a function: keys that belong to the other one,
/// and movements that do not take place or are cut off by the end of the step.
void check_forms(const SynthSpec& synth, ParamReader& reader);

}  // namespace bbplay::reader
