// SPDX-License-Identifier: MIT
#include "dsp/spatial/azimuth_trajectory.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/audio/stereo_block.h"

#include "dsp/block/modulation_ops.h"

namespace bbplay::dsp {
namespace {

constexpr double kRadiansPerTurn = 2 * std::numbers::pi;

/// Values of a segment that nobody can hear must not turn into something that is no number.
double finite_or_zero(double value) { return std::abs(value) < 1e15 ? value : 0; }

/// out[i] = sin(2 pi (start + step (offset + i))), every value the same whichever offset is asked
/// for: a sweep of sines always begins at a multiple of its length.
void sines(double start, double step, std::int64_t offset, std::span<double> out) {
  constexpr auto kLength = static_cast<std::int64_t>(kQuantum);
  alignas(64) double whole[kQuantum];
  while (!out.empty()) {
    const std::int64_t begin = offset / kLength * kLength;
    const auto skipped = static_cast<std::size_t>(offset - begin);
    const std::size_t count = std::min(kQuantum - skipped, out.size());
    const bool is_whole = count == kQuantum;
    sine(start + step * static_cast<double>(begin), step, is_whole ? out.first(count) : whole);
    if (!is_whole) std::copy_n(whole + skipped, count, out.begin());
    out = out.subspan(count);
    offset += static_cast<std::int64_t>(count);
  }
}

}  // namespace

AzimuthTrajectory::Piece AzimuthTrajectory::piece_of(const AzimuthSegment& segment, double frames) {
  const double seconds_per_frame = segment.seconds / frames;
  const double period = segment.period_s > 0 ? segment.period_s : segment.seconds;
  Piece piece;
  piece.start_deg = finite_or_zero(segment.start_deg);
  double deg_per_s = 0;
  switch (segment.mode) {
    case AzimuthMode::rotate:
      deg_per_s = std::isnan(segment.speed_deg_per_s)
                      ? segment.extent_deg / std::max(1e-9, segment.seconds)
                      : segment.speed_deg_per_s;
      break;
    case AzimuthMode::rotating_arc:
      // extent (1 - cos(2 pi u)) / 2, the cosine being a sine a quarter turn ahead
      deg_per_s = 360 * segment.rotate_freq_hz;
      piece.swing_deg = finite_or_zero(-0.5 * segment.extent_deg);
      piece.swing_offset = -piece.swing_deg;
      piece.first_turn = 0.25;
      break;
    case AzimuthMode::oscillate:
      if (!std::isnan(segment.center_deg)) piece.start_deg = finite_or_zero(segment.center_deg);
      piece.swing_deg = finite_or_zero(segment.extent_deg);
      break;
  }
  piece.deg_per_frame = finite_or_zero(deg_per_s * seconds_per_frame);
  piece.turns_per_frame = finite_or_zero(seconds_per_frame / period);
  piece.eased = segment.eased;
  piece.ease_turns_per_frame = 0.5 / frames;
  piece.first_m = finite_or_zero(segment.first_distance_m);
  piece.m_per_frame = finite_or_zero((segment.last_distance_m - piece.first_m) / frames);
  return piece;
}

AzimuthTrajectory::AzimuthTrajectory(std::span<const AzimuthSegment> segments, double seconds,
                                     int rate) {
  const double end = std::nearbyint(seconds * rate);  // half to even, like the lengths below
  double begin = 0;
  for (const AzimuthSegment& segment : segments) {
    const double frames = std::nearbyint(segment.seconds * rate);
    if (!(frames > 0)) continue;
    if (begin >= end) break;
    Piece piece = piece_of(segment, frames);
    piece.begin = static_cast<std::int64_t>(begin);
    pieces_.push_back(piece);
    begin += frames;
  }
  Piece held;
  if (!pieces_.empty()) {
    const Piece& last = pieces_.back();
    begin = std::min(begin, end);
    last.fill(static_cast<std::int64_t>(begin) - 1 - last.begin, {&held.start_deg, 1},
              {&held.first_m, 1});
  }
  held.begin = static_cast<std::int64_t>(begin);
  pieces_.push_back(held);
}

void AzimuthTrajectory::Piece::fill(std::int64_t offset, std::span<double> azimuth_deg,
                                    std::span<double> distance_m) const noexcept {
  const Piece p = *this;  // a copy that the stores below cannot touch, so that the loops vectorise
  const auto count = static_cast<std::int32_t>(azimuth_deg.size());
  const auto frame = [first = static_cast<double>(offset)](std::int32_t i) {
    return first + static_cast<double>(i);
  };
  double* const azimuth = azimuth_deg.data();
  double* const distance = distance_m.data();
  if (p.swing_deg != 0) {
    sines(p.first_turn, p.turns_per_frame, offset, azimuth_deg);
    for (std::int32_t i = 0; i < count; ++i) {
      azimuth[i] = azimuth[i] * p.swing_deg + p.swing_offset + p.deg_per_frame * frame(i);
    }
  } else {
    for (std::int32_t i = 0; i < count; ++i) azimuth[i] = p.deg_per_frame * frame(i);
  }
  // So far the movement away from the start, which is what easing scales.
  if (p.eased) {
    // distance_m lends its memory to 1/2 + sin(pi (t/seconds - 1/2))/2
    sines(-0.25, p.ease_turns_per_frame, offset, distance_m);
    for (std::int32_t i = 0; i < count; ++i) azimuth[i] *= 0.5 + 0.5 * distance[i];
  }
  for (std::int32_t i = 0; i < count; ++i) {
    azimuth[i] += p.start_deg;
    distance[i] = p.first_m + p.m_per_frame * frame(i);
  }
}

void AzimuthTrajectory::fill(std::int64_t first, std::span<double> azimuth_deg,
                             std::span<double> distance_m) const noexcept {
  auto next =
      std::upper_bound(pieces_.begin(), pieces_.end(), first,
                       [](std::int64_t frame, const Piece& piece) { return frame < piece.begin; });
  while (!azimuth_deg.empty()) {
    const Piece& piece = *(next - 1);
    std::size_t count = azimuth_deg.size();
    if (next != pieces_.end()) {
      count =
          static_cast<std::size_t>(std::min(static_cast<std::int64_t>(count), next->begin - first));
      ++next;
    }
    piece.fill(first - piece.begin, azimuth_deg.first(count), distance_m.first(count));
    azimuth_deg = azimuth_deg.subspan(count);
    distance_m = distance_m.subspan(count);
    first += static_cast<std::int64_t>(count);
  }
}

double AzimuthTrajectory::fastest_deg_per_frame() const noexcept {
  double fastest = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& p = pieces_[i];
    const double swing_speed = std::abs(p.swing_deg * p.turns_per_frame) * kRadiansPerTurn;
    double speed = std::abs(p.deg_per_frame) + swing_speed;
    if (p.eased && i + 1 < pieces_.size()) {
      // The way so far is scaled by half of one and a sine.
      const auto frames = static_cast<double>(pieces_[i + 1].begin - p.begin);
      const double reach = std::abs(p.deg_per_frame) * frames + 2 * std::abs(p.swing_deg);
      speed += reach * 0.5 * std::abs(p.ease_turns_per_frame) * kRadiansPerTurn;
    }
    fastest = std::max(fastest, speed);
  }
  return fastest;
}

double AzimuthTrajectory::largest_jump_deg() const noexcept {
  double largest = 0;
  for (std::size_t i = 1; i < pieces_.size(); ++i) {
    double azimuth[2], distance[2];
    fill(pieces_[i].begin - 1, azimuth, distance);
    const double change = azimuth[1] - azimuth[0];
    largest = std::max(largest, std::abs(change - 360 * std::nearbyint(change / 360)));
  }
  return largest;
}

}  // namespace bbplay::dsp
