// SPDX-License-Identifier: MIT
#include "voices/modulation/kernel_source.h"

#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

#include "voices/voice_of.h"

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

double first_sample_after_seek(KernelSource<Counter>& source, std::int64_t frame) {
  dsp::StereoDoublesQuantum quantum;
  source.seek(frame);
  source.render(frame, quantum.block());
  EXPECT_EQ(quantum.right[0], -quantum.left[0]);
  EXPECT_EQ(quantum.left[255], quantum.left[0] + 255);
  return quantum.left[0];
}

TEST(KernelSource, SeeksByRenderingEverythingBefore) {
  KernelSource source{Counter{}};
  EXPECT_EQ(first_sample_after_seek(source, 1'024), 1'024);
  EXPECT_EQ(first_sample_after_seek(source, 2'048), 2'048);
  EXPECT_EQ(first_sample_after_seek(source, 512), 512);
  EXPECT_EQ(first_sample_after_seek(source, 0), 0);
}

TEST(KernelSource, DoesNotRunAKernelThatNeedsNoEarlierCall) {
  KernelSource source{Counter{.has_no_memory = true}};
  EXPECT_EQ(first_sample_after_seek(source, 1'024), 0);
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

}  // namespace
}  // namespace bbplay::voices
