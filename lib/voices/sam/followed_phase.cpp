// SPDX-License-Identifier: MIT
#include "voices/sam/followed_phase.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "bbplay/audio/stereo_block.h"

#include "dsp/block/phase_ops.h"
#include "dsp/block/turns.h"

namespace bbplay::voices {
namespace {

constexpr std::size_t kMostFrames = 8 * kQuantum;
constexpr std::size_t kSweep = 16;  // lengths that the block operations take

}  // namespace

FollowedPhase::FollowedPhase(const AutomatedValue& hz, const SceneClock& clock, std::int64_t frames,
                             const StraightBase& base)
    : hz_(hz, clock, frames, base), rate_(clock.rate), first_hz_(hz_.at(0)) {
  hz_.prepare_sums();
}

double FollowedPhase::turns_at(std::int64_t frame) noexcept {
  if (frame < 0) return static_cast<double>(frame) * first_hz_ / rate_;
  return (hz_.sum_before(frame) + (hz_.at(frame) - first_hz_) / 2) / rate_;
}

void FollowedPhase::fill(std::int64_t first, std::span<double> turns) noexcept {
  while (first < 0 && !turns.empty()) {
    turns.front() = turns_at(first++);
    turns = turns.subspan(1);
  }
  if (turns.empty()) return;
  assert(turns.size() <= kMostFrames);
  // The trapezoids up to a frame are all frames before it, half of itself, less half of the first.
  const double start = dsp::fraction_of_turn(hz_.sum_before(first) / rate_);
  const double turns_per_hz = 1 / rate_;
  const bool in_sweeps = turns.size() % kSweep == 0;
  if (in_sweeps && hz_.is_still(first, static_cast<std::int64_t>(turns.size()))) {
    const double hz = hz_.at(first);
    dsp::phase_line(start + (hz - first_hz_) / 2 * turns_per_hz, hz * turns_per_hz, turns);
    return;
  }
  hz_.fill(first, {}, turns);
  if (!in_sweeps) {
    double before = 0;
    for (double& value : turns) {
      const double hz = value;
      value = start + (before + (hz - first_hz_) / 2) * turns_per_hz;
      before += hz;
    }
    return;
  }
  std::array<double, kMostFrames> memory;
  const std::span<double> before = std::span(memory).first(turns.size());
  std::copy(turns.begin(), turns.end(), before.begin());
  dsp::running_sum_before(0, before);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    turns[i] = start + (before[i] + (turns[i] - first_hz_) / 2) * turns_per_hz;
  }
}

bool FollowedPhase::fill_smooth(const QuantumPlaces& places,
                                QuantumPlaces::Values& turns) noexcept {
  QuantumPlaces::Values hz;
  if (!hz_.fill_smooth(places, hz)) return false;
  const double start = dsp::fraction_of_turn(hz_.sum_before(places.first()) / rate_);
  dsp::sums_at_places(start - first_hz_ / 2 / rate_, 1 / rate_, hz, turns);
  return true;
}

void FollowedPhase::fill_at(std::span<const double> frames, std::span<double> turns) noexcept {
  assert(frames.size() == turns.size() && frames.size() <= kQuantum);
  std::array<double, kQuantum> memory;
  const std::span<double> hz = std::span(memory).first(frames.size());
  hz_.fill_at(frames, hz);
  hz_.fill_sums_before(frames, turns);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    turns[i] = (turns[i] + (hz[i] - first_hz_) / 2) / rate_;
  }
}

}  // namespace bbplay::voices
