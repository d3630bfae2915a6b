// SPDX-License-Identifier: MIT
#include "reader/sound_format.h"

#include <cstdint>

namespace bbplay::reader {
namespace {

bool is_mpeg_frame(std::string_view bytes) {
  if (bytes.size() < 3 || bytes[0] != '\xFF') return false;
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  const auto third = static_cast<std::uint8_t>(bytes[2]);
  const int layer = second >> 1 & 3;  // 1: layer III, 2: layer II
  return second >> 5 == 7 && (second >> 3 & 3) != 1 && (layer == 1 || layer == 2) &&
         third >> 4 != 15 && (third >> 2 & 3) != 3;
}

}  // namespace

std::string_view sound_format(std::string_view bytes) {
  if (bytes.starts_with("RIFF") || bytes.starts_with("RIFX") || bytes.starts_with("RF64")) {
    return "WAV";
  }
  if (bytes.starts_with("fLaC")) return "FLAC";
  if (bytes.starts_with("OggS")) return "Ogg";
  if (bytes.starts_with("ID3") || is_mpeg_frame(bytes)) return "MP3";
  if (bytes.starts_with("FORM") && bytes.size() >= 11 && bytes.substr(8, 3) == "AIF") return "AIFF";
  if (bytes.starts_with("caff")) return "CAF";
  return {};
}

}  // namespace bbplay::reader
