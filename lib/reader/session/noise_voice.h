// SPDX-License-Identifier: MIT
#pragma once

#include "reader/session/convert.h"

namespace bbplay::reader {

/// Whether a preset is noise; an error at `id` when it is something else.
bool check_noise(const Preset& preset, JsonNode id, Diagnostics& diagnostics);

/// Writes the noise voice that a session makes of a noise preset (format session 2.4).
///
/// step_seconds  of the step that it plays in
void write_noise_voice(const Preset& preset, double step_seconds, const Conversion& how,
                       Draft& draft);

}  // namespace bbplay::reader
