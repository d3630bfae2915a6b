// SPDX-License-Identifier: MIT
#include "analysis/sparse_peaks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <queue>
#include <utility>

#include "bbplay/dsp/block_ops.h"

#include "analysis/tone_clusters.h"

namespace bbplay::analysis {
namespace {

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
constexpr std::size_t kLooks = ToneClusters::kStrides.size();

/// Frames of one survey to come, or of one quantum.
struct Candidate {
  float bound;  // no sample exceeds it
  std::int64_t begin;
  std::size_t look;  // index in ToneClusters::kStrides; past its end: listen

  bool operator<(const Candidate& other) const noexcept {
    return bound < other.bound || (bound == other.bound && begin > other.begin);
  }
};

std::int64_t frames_of(std::size_t look) {
  constexpr auto kIntervals = static_cast<std::int64_t>(ToneClusters::kIntervals);
  return look < kLooks ? ToneClusters::kStrides[look] * kIntervals : kQuantumFrames;
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
                                             std::int64_t frames, std::vector<Span> core) {
  if (voices.entry() != StepEntry::anywhere || voices.has(Bus::noise)) return nullptr;
  if (!ToneClusters::is_of_use(voices, {0, frames})) return nullptr;
  return std::unique_ptr<SparsePeaks>(new SparsePeaks(std::move(core)));
}

SparsePeaks::SparsePeaks(std::vector<Span> core) : core_(std::move(core)) {}

void SparsePeaks::know(double whole, double in_core) noexcept {
  raise(whole_, whole);
  raise(in_core_, in_core);
}

bool SparsePeaks::lies_in_core(const Span& frames) const noexcept {
  return std::ranges::any_of(
      core_, [&](const Span& span) { return span.begin < frames.end && frames.begin < span.end; });
}

/// The peak in the core counts as well where frames belong to it.
double SparsePeaks::loudest_known(const Span& frames) const noexcept {
  return lies_in_core(frames) ? in_core() : whole();
}

void SparsePeaks::listen(const Span& frames, TapedVoices& voices, const Tick& tick) {
  QuantumBuffer sum;
  voices.seek(frames.begin);
  for (std::int64_t first = frames.begin; first < frames.end; first += kQuantumFrames) {
    tick(0);
    voices.render_mix(sum.block());
    raise(whole_, std::max(dsp::peak(sum.left), dsp::peak(sum.right)));
    raise(in_core_, peak_within(core_, first, sum.block()));
    heard_quanta_.fetch_add(1, std::memory_order_relaxed);
  }
}

void SparsePeaks::hear(const Span& stretch, scheduler::StepVoices& voices, const Tick& tick) {
  TapedVoices not_taped(voices);
  hear(stretch, not_taped, tick);
}

bool SparsePeaks::hear(const Span& stretch, TapedVoices& voices, const Tick& tick) {
  ToneClusters clusters(voices, stretch);
  std::priority_queue<Candidate> candidates;
  for (std::int64_t begin = stretch.begin; begin < stretch.end; begin += frames_of(0)) {
    candidates.push({std::numeric_limits<float>::infinity(), begin, 0});
  }
  std::array<float, ToneClusters::kIntervals> bounds;
  // A look from afar tells little of many tones that are far apart; then it is left out. Whether it
  // does is known only beside a peak that was heard.
  constexpr int kTries = 4;
  constexpr std::size_t kLooksFromAfar = 2;
  std::array<int, kLooks> vain_tries{};
  // Quanta are heard out of order, and some voices take long to be entered. When that many have to
  // be heard it is better to listen to all.
  std::int64_t quanta_left = stretch.length() / kQuantumFrames / 8;
  // Loudest first, so that most others need not be looked at any more.
  while (!candidates.empty()) {
    const Candidate candidate = candidates.top();
    candidates.pop();
    const Span frames{candidate.begin,
                      std::min(candidate.begin + frames_of(candidate.look), stretch.end)};
    if (candidate.bound <= loudest_known(frames)) continue;
    if (candidate.look == kLooks) {
      if (quanta_left-- == 0) {
        listen(stretch, voices, tick);
        return false;
      }
      listen({frames.begin, frames.begin + kQuantumFrames}, voices, tick);
      continue;
    }
    tick(0);
    const bool looks = vain_tries[candidate.look] < kTries;
    if (looks) {
      clusters.survey(candidate.look, candidate.begin, bounds);
    } else {
      bounds.fill(candidate.bound);
    }
    bool left_out = false;
    const std::int64_t part = frames_of(candidate.look + 1);
    const auto intervals =
        static_cast<std::ptrdiff_t>(part / ToneClusters::kStrides[candidate.look]);
    auto interval = bounds.cbegin();
    for (std::int64_t begin = frames.begin; begin < frames.end; begin += part) {
      const float bound =
          std::min(candidate.bound, *std::max_element(interval, interval + intervals));
      interval += intervals;
      if (bound > loudest_known({begin, std::min(begin + part, frames.end)})) {
        candidates.push({bound, begin, candidate.look + 1});
      } else {
        left_out = true;
      }
    }
    if (candidate.look < kLooksFromAfar && whole() > 0) {
      vain_tries[candidate.look] = left_out ? 0 : vain_tries[candidate.look] + 1;
    }
  }
  return true;
}

}  // namespace bbplay::analysis
