// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "reader/json_node.h"

namespace bbplay::reader {

struct Reading;

/// What has been found out about the sound files of a track, of which many clips can name the same one.
class KnownSounds {
 public:
  struct Known {
    std::string problem;  // why it cannot be played; empty: it can
    std::string damage;   // of what is played
  };
  /// Looks at a file the first time that it is asked for.
  ///
  /// rate_hz  that it is to be played at
  const Known& about(const std::filesystem::path& sound, double rate_hz);

 private:
  std::map<std::pair<std::string, double>, Known> known_;
};

/// Whether a sound file can be played at the sample rate of a track. Reports one that cannot, and warns
/// of one that is damaged: what is there is played. `node` names it. A disk that fails is told by whoever
/// plays the track, and goes on without it.
///
/// severity  of what cannot be played
bool check_sound(JsonNode node, const std::filesystem::path& sound, const Reading& reading,
                 Diagnostics& diagnostics, Severity severity = Severity::error);

/// The same for the bytes of a file inside the track.
bool check_sound_of_bytes(JsonNode node, const std::string& bytes, double rate_hz,
                          Diagnostics& diagnostics);

}  // namespace bbplay::reader
