// SPDX-License-Identifier: MIT
#include "reader/report_damage.h"

#include <utility>

#include "bbplay/model/read_error.h"

#include "media/audio_reader.h"
#include "media/sound_damage.h"

namespace bbplay::reader {
namespace {

template <class... Bytes>
bool check(JsonNode node, double rate_hz, Diagnostics& diagnostics, Severity severity,
           const Bytes&... bytes) {
  try {
    std::string problem = media::sound_problem(bytes..., static_cast<int>(rate_hz));
    if (!problem.empty()) {
      node.report_input_file(diagnostics, std::move(problem), severity);
      return false;
    }
  } catch (const ReadError&) {
    return true;
  }
  std::string damage = media::sound_damage(bytes...);
  if (!damage.empty()) node.report(diagnostics, Severity::warning, std::move(damage));
  return true;
}

}  // namespace

bool check_sound(JsonNode node, const std::filesystem::path& sound, double rate_hz,
                 Diagnostics& diagnostics, Severity severity) {
  return check(node, rate_hz, diagnostics, severity, sound);
}

bool check_sound_of_bytes(JsonNode node, const std::string& bytes, double rate_hz,
                          Diagnostics& diagnostics) {
  return check(node, rate_hz, diagnostics, Severity::error, bytes, std::string("audio data"));
}

}  // namespace bbplay::reader
