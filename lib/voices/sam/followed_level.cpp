// SPDX-License-Identifier: MIT
#include "voices/sam/followed_level.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::voices {
namespace {

/// What a muted source is told once, instead of being multiplied away frame by frame.
SceneLevel heard_part_of(const SceneLevel& level) {
  SceneLevel out = level;
  if (level.gain == 0) {
    out.stages.clear();
    out.routes.clear();
  }
  std::erase_if(out.stages, [](const StageValue& stage) { return stage.value == 1; });
  return out;
}

}  // namespace

FollowedLevel::FollowedLevel(const SceneLevel& level, const SceneClock& clock, std::int64_t frames)
    : gain_(level.gain), clock_(clock), stages_(heard_part_of(level).stages, clock, frames) {
  const SceneLevel heard = heard_part_of(level);
  for (std::size_t piece = 0; piece < stages_.size(); ++piece) {
    double most = 1;
    for (const StageShare& share : stages_.shares(piece)) {
      most *= std::max(1.0, std::abs(share.stage.value));
    }
    largest_ = std::max(largest_, most);
  }
  for (const ModulatorRoute& route : heard.routes) {
    waves_.emplace_back(route, clock);
    largest_ += waves_.back().largest();
  }
  largest_ *= gain_;
}

std::optional<double> FollowedLevel::still(std::int64_t first, std::int64_t count) const noexcept {
  if (!waves_.empty()) return std::nullopt;
  const std::size_t piece = stages_.at(first);
  if (first + count > stages_.end(piece)) return std::nullopt;
  double gain = 1;
  for (const StageShare& share : stages_.shares(piece)) {
    if (!share.is_full()) return std::nullopt;
    gain *= share.stage.value;
  }
  return gain * gain_;
}

void FollowedLevel::fill(std::int64_t first, std::span<double> out) const noexcept {
  assert(first >= 0 && out.size() <= kQuantum);
  std::array<double, kQuantum> memory;
  std::fill(out.begin(), out.end(), 1.0);
  const auto begin = first, end = first + static_cast<std::int64_t>(out.size());
  for (std::size_t p = stages_.at(first); first < end; ++p) {
    const std::int64_t here = std::min(end, stages_.end(p)) - first;
    const std::span<double> part =
        out.subspan(static_cast<std::size_t>(first - begin), static_cast<std::size_t>(here));
    const std::span<double> weight = std::span(memory).first(part.size());
    for (const StageShare& share : stages_.shares(p)) {
      share.fill_weights(clock_, first, weight);
      const double more = share.stage.value - 1;
      for (std::size_t i = 0; i < part.size(); ++i) part[i] *= 1 + weight[i] * more;
    }
    first += here;
  }
  for (const ModulatorWave& wave : waves_) wave.add(begin, out);
  for (double& gain : out) gain *= gain_;
}

/// The stages alone.
void FollowedLevel::fill_piece_at(std::size_t piece, std::span<const double> frames,
                                  std::span<double> out) const noexcept {
  std::array<double, kQuantum> memory;
  const std::span<double> weight = std::span(memory).first(out.size());
  std::fill(out.begin(), out.end(), 1.0);
  for (const StageShare& share : stages_.shares(piece)) {
    share.fill_weights_at(frames, weight);
    const double more = share.stage.value - 1;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] *= 1 + weight[i] * more;
  }
}

bool FollowedLevel::fill_smooth(const QuantumPlaces& places,
                                QuantumPlaces::Values& out) const noexcept {
  const std::size_t piece = stages_.at(places.first());
  if (places.first() + static_cast<std::int64_t>(kQuantum) > stages_.end(piece)) return false;
  const auto shares = stages_.shares(piece);
  if (std::ranges::any_of(shares, &StageShare::has_corner)) return false;
  if (std::ranges::any_of(waves_, &ModulatorWave::jumps)) return false;
  fill_piece_at(piece, places.frames(), out);
  for (const ModulatorWave& wave : waves_) wave.add_at(places.frames(), out);
  for (double& gain : out) gain *= gain_;
  return true;
}

void FollowedLevel::fill_at(std::span<const double> frames, std::span<double> out) const noexcept {
  assert(frames.size() <= kQuantum);
  stages_.fill_by_piece(frames, out, [this](std::size_t piece, auto places, auto values) {
    fill_piece_at(piece, places, values);
  });
  for (const ModulatorWave& wave : waves_) wave.add_at(frames, out);
  for (double& gain : out) gain *= gain_;
}

FollowedLevel::Bounds FollowedLevel::bounds(std::int64_t begin, std::int64_t end) const noexcept {
  Bounds out;
  for (std::size_t p = stages_.at(begin); p < stages_.size() && stages_[p].begin <= end; ++p) {
    double largest = 1, slope = 0;
    for (const StageShare& share : stages_.shares(p)) {
      // By the rule for products, each factor being between 1 and its value.
      const double factor = share.is_full() ? std::abs(share.stage.value)
                                            : std::max(1.0, std::abs(share.stage.value));
      slope = slope * factor + largest * share.largest_slope() * std::abs(share.stage.value - 1);
      largest *= factor;
    }
    out.largest = std::max(out.largest, largest);
    out.slope = std::max(out.slope, slope);
  }
  for (const ModulatorWave& wave : waves_) {
    out.largest += wave.largest();
    out.slope += wave.largest_slope();
  }
  if (stages_.jumps()) out.slope = std::numeric_limits<double>::infinity();
  out.largest *= gain_;
  out.slope *= gain_;
  return out;
}

}  // namespace bbplay::voices
