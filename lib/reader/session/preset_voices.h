// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "reader/session/convert.h"

namespace bbplay::reader {

/// What becomes of the voices of a preset.
enum class VoiceTypes { binaural, kept };

/// Whether a preset has a voice to give; an error at `id` when it has none.
bool check_voices(const Preset& preset, JsonNode id, Diagnostics& diagnostics);

/// Writes the voices of a preset, elements of the list that is open (format session 2.3).
void write_voices(const Preset& preset, JsonNode id, VoiceTypes types, const Conversion& how,
                  Draft& draft);

/// One voice as it stands, with the files that it names.
void write_voice(JsonNode voice, const std::filesystem::path& folder, VoiceTypes types,
                 const Conversion& how, Draft& draft);

/// What to call a clip under a preset.
std::string label_of(const Preset& preset);

}  // namespace bbplay::reader
