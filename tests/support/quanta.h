// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/stereo_block.h"

#include "reader/json_node.h"
#include "support/golden.h"
#include "support/golden_voice.h"

namespace bbplay::test {

/// `effect.process` over the whole buffer, a quantum at a time, the last one padded with silence.
template <class Effect>
StereoBuffer processed(Effect& effect, const StereoBuffer& input, std::int64_t first_frame = 0) {
  StereoBuffer out(input.frames());
  QuantumBuffer quantum;
  for (std::size_t done = 0; done < input.frames(); done += kQuantum) {
    const std::size_t count = std::min(kQuantum, input.frames() - done);
    std::fill_n(quantum.left, kQuantum, 0.0f);
    std::fill_n(quantum.right, kQuantum, 0.0f);
    const ConstStereoBlock from = input.block().subblock(done, count);
    std::copy(from.left.begin(), from.left.end(), quantum.left);
    std::copy(from.right.begin(), from.right.end(), quantum.right);
    effect.process(first_frame + static_cast<std::int64_t>(done), quantum.block());
    const StereoBlock to = out.block().subblock(done, count);
    std::copy_n(quantum.left, count, to.left.begin());
    std::copy_n(quantum.right, count, to.right.begin());
  }
  return out;
}

inline StereoBuffer stereo(const AudioData& audio) {
  StereoBuffer out(audio.frames());
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    out.block().left[i] = static_cast<float>(audio.samples[2 * i]);
    out.block().right[i] = static_cast<float>(audio.samples[2 * i + 1]);
  }
  return out;
}

/// Two tones of their own in either channel, within +-0.8.
inline StereoBuffer two_tones(std::size_t frames, int rate) {
  StereoBuffer out(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / rate;
    out.block().left[i] =
        static_cast<float>(0.5 * std::sin(196 * turn) + 0.3 * std::sin(1234 * turn));
    out.block().right[i] =
        static_cast<float>(0.5 * std::sin(204 * turn) + 0.3 * std::sin(777 * turn));
  }
  return out;
}

inline reader::JsonDocument json(const std::string& text) {
  return reader::JsonDocument::parse(text, "test.json");
}

}  // namespace bbplay::test
