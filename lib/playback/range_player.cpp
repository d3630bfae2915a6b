// SPDX-License-Identifier: MIT
#include "bbplay/playback/range_player.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "bbplay/audio/frames.h"

#include "playback/apply_gain.h"
#include "playback/memory_loop.h"

namespace bbplay {
namespace {

constexpr double kDipSeconds = 0.02;
/// Shorter parts are repeated from memory: long enough for a housekeeping thread that comes by a
/// few times a second, and for any offline block.
constexpr double kShortSeconds = 2;
constexpr std::int64_t kShortFrames = 1 << 17;

void fill_silence(StereoBlock block) {
  std::fill(block.left.begin(), block.left.end(), 0.0f);
  std::fill(block.right.begin(), block.right.end(), 0.0f);
}

}  // namespace

RangePlayer::RangePlayer(const MakeDeck& make_deck, const PlayRange& range, int rate)
    : range_(range),
      pass_frames_(range.frames()),
      passes_(range.repeats),
      dip_frames_(nearest_frame(kDipSeconds, rate)),
      make_deck_(make_deck),
      entry_{range.start, range.start},
      position_(range.start) {
  assert(range.start < range.end);
  decks_[0] = make_deck_(range.start);
  const auto short_frames =
      std::max<std::int64_t>(kShortFrames, nearest_frame(kShortSeconds, rate));
  from_memory_ = range.repeats != 1 && range.frames() <= short_frames;
  if (from_memory_) {
    decks_[0] = std::make_unique<playback::MemoryLoop>(*decks_[0], range.frames());
    pass_frames_ = range.total();
    passes_ = 1;
  }
}

void RangePlayer::prepare(Standby purpose, std::int64_t frame) {
  // Only called while the deck is ours; `playing` cannot change meanwhile.
  const std::uint8_t playing = state_.load(std::memory_order_acquire).playing;
  const std::size_t other = 1u - playing;
  if (decks_[other]) {
    decks_[other]->seek(frame);
  } else {
    decks_[other] = make_deck_(frame);
  }
  entry_[other] = frame;
  state_.store({playing, purpose}, std::memory_order_release);
}

void RangePlayer::service() {
  for (const auto& deck : decks_) {
    if (deck) deck->service();
  }
  const bool last_pass = passes_ != PlayRange::kForEver && played() / pass_frames_ + 1 >= passes_;
  if (last_pass || state_.load(std::memory_order_acquire).standby != Standby::nothing) return;
  prepare(Standby::next_pass, range_.start);
}

void RangePlayer::jump(std::int64_t frame) {
  if (from_memory_) return;
  Decks decks = state_.load(std::memory_order_acquire);
  while (decks.standby != Standby::nothing &&
         !state_.compare_exchange_weak(decks, {decks.playing, Standby::nothing},
                                       std::memory_order_acq_rel)) {
  }
  prepare(Standby::jump, std::clamp(frame, range_.start, range_.end - 1));
}

std::int64_t RangePlayer::destination() const noexcept {
  const Decks decks = state_.load(std::memory_order_acquire);
  return decks.standby == Standby::jump ? entry_[1u - decks.playing] : position();
}

bool RangePlayer::change_over(Standby purpose) noexcept {
  Decks decks = state_.load(std::memory_order_acquire);
  const auto other = static_cast<std::uint8_t>(1 - decks.playing);
  if (decks.standby != purpose || !state_.compare_exchange_strong(decks, {other, Standby::nothing},
                                                                  std::memory_order_acq_rel)) {
    return false;
  }
  in_pass_ = entry_[other] - range_.start;
  return true;
}

std::size_t RangePlayer::process_block(StereoBlock out) noexcept {
  if (out.frames() == 0) {
    if (change_over(Standby::jump)) {
      dip_ = Dip::none;
      publish();
    }
    return 0;
  }
  StereoBlock rest = out;
  bool ended = false;
  while (rest.frames() > 0 && !ended) {
    if (dip_ == Dip::none && state_.load(std::memory_order_relaxed).standby == Standby::jump) {
      dip_ = Dip::down;
      dipped_ = 0;
    }
    if (dip_ == Dip::down && dipped_ == dip_frames_) {
      if (!change_over(Standby::jump)) break;  // the target has changed and is being prepared
      dip_ = Dip::up;
      dipped_ = 0;
      continue;
    }
    const std::int64_t left = pass_frames_ - in_pass_;
    if (left == 0) {
      if (dip_ == Dip::down) {
        dipped_ = dip_frames_;
        continue;
      }
      if (pass_ + 1 == passes_) {
        ended = true;
        continue;
      }
      if (!change_over(Standby::next_pass)) {
        late_.fetch_add(1, std::memory_order_relaxed);
        break;
      }
      ++pass_;
      continue;
    }
    auto count =
        static_cast<std::size_t>(std::min<std::int64_t>(left, std::int64_t(rest.frames())));
    if (dip_ != Dip::none) count = std::min(count, static_cast<std::size_t>(dip_frames_ - dipped_));
    const StereoBlock now = rest.first(count);
    decks_[state_.load(std::memory_order_relaxed).playing]->process_block(now);
    range_.shape(index(), now);
    if (dip_ != Dip::none) dip(now);
    in_pass_ += static_cast<std::int64_t>(count);
    rest = rest.dropping(count);
  }
  fill_silence(rest);
  publish();
  return ended ? out.frames() - rest.frames() : out.frames();
}

void RangePlayer::publish() noexcept {
  const std::int64_t in_range = from_memory_ ? in_pass_ % range_.frames() : in_pass_;
  position_.store(range_.start + in_range, std::memory_order_relaxed);
  played_.store(index(), std::memory_order_relaxed);
}

void RangePlayer::dip(StereoBlock block) noexcept {
  const double step = 1.0 / static_cast<double>(dip_frames_);
  const std::int64_t first = dipped_;
  const bool down = dip_ == Dip::down;
  playback::apply_gain(block, [&](std::int64_t i) {
    const double done = step * static_cast<double>(first + i + 1);
    return down ? 1 - done : done;
  });
  dipped_ += static_cast<std::int64_t>(block.frames());
  if (!down && dipped_ == dip_frames_) dip_ = Dip::none;
}

std::uint64_t RangePlayer::late_blocks() const noexcept {
  std::uint64_t late = late_.load(std::memory_order_relaxed);
  for (const auto& deck : decks_) {
    if (deck) late += deck->late_blocks();
  }
  return late;
}

}  // namespace bbplay
