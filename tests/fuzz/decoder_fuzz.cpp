// SPDX-License-Identifier: MIT
// Sound files of every format, damaged in every way.
#include <array>
#include <span>

#include "bbplay/model/diagnostics.h"

#include "fuzz/fuzz_target.h"
#include "media/audio_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kMostBlocks = 64;  // a header may promise hours
  try {
    bbplay::media::AudioReader reader(text_of(data, size), "fuzz");
    std::array<float, 1024> left{}, right{};
    const std::array<std::span<float>, 2> planes{left, right};
    const auto read = [&] {
      for (int block = 0; block < kMostBlocks && reader.read(planes) > 0; ++block) {
      }
    };
    read();
    reader.seek(reader.frames() / 2);
    read();
  } catch (const bbplay::InputError&) {
  }
  return 0;
}
