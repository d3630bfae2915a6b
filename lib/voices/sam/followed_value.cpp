// SPDX-License-Identifier: MIT
#include "voices/sam/followed_value.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

#include "bbplay/audio/stereo_block.h"

#include "dsp/block/modulation_ops.h"

namespace bbplay::voices {
namespace {

constexpr std::size_t kMostFrames = 8 * kQuantum;
/// Shorter parts of a piece are added up frame by frame.
constexpr auto kSinglyFrames = static_cast<std::int64_t>(kQuantum);
/// Two ways to the same sum may differ by so much, in values times frames: by 1e-12 of a turn.
constexpr double kSameSum = 5e-8;
constexpr double kRounding = 3e-15;
/// Weights that differ from 1 by rounding are on neither side of it.
constexpr double kFullWeight = 1e-12;

/// Abscissae and weights of Gauss and Legendre, of eight points: exact up to degree 15, which a
/// smooth step of a smooth step (degree 9) stays below.
struct Point {
  double at, weight;
};
constexpr Point kPoints[] = {{0.1834346424956498, 0.3626837833783620},
                             {0.5255324099163290, 0.3137066458778873},
                             {0.7966664774136267, 0.2223810344533745},
                             {0.9602898564975363, 0.1012285362903763}};

/// Frames at which the base begins to move and has moved.
std::vector<std::int64_t> cuts_of(const StraightBase& base, std::int64_t frames) {
  if (!base.ends.moves()) return {};
  const auto first_with = [&](double seconds) {
    const SceneClock own{0, base.rate};
    return own.first_at(seconds, frames);
  };
  return {first_with(base.offset_s), first_with(base.offset_s + std::max(0.0, base.duration_s))};
}

double value_of(double weight, double sum, double base) {
  return weight >= 1 ? sum / weight : sum + (1 - weight) * base;
}

}  // namespace

FollowedValue::FollowedValue(const AutomatedValue& value, const SceneClock& clock,
                             std::int64_t frames, const StraightBase& base)
    : clock_(clock),
      frames_(frames),
      base_(base),
      stages_(value.stages, clock, frames, cuts_of(base, frames)) {
  const std::vector<std::int64_t> cuts = cuts_of(base, frames);
  pieces_.resize(stages_.size());
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    Piece& piece = pieces_[p];
    bool moves = false;
    piece.polynomial = true;
    for (const StageShare& share : stages_.shares(p)) {
      moves = moves || !share.is_full();
      piece.corner = piece.corner || share.has_corner();
      piece.polynomial = piece.polynomial && (share.is_full() || share.is_polynomial());
      if (!share.is_full()) continue;
      piece.full_weight += 1;
      piece.full_sum += share.stage.value;
    }
    piece.base_from = base.ends.from;
    if (!cuts.empty() && stages_[p].begin >= cuts[1]) {
      piece.base_from = base.ends.to;
    } else if (!cuts.empty() && stages_[p].begin >= cuts[0]) {
      piece.base_change = base.ends.to - base.ends.from;
    }
    piece.polynomial = piece.polynomial && piece.base_change == 0;
    piece.still = !moves && (piece.full_weight >= 1 || piece.base_change == 0);
  }
  waves_.reserve(value.routes.size());
  for (const ModulatorRoute& route : value.routes) waves_.emplace_back(route, clock);
}

double FollowedValue::still_value(const Piece& piece) const noexcept {
  return value_of(piece.full_weight, piece.full_sum, piece.base_from);
}

double FollowedValue::weight_at(std::size_t index, double frame) const noexcept {
  double weight = pieces_[index].full_weight;
  const double seconds = clock_.seconds(frame);
  for (const StageShare& share : stages_.shares(index)) {
    if (!share.is_full()) weight += share.weight(seconds);
  }
  return weight;
}

/// The stages alone, also at a place between two frames.
double FollowedValue::value_at(std::size_t index, double frame, Law law) const noexcept {
  const Piece& piece = pieces_[index];
  double weight = piece.full_weight, sum = piece.full_sum;
  const double seconds = clock_.seconds(frame);
  for (const StageShare& share : stages_.shares(index)) {
    if (share.is_full()) continue;
    const double of_share = share.weight(seconds);
    weight += of_share;
    sum += of_share * share.stage.value;
  }
  double base = piece.base_from;
  if (piece.base_change != 0) base += piece.base_change * base_.alpha(frame);
  switch (law) {
    case Law::average:
      return sum / weight;
    case Law::with_base:
      return sum + (1 - weight) * base;
    case Law::by_weight:
      break;
  }
  return value_of(weight, sum, base);
}

void FollowedValue::fill_stages(std::int64_t first, std::span<const double> alpha,
                                std::span<double> out) const noexcept {
  assert(first >= 0 && out.size() <= kMostFrames);
  std::array<double, kMostFrames> weight_memory, sum_memory;
  const auto end = first + static_cast<std::int64_t>(out.size());
  for (std::size_t p = stages_.at(first); first < end; ++p) {
    const Piece& piece = pieces_[p];
    const auto done = out.size() - static_cast<std::size_t>(end - first);
    const std::int64_t here = std::min(end, stages_.end(p)) - first;
    const std::span<double> part = out.subspan(done, static_cast<std::size_t>(here));
    const bool curved = !alpha.empty() && base_.ends.moves();
    if (piece.still && (!curved || piece.full_weight >= 1)) {
      std::fill(part.begin(), part.end(), still_value(piece));
      first += here;
      continue;
    }
    const std::span<const StageShare> shares = stages_.shares(p);
    if (shares.size() == 1 && !curved && piece.base_change == 0) {  // the usual edge
      shares.front().fill_weights(clock_, first, part);
      const double change = shares.front().stage.value - piece.base_from;
      for (double& value : part) value = piece.base_from + value * change;
      first += here;
      continue;
    }
    const std::span<double> weight = std::span(weight_memory).first(part.size());
    const std::span<double> sum = std::span(sum_memory).first(part.size());
    std::fill(weight.begin(), weight.end(), piece.full_weight);
    std::fill(sum.begin(), sum.end(), piece.full_sum);
    for (const StageShare& share : shares) {
      if (share.is_full()) continue;
      share.fill_weights(clock_, first, part);
      for (std::size_t i = 0; i < part.size(); ++i) {
        weight[i] += part[i];
        sum[i] += part[i] * share.stage.value;
      }
    }
    for (std::size_t i = 0; i < part.size(); ++i) {
      double base = piece.base_from;
      if (curved) {
        base = base_.ends.at(alpha[done + i]);
      } else if (piece.base_change != 0) {
        base +=
            piece.base_change * base_.alpha(static_cast<double>(first) + static_cast<double>(i));
      }
      part[i] = value_of(weight[i], sum[i], base);
    }
    first += here;
  }
}

/// Whether the weight of the stages stays on one side of 1.
bool FollowedValue::fill_piece_at(std::size_t index, std::span<const double> frames,
                                  std::span<double> out) const noexcept {
  const Piece& piece = pieces_[index];
  if (piece.still) {
    std::fill(out.begin(), out.end(), still_value(piece));
    return true;
  }
  const std::span<const StageShare> shares = stages_.shares(index);
  if (shares.size() == 1 && piece.base_change == 0) {  // the usual edge
    shares.front().fill_weights_at(frames, out);
    const double change = shares.front().stage.value - piece.base_from;
    for (double& value : out) value = piece.base_from + value * change;
    return true;
  }
  std::array<double, kQuantum> weight_memory, sum_memory;
  const std::span<double> weight = std::span(weight_memory).first(out.size());
  const std::span<double> sum = std::span(sum_memory).first(out.size());
  std::fill(weight.begin(), weight.end(), piece.full_weight);
  std::fill(sum.begin(), sum.end(), piece.full_sum);
  for (const StageShare& share : shares) {
    if (share.is_full()) continue;
    share.fill_weights_at(frames, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      weight[i] += out[i];
      sum[i] += out[i] * share.stage.value;
    }
  }
  bool any_below = false, any_above = false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    double base = piece.base_from;
    if (piece.base_change != 0) base += piece.base_change * base_.alpha(frames[i]);
    any_below = any_below || weight[i] < 1 - kFullWeight;
    any_above = any_above || weight[i] > 1 + kFullWeight;
    out[i] = value_of(weight[i], sum[i], base);
  }
  return !(any_below && any_above);
}

bool FollowedValue::fill_smooth(const QuantumPlaces& places,
                                QuantumPlaces::Values& out) const noexcept {
  const std::size_t piece = stages_.at(places.first());
  if (places.first() + static_cast<std::int64_t>(kQuantum) > stages_.end(piece)) return false;
  if (pieces_[piece].corner || !fill_piece_at(piece, places.frames(), out)) return false;
  for (const ModulatorWave& wave : waves_) {
    if (wave.jumps()) return false;
    wave.add_at(places.frames(), out);
  }
  return true;
}

void FollowedValue::fill_at(std::span<const double> frames, std::span<double> out) const noexcept {
  assert(frames.size() <= kQuantum);
  stages_.fill_by_piece(frames, out, [this](std::size_t piece, auto places, auto values) {
    fill_piece_at(piece, places, values);
  });
  for (const ModulatorWave& wave : waves_) wave.add_at(frames, out);
}

ValueBounds FollowedValue::bounds(std::int64_t begin, std::int64_t end) const noexcept {
  ValueBounds out{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                  0};
  double edges = 0, base_slope = 0;
  for (std::size_t p = stages_.at(begin); p < pieces_.size() && stages_[p].begin <= end; ++p) {
    const Piece& piece = pieces_[p];
    double of_edges = 0;
    for (const StageShare& share : stages_.shares(p)) {
      out.low = std::min(out.low, share.stage.value);
      out.high = std::max(out.high, share.stage.value);
      of_edges += share.largest_slope();
    }
    edges = std::max(edges, of_edges);
    if (piece.full_weight >= 1) continue;
    const double base_to = piece.base_from + piece.base_change;
    out.low = std::min({out.low, piece.base_from, base_to});
    out.high = std::max({out.high, piece.base_from, base_to});
    if (piece.base_change != 0) {
      base_slope =
          std::max(base_slope, std::abs(piece.base_change) / (base_.duration_s * base_.rate));
    }
  }
  out.slope = edges * (out.high - out.low) + base_slope;
  for (const ModulatorWave& wave : waves_) {
    out.low += std::min(0.0, wave.depth());
    out.high += std::max(0.0, wave.depth());
    out.slope += wave.largest_slope();
  }
  if (jumps()) out.slope = std::numeric_limits<double>::infinity();
  return out;
}

void FollowedValue::fill(std::int64_t first, std::span<const double> alpha,
                         std::span<double> out) const noexcept {
  fill_stages(first, alpha, out);
  for (const ModulatorWave& wave : waves_) wave.add(first, out);
}

double FollowedValue::at(std::int64_t frame) const noexcept {
  double out = 0;
  fill(frame, {}, std::span(&out, 1));
  return out;
}

bool FollowedValue::is_still(std::int64_t first, std::int64_t count) const noexcept {
  if (!waves_.empty()) return false;
  const std::size_t piece = stages_.at(first);
  return pieces_[piece].still && first + count <= stages_.end(piece);
}

bool FollowedValue::jumps() const noexcept {
  return stages_.jumps() || (base_.ends.moves() && !(base_.duration_s > 0)) ||
         std::any_of(waves_.begin(), waves_.end(),
                     [](const ModulatorWave& wave) { return wave.jumps(); });
}

// --- sums ---------------------------------------------------------------------------------------

double FollowedValue::sum_singly(std::size_t piece, std::int64_t begin,
                                 std::int64_t end) const noexcept {
  double sum = 0;
  for (std::int64_t frame = begin; frame < end; ++frame) {
    sum += value_at(piece, static_cast<double>(frame), Law::by_weight);
  }
  return sum;
}

/// Of frames begin .. end - 1 of one piece.
double FollowedValue::sum_within(std::size_t piece, std::int64_t begin, std::int64_t end,
                                 Law law) const noexcept {
  if (begin >= end) return 0;
  if (law == Law::by_weight) return sum_singly(piece, begin, end);
  if (law == Law::with_base && pieces_[piece].polynomial) return polynomial_sum(piece, begin, end);
  // The integral from half a frame before the first to half a frame after the last, corrected at
  // both ends by differences of the first and the third order (Euler and Maclaurin): the third
  // counts on edges of some hundred frames.
  const auto value = [this, piece, law](double frame) { return value_at(piece, frame, law); };
  const auto from = static_cast<double>(begin), to = static_cast<double>(end);
  const double middle = (from + to - 1) / 2, half = (to - from) / 2;
  double integral = 0;
  for (const Point& point : kPoints) {
    integral += point.weight * (value(middle - half * point.at) + value(middle + half * point.at));
  }
  const auto correction = [&value](double at) {  // of all frames before
    const double slope = value(at) - value(at - 1);
    const double third = value(at + 1) - value(at - 2) - 3 * slope;
    return 17 * third / 5'760 - slope / 24;
  };
  return integral * half + correction(to) - correction(from);
}

/// Of a piece whose edges are polynomials and whose base stands still.
double FollowedValue::polynomial_sum(std::size_t index, std::int64_t begin,
                                     std::int64_t end) const noexcept {
  const Piece& piece = pieces_[index];
  const double still = piece.full_sum + (1 - piece.full_weight) * piece.base_from;
  double sum = still * static_cast<double>(end - begin);
  for (const StageShare& share : stages_.shares(index)) {
    if (share.is_full()) continue;
    sum += share.polynomial_sum(begin, end) * (share.stage.value - piece.base_from);
  }
  return sum;
}

void FollowedValue::divide(std::size_t piece, std::int64_t begin, std::int64_t end, Law law,
                           double& sum) {
  if (end - begin <= kSinglyFrames) {
    parts_.push_back({begin, sum, Law::by_weight});
    sum += sum_singly(piece, begin, end);
    return;
  }
  const std::int64_t middle = begin + (end - begin) / 2;
  const double whole = sum_within(piece, begin, end, law);
  const double first = sum_within(piece, begin, middle, law);
  const double halves = first + sum_within(piece, middle, end, law);
  if (std::abs(whole - halves) <= kSameSum + kRounding * std::abs(halves)) {
    // Both are kept: what is off in the whole may cancel out at its end and show before it.
    parts_.push_back({begin, sum, law});
    parts_.push_back({middle, sum + first, law});
    sum += halves;
    return;
  }
  divide(piece, begin, middle, law, sum);
  divide(piece, middle, end, law, sum);
}

std::vector<WeightStretch> FollowedValue::stretches_of(std::size_t piece, std::int64_t begin,
                                                       std::int64_t end) const {
  // No need to search where one stage is enough, nor where frames are added up singly.
  if (pieces_[piece].full_weight >= 1 || end - begin <= kSinglyFrames) return {{begin, true}};
  return weight_stretches(begin, end, [this, piece](std::int64_t frame) {
    return weight_at(piece, static_cast<double>(frame));
  });
}

void FollowedValue::prepare_sums() {
  double before = 0;
  parts_.clear();
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    Piece& piece = pieces_[p];
    const std::int64_t begin = stages_[p].begin, end = std::min(stages_.end(p), frames_);
    piece.sum_before = before;
    piece.first_part = parts_.size();
    if (piece.still) {
      before += still_value(piece) * static_cast<double>(std::max<std::int64_t>(0, end - begin));
    } else if (begin < end) {
      const std::vector<WeightStretch> stretches = stretches_of(p, begin, end);
      double sum = 0;
      for (std::size_t i = 0; i < stretches.size(); ++i) {
        const Law law = stretches[i].is_full ? Law::average : Law::with_base;
        divide(p, stretches[i].begin, i + 1 < stretches.size() ? stretches[i + 1].begin : end, law,
               sum);
      }
      before += sum;
    }
    piece.part_count = parts_.size() - piece.first_part;
  }
}

/// Of the piece in which they end.
double FollowedValue::stage_sum_before(std::size_t index, std::int64_t frames) const noexcept {
  const Piece& piece = pieces_[index];
  const std::int64_t begin = stages_[index].begin;
  if (piece.part_count == 0) {
    return piece.sum_before + still_value(piece) * static_cast<double>(frames - begin);
  }
  const std::span<const Part> parts = std::span(parts_).subspan(piece.first_part, piece.part_count);
  const auto after =
      std::upper_bound(parts.begin(), parts.end(), frames,
                       [](std::int64_t wanted, const Part& part) { return wanted < part.begin; });
  const Part& part = *(after - 1);
  return piece.sum_before + part.sum_before + sum_within(index, part.begin, frames, part.law);
}

double FollowedValue::sum_before(std::int64_t frames) noexcept {
  double sum = stage_sum_before(stages_.at(frames), frames);
  for (ModulatorWave& wave : waves_) sum += wave.sum_before(frames);
  return sum;
}

void FollowedValue::fill_sums_before(std::span<const double> frames,
                                     std::span<double> out) noexcept {
  std::size_t piece = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto frame = static_cast<std::int64_t>(frames[i]);
    if (i == 0 || frame >= stages_.end(piece)) piece = stages_.at(frame);
    out[i] = stage_sum_before(piece, frame);
  }
  for (ModulatorWave& wave : waves_) wave.add_sums_before(frames, out);
}

}  // namespace bbplay::voices
