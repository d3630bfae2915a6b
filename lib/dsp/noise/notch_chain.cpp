// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_chain.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/noise/hop_ops.h"

namespace bbplay::dsp {
namespace {

constexpr std::size_t kQuantumOfHop = kNotchHop / kHopPieces;
constexpr int kBetweenHops = 4;
constexpr double kMaxFractionOfRate = 0.49;
constexpr double kMaxSettlingSeconds = 30;

std::int64_t hops_of(double frames) {
  return static_cast<std::int64_t>(std::ceil(frames / static_cast<double>(kNotchHop)));
}

}  // namespace

template <class Sample>
NotchChain<Sample>::NotchChain(const NotchMotion& motion, std::span<const StaticNotch> fixed,
                               std::int64_t frames, Fidelity fidelity)
    : ears_(motion.ears_differ() ? 2 : 1), fixed_(0, ears_) {
  if (fidelity == Fidelity::corrected) {
    continuous_.emplace(motion);
  } else {
    for (int pass = 0; pass < motion.passes(); ++pass) passes_.emplace_back(motion, pass, frames);
  }
  if (passes_.size() > 1) between_.resize(ears_ * kNotchHop * kBetweenHops);

  double fixed_frames = 0;
  for (const StaticNotch& notch : fixed) {
    if (notch.hz >= kMaxFractionOfRate * motion.rate()) continue;
    const NotchSection section = NotchSection::at(notch.hz, notch.q, motion.rate());
    fixed_sections_.insert(fixed_sections_.end(), 2 * static_cast<std::size_t>(notch.count),
                           section);
    fixed_frames += notch_settling_frames(notch.hz, notch.q, 2 * notch.count, motion.rate());
  }
  fixed_ = NotchCascade<Sample>(fixed_sections_.size(), ears_);
  fixed_frames = std::min(fixed_frames, kMaxSettlingSeconds * motion.rate());
  settling_ = hops_of(fixed_frames);
  const auto moving = static_cast<double>(motion.settling_frames());
  settling_ += motion.passes() * (hops_of(moving) + 1);
}

template <class Sample>
bool NotchChain<Sample>::passes_through() const noexcept {
  return passes_.empty() && (!continuous_ || continuous_->is_empty()) && fixed_.stages() == 0;
}

template <class Sample>
std::int64_t NotchChain<Sample>::look_ahead() const noexcept {
  return std::max<std::int64_t>(1, 2 * static_cast<std::int64_t>(passes_.size()));
}

template <class Sample>
std::int64_t NotchChain<Sample>::latency() const noexcept {
  return passes_.size() > 1 ? 2 : 0;
}

template <class Sample>
void NotchChain<Sample>::restart(std::int64_t hop) noexcept {
  first_block_ = hop;
  for (OverlapAddNotches<Sample>& pass : passes_) pass.restart();
  if (continuous_) continuous_->restart();
  fixed_.clear();
  fixed_begins_ = true;
}

template <class Sample>
std::span<Sample> NotchChain<Sample>::between(std::int64_t hop) noexcept {
  const auto slot = static_cast<std::size_t>(hop & (kBetweenHops - 1));
  return std::span(between_).subspan(ears_ * kNotchHop * slot, ears_ * kNotchHop);
}

template <class Sample>
void NotchChain<Sample>::work_blocks(const NotchMotion& motion, const NoiseSource& source,
                                     std::int64_t hop, int piece, std::span<Sample> out) noexcept {
  // The first half of a block lies in its own hop, the second in the next one.
  constexpr int kHalf = kHopPieces / 2;
  const std::int64_t half = piece / kHalf;
  constexpr std::size_t kPiece = OverlapAddNotches<Sample>::kPiece;
  const std::size_t offset = kPiece * static_cast<std::size_t>(piece % kHalf);
  const std::int64_t first_pass_hop = hop + latency();
  if (first_pass_hop >= first_block_) {
    spread(source.hop(first_pass_hop + half).subspan(offset, kPiece), passes_[0].piece());
    const bool is_last = passes_.size() == 1;
    passes_[0].work(motion, first_pass_hop, piece, is_last ? out : between(first_pass_hop));
  }
  if (passes_.size() > 1 && hop >= first_block_) {
    const auto in = between(hop + half).subspan(ears_ * offset, ears_ * kPiece);
    std::copy(in.begin(), in.end(), passes_[1].piece().begin());
    passes_[1].work(motion, hop, piece, out);
  }
}

template <class Sample>
void NotchChain<Sample>::work(const NotchMotion& motion, const NoiseSource& source,
                              std::int64_t hop, int piece, std::span<Sample> out) noexcept {
  const std::size_t offset = kQuantumOfHop * static_cast<std::size_t>(piece);
  const std::span<Sample> quantum = out.subspan(ears_ * offset, ears_ * kQuantumOfHop);
  if (!passes_.empty()) {
    work_blocks(motion, source, hop, piece, out);
  } else {
    spread(source.hop(hop).subspan(offset, kQuantumOfHop), quantum);
  }
  if (hop < first_block_) return;
  if (continuous_) {
    continuous_->process(
        motion, hop * static_cast<std::int64_t>(kNotchHop) + static_cast<std::int64_t>(offset),
        quantum);
  } else if (begins_silent() && hop == 0 && piece == 0) {
    std::fill_n(quantum.begin(), ears_, Sample{0});
  }
  if (fixed_begins_) {
    for (std::size_t k = 0; k < fixed_.stages(); ++k) {
      for (const Ear ear : first_ears(ears_)) fixed_.tune(k, ear, fixed_sections_[k]);
    }
    constexpr std::array<Sample, 2> kSilence = {};
    fixed_.settle(std::span(kSilence).first(ears_));
    fixed_begins_ = false;
  }
  fixed_.process(quantum);
}

template class NotchChain<float>;
template class NotchChain<double>;

}  // namespace bbplay::dsp
