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

template <class Sample>
struct Windows {
  std::array<Sample, kNotchBlock> block;
  std::array<Sample, kNotchHop> scale;  // 1 / what the windows of two overlapping blocks add up to

  Windows() {
    const auto at = [](std::size_t n) {
      const double turns = static_cast<double>(n) / static_cast<double>(kNotchBlock - 1);
      return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * turns);
    };
    for (std::size_t n = 0; n < kNotchBlock; ++n) block[n] = static_cast<Sample>(at(n));
    for (std::size_t n = 0; n < kNotchHop; ++n) {
      scale[n] = static_cast<Sample>(1 / (at(n) + at(n + kNotchHop)));
    }
  }
};

template <class Sample>
const Windows<Sample>& windows() {
  static const Windows<Sample> made;
  return made;
}

std::size_t stages_of(const NotchMotion& motion) {
  std::size_t stages = 0;
  for (std::size_t s = 0; s < motion.sweeps(); ++s) {
    stages += static_cast<std::size_t>(motion.most_stages(s));
  }
  return stages;
}

}  // namespace

template <class Sample>
OverlapAddNotches<Sample>::OverlapAddNotches(const NotchMotion& motion, int pass,
                                             std::int64_t frames)
    : pass_(pass),
      frames_(frames),
      ears_(motion.ears_differ() ? 2 : 1),
      cascade_(stages_of(motion), ears_),
      piece_(ears_ * kPiece),
      tail_(ears_ * kNotchHop) {
  windows<Sample>();  // the tables are made here, not in the callback
}

template <class Sample>
void OverlapAddNotches<Sample>::restart() noexcept {
  cascade_.clear();
  std::fill(tail_.begin(), tail_.end(), Sample{0});
}

template <class Sample>
bool OverlapAddNotches<Sample>::is_filtered(std::int64_t hop) const noexcept {
  return hop >= 0 && frames_ - start_of(hop) >= kMinBlock;
}

template <class Sample>
void OverlapAddNotches<Sample>::tune(const NotchMotion& motion, std::int64_t hop) noexcept {
  const auto length = std::min<std::int64_t>(kBlock, frames_ - start_of(hop));
  const std::int64_t centre = start_of(hop) + length / 2;
  const NotchMotion::Moment moment = motion.moment(centre);
  for (const Ear ear : first_ears(ears_)) {
    const double lfo = motion.lfo(moment, pass_, ear);
    std::size_t stage = 0;
    for (std::size_t s = 0; s < motion.sweeps(); ++s) {
      const NotchMotion::Notch notch = motion.notch(s, lfo, moment.alpha);
      const NotchSection section = NotchSection::at(notch.hz, notch.q, motion.rate());
      cascade_.tune(stage, static_cast<std::size_t>(notch.stages), ear, section);
      for (int k = notch.stages; k < motion.most_stages(s); ++k) {
        cascade_.bypass(stage + static_cast<std::size_t>(k), ear);
      }
      stage += static_cast<std::size_t>(motion.most_stages(s));
    }
  }
}

template <class Sample>
void OverlapAddNotches<Sample>::work(const NotchMotion& motion, std::int64_t hop, int piece,
                                     std::span<Sample> out) noexcept {
  const std::size_t offset = kPiece * static_cast<std::size_t>(piece);
  const std::int64_t first = start_of(hop) + static_cast<std::int64_t>(offset);
  const bool filtered = is_filtered(hop);
  if (filtered) {
    const auto inside = std::clamp<std::int64_t>(frames_ - first, 0, kPiece);
    std::fill(piece_.begin() + static_cast<std::int64_t>(ears_) * inside, piece_.end(), Sample{0});
    if (piece == 0) {
      tune(motion, hop);
      cascade_.settle(std::span<const Sample>(piece_).first(ears_));
    }
    cascade_.process(piece_);
  } else {
    std::fill(piece_.begin(), piece_.end(), Sample{0});
  }

  const std::span<const Sample> frames(piece_);
  const auto& window = windows<Sample>().block;
  const auto weights = std::span(window).subspan(offset, kPiece);
  const std::size_t length = ears_ * kPiece;
  if (offset >= kNotchHop) {
    return weigh(frames, weights, std::span(tail_).subspan(ears_ * (offset - kNotchHop), length));
  }
  const auto tail = std::span<const Sample>(tail_).subspan(ears_ * offset, length);
  const auto added = out.subspan(ears_ * offset, length);
  const bool overlaps = is_filtered(hop - 1);
  if (filtered && overlaps) {
    const auto scale = std::span(windows<Sample>().scale).subspan(offset, kPiece);
    return overlap_add(frames, weights, tail, scale, added);
  }
  // At either end of the signal; where no window is left the output is silent, as at the very first
  // frame.
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t n = offset + i / ears_;
    const Sample weight = filtered ? window[n] : overlaps ? window[n + kNotchHop] : 0;
    const Sample by = weight > static_cast<Sample>(1e-8) ? 1 / weight : 0;
    added[i] = (tail[i] + frames[i] * window[n]) * by;
  }
}

template class OverlapAddNotches<float>;
template class OverlapAddNotches<double>;

}  // namespace bbplay::dsp
