// SPDX-License-Identifier: MIT
#include "voices/voice_of.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace bbplay::voices {
namespace {

/// Counts frames by a running state, so that a sample tells how many were rendered before it.
struct Counter {
  bool has_no_memory = false;
  float count = 0;

  void render(std::int64_t, StereoBlock out) noexcept {
    for (std::size_t i = 0; i < out.frames(); ++i) {
      out.left[i] = count;
      out.right[i] = -count++;
    }
  }
  void reset() { count = 0; }
  bool is_closed_form() const noexcept { return has_no_memory; }
  double peak_bound() const noexcept { return 1e9; }
};

float first_sample_after_seek(Voice& voice, std::int64_t frame) {
  QuantumBuffer quantum;
  voice.seek(frame);
  voice.render(quantum.block());
  return quantum.left[0];
}

TEST(VoiceOf, SeeksByRenderingEverythingBefore) {
  VoiceOf voice{Counter{}};
  EXPECT_FALSE(voice.seeks_at_once());
  EXPECT_EQ(first_sample_after_seek(voice, 1'024), 1'024);
  EXPECT_EQ(first_sample_after_seek(voice, 2'048), 2'048);
  EXPECT_EQ(first_sample_after_seek(voice, 512), 512);
  EXPECT_EQ(first_sample_after_seek(voice, 0), 0);
}

TEST(VoiceOf, DoesNotRunAKernelThatNeedsNoEarlierCall) {
  VoiceOf voice{Counter{.has_no_memory = true}};
  EXPECT_TRUE(voice.seeks_at_once());
  EXPECT_EQ(first_sample_after_seek(voice, 1'024), 0);
}

/// A kernel that finds its own way.
struct Seeker {
  std::int64_t sought = -1;
  void render(std::int64_t first, StereoBlock out) noexcept {
    out.left[0] = static_cast<float>(first);
    out.right[0] = static_cast<float>(sought);
  }
  void seek(std::int64_t frame) { sought = frame; }
  bool seeks_at_once() const noexcept { return true; }
  double peak_bound() const noexcept { return 1; }
};

TEST(VoiceOf, LetsAKernelSeekThatKnowsHow) {
  VoiceOf voice{Seeker{}};
  QuantumBuffer quantum;
  EXPECT_TRUE(voice.seeks_at_once());
  voice.seek(2'560);
  voice.render(quantum.block());
  EXPECT_EQ(quantum.left[0], 2'560);
  EXPECT_EQ(quantum.right[0], 2'560);
  voice.render(quantum.block());
  EXPECT_EQ(quantum.left[0], 2'816);
}

/// Without a way back to an earlier frame.
struct OnlyForward {
  void render(std::int64_t, StereoBlock) noexcept {}
  double peak_bound() const noexcept { return 1; }
};
static_assert(Kernel<Counter> && Kernel<Seeker> && !Kernel<OnlyForward>);

}  // namespace
}  // namespace bbplay::voices
