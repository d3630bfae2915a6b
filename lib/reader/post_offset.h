// SPDX-License-Identifier: MIT
#pragma once

#include "reader/param_reader.h"

namespace bbplay::reader {

/// How long a voice moves whose file says `post_offset`, as editors did until September 2025
/// (format session 6.6). They meant the time that is left of the step after the movement; the
/// reference takes it for the length of the movement itself. Corrected fidelity does what was meant.
///
/// post_offset     seconds, as written
/// offset_seconds  start of the movement
/// step_seconds    length of the step
double moving_seconds(double post_offset, double offset_seconds, double step_seconds,
                      Fidelity fidelity);

/// Warns, in reference fidelity, when the two readings end more than a second apart.
/// returns  whether it did
bool warn_about_post_offset(ParamReader& reader, JsonNode post_offset, double offset_seconds);

}  // namespace bbplay::reader
