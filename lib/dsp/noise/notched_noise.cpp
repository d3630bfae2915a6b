// SPDX-License-Identifier: MIT
#include "dsp/noise/notched_noise.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

#include "bbplay/audio/stereo_block.h"

#include "dsp/noise/hop_ops.h"

namespace bbplay::dsp {
namespace {

constexpr std::int64_t kMinSegment = 128;  // hops
constexpr std::int64_t kSegmentOfSettling = 4;
// Of the width of a notch, by which single precision may change it.
constexpr double kMostOfWidth = 1e-3;
// By which noise is brought to its level: some 0.2 without notches, and then a tenth is left of it.
constexpr double kMostGain = 2;

static_assert(kNotchHop == kHopPieces * kQuantum);

}  // namespace

template <class Sample>
SweptNoise<Sample>::SweptNoise(NoiseSource source, const NotchMotion& motion,
                               std::span<const StaticNotch> fixed, std::int64_t frames,
                               Fidelity fidelity)
    : source_(std::move(source)),
      motion_(motion),
      heard_(motion_, fixed, frames, fidelity),
      coming_(heard_),
      segment_(kMinSegment),
      out_(2 * heard_.ears() * kNotchHop),
      unheard_(heard_.ears() * kNotchHop) {
  while (segment_ < kSegmentOfSettling * (heard_.settling() + heard_.latency())) segment_ *= 2;
  seek(0);
}

template <class Sample>
std::span<Sample> SweptNoise<Sample>::out(std::int64_t hop) noexcept {
  const std::size_t length = heard_.ears() * kNotchHop;
  return std::span(out_).subspan(length * static_cast<std::size_t>(hop & 1), length);
}

template <class Sample>
std::int64_t SweptNoise<Sample>::first_work_for(std::int64_t segment_start) const noexcept {
  return segment_start - heard_.settling() - heard_.latency();
}

template <class Sample>
void SweptNoise<Sample>::seek(std::int64_t frame) {
  frame_ = frame;
  const std::int64_t hop = frame / static_cast<std::int64_t>(kNotchHop);
  const bool remembers = heard_.settling() > 0;
  const std::int64_t segment_start = remembers ? hop / segment_ * segment_ : hop;
  std::int64_t first = segment_start - heard_.latency();
  heard_runs_ = segment_start == 0 || !remembers;
  coming_runs_ = false;
  if (heard_runs_) {
    heard_.restart(segment_start);
  } else {
    first = first_work_for(segment_start);
  }

  source_.seek(first);
  const auto read_next_hop = [this] { source_.service(kNotchHop); };
  for (std::int64_t k = 0; k < heard_.look_ahead(); ++k) {
    read_next_hop();
    for (int piece = 0; piece < kHopPieces; ++piece) source_.work(piece);
  }
  for (std::int64_t k = first; k <= hop; ++k) {
    read_next_hop();
    for (int piece = 0; piece < kHopPieces; ++piece) work(k, piece);
  }
  read_next_hop();
  const auto pieces = static_cast<int>(frame / static_cast<std::int64_t>(kQuantum) % kHopPieces);
  for (int piece = 0; piece < pieces; ++piece) work(hop + 1, piece);
}

template <class Sample>
void SweptNoise<Sample>::change_strands(std::int64_t hop) noexcept {
  if (coming_runs_ && hop % segment_ == 0) {
    std::swap(heard_, coming_);
    heard_runs_ = true;
    coming_runs_ = false;
  }
  if (hop < 0) return;
  const std::int64_t next_start = (hop / segment_ + 1) * segment_;
  if (heard_.settling() > 0 && hop == first_work_for(next_start)) {
    coming_.restart(next_start - heard_.settling());
    coming_runs_ = true;
  }
}

template <class Sample>
void SweptNoise<Sample>::work(std::int64_t hop, int piece) noexcept {
  if (piece == 0) change_strands(hop);
  if (heard_runs_) heard_.work(motion_, source_, hop, piece, out(hop));
  if (coming_runs_) coming_.work(motion_, source_, hop, piece, unheard_);
  source_.work(piece);
}

template <class Sample>
void SweptNoise<Sample>::render(std::int64_t first, StereoDoubles to) noexcept {
  assert(first == frame_);
  const std::int64_t hop = first / static_cast<std::int64_t>(kNotchHop);
  const auto piece = static_cast<int>(first / static_cast<std::int64_t>(kQuantum) % kHopPieces);
  frame_ += static_cast<std::int64_t>(kQuantum);
  if (passes_through()) {
    const auto mono =
        source_.hop(hop).subspan(kQuantum * static_cast<std::size_t>(piece), kQuantum);
    std::copy(mono.begin(), mono.end(), to.left.begin());
    if (first == 0 && heard_.begins_silent()) to.left[0] = 0;
    std::copy(to.left.begin(), to.left.end(), to.right.begin());
    return source_.work(piece);
  }
  const std::size_t length = heard_.ears() * kQuantum;
  const std::span<const Sample> made =
      out(hop).subspan(length * static_cast<std::size_t>(piece), length);
  split(made, to.left, to.right);
  work(hop + 1, piece);
}

template class SweptNoise<float>;
template class SweptNoise<double>;

bool single_precision_suffices(const NotchMotion& motion, std::span<const StaticNotch> fixed,
                               const NoiseLevel& level) noexcept {
  if (!(std::abs(level.left) <= kMostGain && std::abs(level.right) <= kMostGain)) return false;
  // The poles' square is off by what c, which is almost -2, and the stiffness are rounded by; it lies
  // W / Q inside the circle.
  const auto rounds_off_little = [&](double hz, double q) {
    constexpr double kRounding = 1.2e-7;
    const double w = 2 * std::numbers::pi * hz / motion.rate();
    return kRounding * q <= kMostOfWidth * w;
  };
  const NotchMotion::Extremes moving = motion.extremes();
  return rounds_off_little(moving.lowest_hz, moving.highest_q) &&
         std::all_of(fixed.begin(), fixed.end(), [&](const StaticNotch& notch) {
           return rounds_off_little(notch.hz, notch.q);
         });
}

}  // namespace bbplay::dsp
