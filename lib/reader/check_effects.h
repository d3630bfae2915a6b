// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/synth_spec.h"

#include "reader/param_reader.h"

namespace bbplay::reader {

/// Warns about parameters of an effect that is not heard for want of another one: a vibrato or wobble
/// without a rate, a place in space that is not switched on.
void check_effects(const SynthSpec& synth, ParamReader& reader);

}  // namespace bbplay::reader
