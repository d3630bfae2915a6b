// SPDX-License-Identifier: MIT
#include "reader/report_damage.h"

#include "bbplay/model/read_error.h"

#include "media/audio_reader.h"
#include "media/sound_damage.h"
#include "reader/reading.h"

namespace bbplay::reader {
namespace {

template <class... Bytes>
KnownSounds::Known look_at(double rate_hz, const Bytes&... bytes) {
  KnownSounds::Known known;
  try {
    known.problem = media::sound_problem(bytes..., static_cast<int>(rate_hz));
  } catch (const ReadError&) {
    return known;
  }
  if (known.problem.empty()) known.damage = media::sound_damage(bytes...);
  return known;
}

bool report(const KnownSounds::Known& known, JsonNode node, Diagnostics& diagnostics,
            Severity severity) {
  if (!known.problem.empty()) {
    node.report_input_file(diagnostics, known.problem, severity);
    return false;
  }
  if (!known.damage.empty()) node.report(diagnostics, Severity::warning, known.damage);
  return true;
}

}  // namespace

const KnownSounds::Known& KnownSounds::about(const std::filesystem::path& sound, double rate_hz) {
  const std::pair key(sound.string(), rate_hz);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, look_at(rate_hz, sound)).first->second;
}

bool check_sound(JsonNode node, const std::filesystem::path& sound, const Reading& reading,
                 Diagnostics& diagnostics, Severity severity) {
  return report(reading.sounds->about(sound, reading.rate_hz), node, diagnostics, severity);
}

bool check_sound_of_bytes(JsonNode node, const std::string& bytes, double rate_hz,
                          Diagnostics& diagnostics) {
  return report(look_at(rate_hz, bytes, std::string("audio data")), node, diagnostics,
                Severity::error);
}

}  // namespace bbplay::reader
