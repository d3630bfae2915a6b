// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/synth_spec.h"

#include "reader/param_reader.h"

namespace bbplay::reader {

/// Warns about parameters of a voice that are valid and hardly meant (format warnings): keys of the
/// other form, times beyond the step, tones that nobody hears or that the sample rate folds down,
/// beats that are none, levels that only clip.
///
/// synth   as read from `reader`
/// reader  its object, with the step and the sample rate that it plays at
void check_voice(const SynthSpec& synth, ParamReader& reader);

}  // namespace bbplay::reader
