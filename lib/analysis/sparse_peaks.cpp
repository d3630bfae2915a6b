// SPDX-License-Identifier: MIT
#include "analysis/sparse_peaks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::analysis {
namespace {

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
constexpr std::int64_t kMaxStride = 64, kMinStride = 3;
constexpr double kMaxExcess = 0.02;  // of what all voices can reach together
constexpr double kRounding = 2e-6;   // likewise, of a sparse frame against the same one heard
constexpr double kFadeSeconds = 0.02;

/// How far the signal can rise from one of the frames looked at to its highest point up to half a
/// stride away. There the slope is 0 or jumps from rising to falling.
double excess_of(const ChangeBound& change, std::int64_t stride) {
  const double reach = 0.5 * static_cast<double>(stride);
  return (change.kink + 0.5 * change.curvature * reach) * reach;
}

void raise(std::atomic<double>& peak, double to) noexcept {
  double now = peak.load(std::memory_order_relaxed);
  while (to > now && !peak.compare_exchange_weak(now, to, std::memory_order_relaxed)) {
  }
}

}  // namespace

float peak_within(const std::vector<Span>& spans, std::int64_t first, ConstStereoBlock quantum) {
  float largest = 0;
  for (const Span& span : spans) {
    const std::int64_t from = std::max(span.begin, first);
    const std::int64_t to = std::min(span.end, first + static_cast<std::int64_t>(quantum.frames()));
    if (from >= to) continue;
    const ConstStereoBlock part = quantum.subblock(static_cast<std::size_t>(from - first),
                                                   static_cast<std::size_t>(to - from));
    largest = std::max({largest, dsp::peak(part.left), dsp::peak(part.right)});
  }
  return largest;
}

std::unique_ptr<SparsePeaks> SparsePeaks::of(const scheduler::StepVoices& voices,
                                             std::int64_t frames, std::vector<Span> core,
                                             int rate) {
  double bound = 0;
  ChangeBound change{0, 0};
  for (std::size_t v = 0; v < voices.size(); ++v) {
    const ChangeBound one = voices.voice(v).change_bound();
    change.curvature += one.curvature;
    change.kink += one.kink;
    bound += voices.voice(v).peak_bound();
    if (voices.bus(v) == Bus::noise) return nullptr;
  }
  if (!std::isfinite(change.curvature + change.kink + bound)) return nullptr;
  std::int64_t stride = kMaxStride;
  while (stride >= kMinStride && excess_of(change, stride) > kMaxExcess * bound) --stride;
  if (stride < kMinStride) return nullptr;
  return std::unique_ptr<SparsePeaks>(new SparsePeaks(
      stride, excess_of(change, stride) + kRounding * bound, frames, std::move(core), rate));
}

SparsePeaks::SparsePeaks(std::int64_t stride, double excess, std::int64_t frames,
                         std::vector<Span> core, int rate)
    : stride_(stride),
      excess_(excess),
      frames_(frames),
      core_(std::move(core)),
      fade_frames_(static_cast<std::int64_t>(kFadeSeconds * rate)) {}

/// What no sample of each quantum of the stretch exceeds.
std::vector<float> SparsePeaks::survey(const Span& stretch, scheduler::StepVoices& voices) const {
  const auto quanta =
      static_cast<std::size_t>((stretch.length() + kQuantumFrames - 1) / kQuantumFrames);
  std::vector<float> highest(quanta, 0.0f);
  const auto last = static_cast<std::int64_t>(quanta) - 1;
  // The highest point between two frames may lie one frame outside the quantum.
  const std::int64_t reach = stride_ / 2 + 2;
  const std::int64_t end = stretch.begin + (last + 1) * kQuantumFrames + reach;
  std::int64_t first = std::max<std::int64_t>(0, stretch.begin - reach);
  QuantumBuffer voice, sum;
  for (; first < end; first += kQuantumFrames * stride_) {
    std::fill_n(sum.left, kQuantum, 0.0f);
    std::fill_n(sum.right, kQuantum, 0.0f);
    for (std::size_t v = 0; v < voices.size(); ++v) {
      voices.render_sparse(v, first, stride_, voice.block());
      dsp::add_scaled(sum.left, voice.left, 1.0f);
      dsp::add_scaled(sum.right, voice.right, 1.0f);
    }
    std::int64_t frame = first - stretch.begin;
    for (std::size_t i = 0; i < kQuantum; ++i, frame += stride_) {
      const float level = std::max(std::abs(sum.left[i]), std::abs(sum.right[i]));
      const std::int64_t one = std::max<std::int64_t>(0, frame - reach) / kQuantumFrames;
      const std::int64_t other = (frame + reach) / kQuantumFrames;
      if (one > last) break;
      float& before = highest[static_cast<std::size_t>(one)];
      float& after = highest[static_cast<std::size_t>(std::min(other, last))];
      before = std::max(before, level);
      after = std::max(after, level);
    }
  }
  for (float& level : highest) level += static_cast<float>(excess_);
  for (std::size_t q = 0; q < quanta; ++q) {
    const std::int64_t begin = stretch.begin + static_cast<std::int64_t>(q) * kQuantumFrames;
    if (begin < fade_frames_ || begin + kQuantumFrames > frames_ - fade_frames_) {
      highest[q] = std::numeric_limits<float>::infinity();
    }
  }
  return highest;
}

bool SparsePeaks::lies_in_core(const Span& frames) const noexcept {
  return std::ranges::any_of(
      core_, [&](const Span& span) { return span.begin < frames.end && frames.begin < span.end; });
}

/// The peak in the core counts as well where frames belong to it.
double SparsePeaks::loudest_known(const Span& frames) const noexcept {
  return lies_in_core(frames) ? in_core() : whole();
}

void SparsePeaks::listen(const Span& quantum, scheduler::StepVoices& voices) {
  QuantumBuffer sum;
  voices.seek(quantum.begin);
  voices.render_mix(1, 1, sum.block());
  raise(whole_, std::max(dsp::peak(sum.left), dsp::peak(sum.right)));
  raise(in_core_, peak_within(core_, quantum.begin, sum.block()));
}

void SparsePeaks::hear(const Span& stretch, scheduler::StepVoices& voices) {
  const std::vector<float> highest = survey(stretch, voices);
  std::vector<std::pair<float, std::int64_t>> loud;  // what may be reached, and where
  const auto quantum_at = [](std::int64_t begin) { return Span{begin, begin + kQuantumFrames}; };
  for (std::size_t q = 0; q < highest.size(); ++q) {
    const std::int64_t begin = stretch.begin + static_cast<std::int64_t>(q) * kQuantumFrames;
    if (highest[q] > loudest_known(quantum_at(begin))) loud.emplace_back(highest[q], begin);
  }
  // Loudest first, so that most others need not be listened to any more.
  std::ranges::sort(loud, [](const auto& a, const auto& b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  });
  for (const auto& [most, begin] : loud) {
    if (most > loudest_known(quantum_at(begin))) listen(quantum_at(begin), voices);
  }
}

}  // namespace bbplay::analysis
