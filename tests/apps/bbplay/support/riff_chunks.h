// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace bbplay::test {

/// Names and contents of the chunks of a WAV file, in order. A length beyond the end reaches to it.
inline std::vector<std::pair<std::string, std::string>> riff_chunks(const std::string& bytes) {
  std::vector<std::pair<std::string, std::string>> chunks;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data() + at + 4, sizeof length);
    chunks.emplace_back(bytes.substr(at, 4), bytes.substr(at + 8, length));
    at += 8 + std::size_t{length} + length % 2;
  }
  return chunks;
}

/// The samples of a WAV file as bytes.
inline std::string wav_samples(const std::string& bytes) {
  for (const auto& [name, content] : riff_chunks(bytes)) {
    if (name == "data") return content;
  }
  return {};
}

}  // namespace bbplay::test
