// SPDX-License-Identifier: MIT
#include "dsp/noise/overlap_add_notches.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/noise/hop_ops.h"

namespace bbplay::dsp {
namespace {

/// A block with fewer frames of signal is left out.
constexpr std::int64_t kMinBlock = 100;

std::int64_t start_of(std::int64_t hop) { return hop * static_cast<std::int64_t>(kNotchHop); }

const std::array<double, OverlapAddNotches::kBlock>& window() {
  static const auto table = [] {
    std::array<double, OverlapAddNotches::kBlock> w{};
    for (std::size_t n = 0; n < w.size(); ++n) {
      const double turns = static_cast<double>(n) / static_cast<double>(w.size() - 1);
      w[n] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * turns);
    }
    return w;
  }();
  return table;
}

/// 1 / what the windows of two overlapping blocks add up to.
const std::array<double, kNotchHop>& overlap_scale() {
  static const auto table = [] {
    std::array<double, kNotchHop> scale{};
    for (std::size_t n = 0; n < scale.size(); ++n) {
      scale[n] = 1 / (window()[n] + window()[n + kNotchHop]);
    }
    return scale;
  }();
  return table;
}

std::size_t stages_of(const NotchMotion& motion) {
  std::size_t stages = 0;
  for (std::size_t s = 0; s < motion.sweeps(); ++s) {
    stages += static_cast<std::size_t>(motion.most_stages(s));
  }
  return stages;
}

}  // namespace

OverlapAddNotches::OverlapAddNotches(const NotchMotion& motion, int pass, std::int64_t frames)
    : pass_(pass),
      frames_(frames),
      cascade_(stages_of(motion)),
      piece_(2 * kPiece),
      tail_(2 * kNotchHop) {
  overlap_scale();  // the tables are made here, not in the callback
}

void OverlapAddNotches::restart() noexcept {
  cascade_.clear();
  std::fill(tail_.begin(), tail_.end(), 0.0);
}

bool OverlapAddNotches::is_filtered(std::int64_t hop) const noexcept {
  return hop >= 0 && frames_ - start_of(hop) >= kMinBlock;
}

void OverlapAddNotches::tune(const NotchMotion& motion, std::int64_t hop) noexcept {
  const auto length = std::min<std::int64_t>(kBlock, frames_ - start_of(hop));
  const std::int64_t centre = start_of(hop) + length / 2;
  const NotchMotion::Moment moment = motion.moment(centre);
  for (const Ear ear : kBothEars) {
    const double lfo = motion.lfo(moment, pass_, ear);
    std::size_t stage = 0;
    for (std::size_t s = 0; s < motion.sweeps(); ++s) {
      const NotchMotion::Notch notch = motion.notch(s, lfo, moment.alpha);
      const NotchSection section = NotchSection::at(notch.hz, notch.q, motion.rate());
      for (int k = 0; k < motion.most_stages(s); ++k, ++stage) {
        if (k < notch.stages) {
          cascade_.tune(stage, ear, section);
        } else {
          cascade_.bypass(stage, ear);
        }
      }
    }
  }
}

void OverlapAddNotches::work(const NotchMotion& motion, std::int64_t hop, int piece,
                             std::span<double> out) noexcept {
  const std::size_t offset = kPiece * static_cast<std::size_t>(piece);
  const std::int64_t first = start_of(hop) + static_cast<std::int64_t>(offset);
  const bool filtered = is_filtered(hop);
  if (filtered) {
    const auto inside = 2 * std::clamp<std::int64_t>(frames_ - first, 0, kPiece);
    std::fill(piece_.begin() + inside, piece_.end(), 0.0);
    if (piece == 0) {
      tune(motion, hop);
      cascade_.settle(piece_[0], piece_[1]);
    }
    cascade_.process(piece_);
  } else {
    std::fill(piece_.begin(), piece_.end(), 0.0);
  }

  const auto& w = window();
  const auto weights = std::span(w).subspan(offset, kPiece);
  if (offset >= kNotchHop) {
    return weigh(piece_, weights, std::span(tail_).subspan(2 * (offset - kNotchHop), 2 * kPiece));
  }
  const auto tail = std::span(tail_).subspan(2 * offset, 2 * kPiece);
  const auto added = out.subspan(2 * offset, 2 * kPiece);
  const bool overlaps = is_filtered(hop - 1);
  if (filtered && overlaps) {
    const auto scale = std::span(overlap_scale()).subspan(offset, kPiece);
    return overlap_add(piece_, weights, tail, scale, added);
  }
  // At either end of the signal; where no window is left the output is silent, as at the very first
  // frame.
  for (std::size_t n = 0; n < kPiece; ++n) {
    const std::size_t i = offset + n;
    const double weight = filtered ? w[i] : overlaps ? w[i + kNotchHop] : 0;
    const double by = weight > 1e-8 ? 1 / weight : 0;
    added[2 * n] = (tail[2 * n] + piece_[2 * n] * w[i]) * by;
    added[2 * n + 1] = (tail[2 * n + 1] + piece_[2 * n + 1] * w[i]) * by;
  }
}

}  // namespace bbplay::dsp
