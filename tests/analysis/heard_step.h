// SPDX-License-Identifier: MIT
/// A step listened to frame by frame, and what looking at a few of its frames must not change.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/dsp/block_ops.h"

#include "analysis/sparse_peaks.h"
#include "analysis/tone_clusters.h"
#include "scheduler/step_voices.h"
#include "support/render.h"

namespace bbplay::test {

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

/// The first step of a track.
struct Step {
  explicit Step(const std::string& text) : session(session_of_text(text)) {}

  const StepPlan& placed() const { return session.plan->steps.front(); }
  scheduler::StepVoices voices() const { return {*session.track, placed(), context()}; }
  scheduler::RenderContext& context() const { return context_; }

  Session session;
  mutable scheduler::RenderContext context_{44'100, Fidelity::reference, 1};
};

/// The unscaled sum of the voices.
inline StereoBuffer heard_in_full(const Step& step) {
  scheduler::StepVoices voices = step.voices();
  const auto frames = static_cast<std::size_t>(step.placed().frames);
  StereoBuffer all(frames);
  QuantumBuffer mix;
  for (std::size_t at = 0; at < frames; at += kQuantum) {
    voices.render_mix(1, 1, mix.block());
    const std::size_t count = std::min(kQuantum, frames - at);
    std::copy_n(mix.left, count, all.block().left.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy_n(mix.right, count, all.block().right.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return all;
}

inline double peak_of(ConstStereoBlock block) {
  return std::max(dsp::peak(block.left), dsp::peak(block.right));
}

/// Steps whose peaks were found sparsely, and how much of them was listened to.
struct SparselyHeard {
  int steps = 0;
  std::int64_t heard = 0, quanta = 0;
};

/// Looks for the peaks of a step of 9 s, in stretches and backwards: they are those of every frame.
inline void expect_peaks_of_every_frame(const std::string& text, SparselyHeard& count) {
  const Step step(text);
  scheduler::StepVoices voices = step.voices();
  const analysis::Span core{70'000, 200'000};
  const auto peaks = analysis::SparsePeaks::of(voices, step.placed().frames, {core});
  if (!peaks) return;
  const std::int64_t middle = 800 * kQuantumFrames;
  const auto go_on = [](std::int64_t) {};
  peaks->hear({middle, step.placed().frames}, voices, go_on);
  peaks->hear({0, middle}, voices, go_on);
  const StereoBuffer all = heard_in_full(step);
  EXPECT_EQ(peaks->whole(), peak_of(all.block())) << text;
  EXPECT_EQ(peaks->in_core(), peak_of(all.block().subblock(70'000, 130'000))) << text;
  ++count.steps;
  count.heard += peaks->heard_quanta();
  count.quanta += step.placed().frames / kQuantumFrames;
}

/// A step of some length: the peak of every frame from less than a fiftieth of them.
inline void expect_found_in_a_few_quanta(const Step& step) {
  scheduler::StepVoices voices = step.voices();
  const auto peaks = analysis::SparsePeaks::of(voices, step.placed().frames, {});
  ASSERT_TRUE(peaks);
  peaks->hear({0, step.placed().frames}, voices, [](std::int64_t) {});
  EXPECT_EQ(peaks->whole(), peak_of(heard_in_full(step).block()));
  EXPECT_LT(peaks->heard_quanta(), step.placed().frames / kQuantumFrames / 50);
}

/// No frame of a step of 5 s exceeds the bounds of a look, however close.
inline void expect_bounds_of_every_frame(const Step& step, const std::string& text) {
  using analysis::ToneClusters;
  scheduler::StepVoices voices = step.voices();
  const StereoBuffer all = heard_in_full(step);
  analysis::TapedVoices entered(voices);
  ToneClusters clusters(entered, {0, step.placed().frames});
  std::array<float, ToneClusters::kIntervals> bounds;
  for (std::size_t look = 0; look < ToneClusters::kStrides.size(); ++look) {
    const std::int64_t stride = ToneClusters::kStrides[look];
    for (const std::int64_t first : {8 * kQuantumFrames, 400 * kQuantumFrames}) {
      clusters.survey(look, first, bounds);
      for (std::size_t i = 0; i < bounds.size(); ++i) {
        const std::int64_t begin = first + static_cast<std::int64_t>(i) * stride;
        if (begin + stride > step.placed().frames) break;
        const double peak = peak_of(all.block().subblock(static_cast<std::size_t>(begin),
                                                         static_cast<std::size_t>(stride)));
        ASSERT_LE(peak, bounds[i]) << "frame " << begin << ", stride " << stride << ": " << text;
      }
    }
  }
}

/// Frames that are rendered sparsely are those heard, of every voice whose tones are known.
inline void expect_sparse_frames_are_heard(const Step& step, const std::string& text) {
  scheduler::StepVoices voices = step.voices();
  constexpr std::int64_t kFirst = 5'000, kStride = 37;
  for (std::size_t v = 0; v < voices.size(); ++v) {
    if (!voices.voice(v).tones(0, step.placed().frames)) continue;
    scheduler::StepVoices again = step.voices();
    QuantumBuffer one, heard;
    voices.render_sparse(v, kFirst, kStride, 0, one.block());
    for (std::size_t i = 0; i < kQuantum; i += 17) {
      const std::int64_t frame = kFirst + static_cast<std::int64_t>(i) * kStride;
      again.seek(frame / kQuantumFrames * kQuantumFrames);
      again.render_voice(v, heard.block());
      const auto at = static_cast<std::size_t>(frame % kQuantumFrames);
      EXPECT_NEAR(one.left[i], heard.left[at], 2e-6 * voices.voice(v).peak_bound()) << text;
      EXPECT_NEAR(one.right[i], heard.right[at], 2e-6 * voices.voice(v).peak_bound()) << text;
    }
  }
}

}  // namespace bbplay::test
