// SPDX-License-Identifier: MIT
#include "analysis/taped_peaks.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "bbplay/dsp/block_ops.h"

#include "analysis/sparse_peaks.h"
#include "analysis/tone_clusters.h"

namespace bbplay::analysis {
namespace {

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

}  // namespace

bool TapedPeaks::are_of_use(const scheduler::StepVoices& voices, std::int64_t frames,
                            bool could_be_shared) {
  // What is read from a file may have to be left out while it is heard.
  if (voices.play_files() || voices.has(Bus::noise)) return false;
  std::size_t followed = 0;
  for (std::size_t v = 0; v < voices.size(); ++v) {
    if (!voices.voice(v).seeks_at_once()) ++followed;
  }
  const std::size_t part = could_be_shared ? 4 : 2;  // of all voices
  return followed > 0 && part * followed <= voices.size() &&
         TapedVoices::fit(followed, voices.size()) && ToneClusters::is_of_use(voices, {0, frames});
}

TapedPeaks::TapedPeaks(scheduler::StepVoices& voices, std::vector<Span> core, EarlyExit exit)
    : voices_(voices), core_(std::move(core)), exit_(exit) {}

void TapedPeaks::know(double whole, double in_core) noexcept {
  whole_ = std::max(whole_, whole);
  in_core_ = std::max(in_core_, in_core);
}

bool TapedPeaks::is_enough(double whole, double in_core) const noexcept {
  return (core_.empty() ? whole : in_core) >= exit_.enough;
}

TapedPeaks::Heard TapedPeaks::hear(const Span& stretch, unsigned runners, const Tick& tick,
                                   const std::function<bool()>& is_in_vain) {
  constexpr int kMostFull = 2;
  const std::int64_t part_frames = voices_.part_frames();
  int parts = 0, full = 0;
  for (std::int64_t begin = stretch.begin; begin < stretch.end; begin += part_frames) {
    if (is_in_vain() || (full == kMostFull && parts == full)) return {begin, false};
    const Span part{begin, std::min(begin + part_frames, stretch.end)};
    voices_.record(part, runners, tick);
    SparsePeaks peaks(core_);
    peaks.know(whole_, in_core_);
    if (!peaks.hear(part, voices_, tick)) ++full;
    ++parts;
    heard_quanta_ += peaks.heard_quanta();
    tick(part.length());
    if (is_enough(peaks.whole(), peaks.in_core())) {
      // What comes behind the exit does not count.
      listen_until_enough(part, tick);
      return {part.end, true};
    }
    know(peaks.whole(), peaks.in_core());
  }
  return {stretch.end, false};
}

void TapedPeaks::listen_until_enough(const Span& part, const Tick& tick) {
  QuantumBuffer sum;
  voices_.seek(part.begin);
  for (std::int64_t first = part.begin; first < part.end; first += kQuantumFrames) {
    const bool begins_block = (first - part.begin) % EarlyExit::kBlockFrames == 0;
    if (begins_block && is_enough(whole_, in_core_)) return;
    tick(0);
    voices_.render_mix(sum.block());
    whole_ = std::max<double>({whole_, dsp::peak(sum.left), dsp::peak(sum.right)});
    in_core_ = std::max<double>(in_core_, peak_within(core_, first, sum.block()));
    ++heard_quanta_;
  }
}

}  // namespace bbplay::analysis
