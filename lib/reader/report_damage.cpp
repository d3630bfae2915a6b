// SPDX-License-Identifier: MIT
#include "reader/report_damage.h"

#include <utility>

#include "media/sound_damage.h"

namespace bbplay::reader {
namespace {

void warn(JsonNode node, std::string damage, Diagnostics& diagnostics) {
  if (!damage.empty()) node.report(diagnostics, Severity::warning, std::move(damage));
}

}  // namespace

void report_damage(JsonNode node, const std::filesystem::path& sound, Diagnostics& diagnostics) {
  warn(node, media::sound_damage(sound), diagnostics);
}

void report_damage_of_bytes(JsonNode node, const std::string& bytes, Diagnostics& diagnostics) {
  warn(node, media::sound_damage(bytes, "audio data"), diagnostics);
}

}  // namespace bbplay::reader
