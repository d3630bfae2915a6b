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
constexpr std::size_t kBlendBlock = 1'024;  // frames of a crossfade that are made at a time

void fill_silence(StereoBlock block) {
  std::fill(block.left.begin(), block.left.end(), 0.0f);
  std::fill(block.right.begin(), block.right.end(), 0.0f);
}

}  // namespace

RangePlayer::RangePlayer(const MakeDeck& make_deck, const PlayRange& range, int rate,
                         std::int64_t played)
    : range_(range),
      pass_frames_(range.frames()),
      passes_(range.repeats),
      dip_frames_(nearest_frame(kDipSeconds, rate)),
      blend_frames_(nearest_frame(kExchangeSeconds, rate)),
      short_frames_(std::max<std::int64_t>(kShortFrames, nearest_frame(kShortSeconds, rate))),
      make_deck_(make_deck),
      entering_(kBlendBlock),
      position_(range.start) {
  assert(range.start < range.end);
  from_memory_ = range.repeats != 1 && range.frames() <= short_frames_;
  if (from_memory_) {
    pass_frames_ = range.total();
    passes_ = 1;
  }
  pass_ = std::max<std::int64_t>(played, 0) / pass_frames_;
  if (passes_ != PlayRange::kForEver) pass_ = std::min(pass_, passes_ - 1);
  in_pass_ = std::clamp<std::int64_t>(played - pass_ * pass_frames_, 0, pass_frames_);
  decks_[0] = deck_at(in_pass_);
  publish();
}

std::unique_ptr<SeekableSource> RangePlayer::deck_at(std::int64_t frame_of_pass) const {
  if (!from_memory_) return make_deck_(range_.start + frame_of_pass);
  auto loop = std::make_unique<playback::MemoryLoop>(*make_deck_(range_.start), range_.frames());
  loop->seek(frame_of_pass);
  return loop;
}

void RangePlayer::put(std::size_t deck, std::unique_ptr<SeekableSource> source) {
  if (decks_[deck]) late_before_ += decks_[deck]->late_blocks();
  decks_[deck] = std::move(source);
  made_after_[deck] = adopted_;
}

void RangePlayer::prepare(Standby purpose, std::int64_t frame) {
  // Only called while the deck is ours; `playing` cannot change meanwhile.
  const std::uint8_t playing = state_.load(std::memory_order_acquire).playing;
  const std::size_t other = 1u - playing;
  if (decks_[other] && made_after_[other] == adopted_) {
    decks_[other]->seek(frame);
  } else {
    put(other, make_deck_(frame));
  }
  entry_[other].store(frame - range_.start, std::memory_order_relaxed);
  state_.store({playing, purpose}, std::memory_order_release);
}

/// The deck is ours again, unless it has been taken meanwhile.
bool RangePlayer::take_back(Standby purpose) noexcept {
  Decks decks = state_.load(std::memory_order_acquire);
  while (decks.standby == purpose) {
    if (state_.compare_exchange_weak(decks, {decks.playing, Standby::nothing},
                                     std::memory_order_acq_rel)) {
      return true;
    }
  }
  return false;
}

/// Where the deck enters that does not play.
std::int64_t RangePlayer::entry() const noexcept {
  const std::size_t other = 1u - state_.load(std::memory_order_relaxed).playing;
  return entry_[other].load(std::memory_order_relaxed);
}

bool RangePlayer::is_last_pass() const noexcept {
  return passes_ != PlayRange::kForEver && played() / pass_frames_ + 1 >= passes_;
}

void RangePlayer::service() {
  for (const auto& deck : decks_) {
    if (deck) deck->service();
  }
  // An exchange whose frame is over will not happen any more.
  if (exchanging() && frame_of_pass() > entry()) {
    take_back(Standby::exchange);
  }
  const Decks decks = state_.load(std::memory_order_acquire);
  if (pending_jump_ && decks.standby != Standby::blending) {
    jump(*std::exchange(pending_jump_, std::nullopt));
    return;
  }
  if (decks.standby != Standby::nothing) return;
  const std::size_t other = 1u - decks.playing;
  if (decks_[other] && made_after_[other] != adopted_) put(other, nullptr);
  if (!is_last_pass()) prepare(Standby::next_pass, range_.start);
}

void RangePlayer::jump(std::int64_t frame) {
  if (from_memory_) return;
  take_back(Standby::next_pass);
  take_back(Standby::jump);
  take_back(Standby::exchange);
  if (state_.load(std::memory_order_acquire).standby == Standby::blending) {
    pending_jump_ = frame;
  } else {
    prepare(Standby::jump, std::clamp(frame, range_.start, range_.end - 1));
  }
}

std::int64_t RangePlayer::destination() const noexcept {
  if (pending_jump_) return *pending_jump_;
  const Decks decks = state_.load(std::memory_order_acquire);
  return decks.standby == Standby::jump ? range_.start + entry() : position();
}

void RangePlayer::adopt(MakeDeck make_deck) {
  make_deck_ = std::move(make_deck);
  ++adopted_;
  take_back(Standby::next_pass);
  take_back(Standby::exchange);
}

bool RangePlayer::plays_adopted() const noexcept {
  const Decks decks = state_.load(std::memory_order_acquire);
  return made_after_[decks.playing] == adopted_;
}

std::optional<std::int64_t> RangePlayer::exchange_point(std::int64_t lead) const noexcept {
  const std::int64_t at = frame_of_pass();
  // The deck of the next pass can be prepared only afterwards.
  const std::int64_t rest = blend_frames_ + (is_last_pass() ? 0 : short_frames_);
  if (pass_frames_ - at < lead + rest) return std::nullopt;
  return at + lead;
}

RangePlayer::Substitute RangePlayer::substitute(std::int64_t at) const { return {deck_at(at), at}; }

bool RangePlayer::exchange(Substitute substitute) {
  take_back(Standby::next_pass);
  const Decks decks = state_.load(std::memory_order_acquire);
  if (decks.standby != Standby::nothing || frame_of_pass() >= substitute.at) return false;
  const std::size_t other = 1u - decks.playing;
  put(other, std::move(substitute.deck));
  entry_[other].store(substitute.at, std::memory_order_relaxed);
  state_.store({decks.playing, Standby::exchange}, std::memory_order_release);
  return true;
}

bool RangePlayer::exchanging() const noexcept {
  const Standby standby = state_.load(std::memory_order_acquire).standby;
  return standby == Standby::exchange || standby == Standby::blending;
}

bool RangePlayer::change_over(Standby purpose) noexcept {
  Decks decks = state_.load(std::memory_order_acquire);
  const auto other = static_cast<std::uint8_t>(1 - decks.playing);
  if (decks.standby != purpose || !state_.compare_exchange_strong(decks, {other, Standby::nothing},
                                                                  std::memory_order_acq_rel)) {
    return false;
  }
  in_pass_ = entry_[other].load(std::memory_order_relaxed);
  return true;
}

/// If the deck that is to take over has not been taken back.
void RangePlayer::begin_blending() noexcept {
  Decks decks = state_.load(std::memory_order_acquire);
  if (decks.standby != Standby::exchange) return;
  if (state_.compare_exchange_strong(decks, {decks.playing, Standby::blending},
                                     std::memory_order_acq_rel)) {
    blended_ = 0;
  }
}

/// From what the playing deck says, in `block`, to the other.
void RangePlayer::blend(StereoBlock block) noexcept {
  const Decks decks = state_.load(std::memory_order_relaxed);
  const StereoBlock entering = entering_.block().first(block.frames());
  decks_[1u - decks.playing]->process_block(entering);
  const double step = 1.0 / static_cast<double>(blend_frames_);
  for (std::size_t i = 0; i < block.frames(); ++i) {
    ++blended_;
    const auto weight = static_cast<float>(step * static_cast<double>(blended_));
    block.left[i] = block.left[i] * (1 - weight) + entering.left[i] * weight;
    block.right[i] = block.right[i] * (1 - weight) + entering.right[i] * weight;
  }
  if (blended_ == blend_frames_) end_blending();
}

void RangePlayer::end_blending() noexcept {
  const Decks decks = state_.load(std::memory_order_relaxed);
  state_.store({static_cast<std::uint8_t>(1 - decks.playing), Standby::nothing},
               std::memory_order_release);
}

std::size_t RangePlayer::process_block(StereoBlock out) noexcept {
  if (out.frames() == 0) {
    if (state_.load(std::memory_order_relaxed).standby == Standby::blending) end_blending();
    if (change_over(Standby::jump)) {
      dip_ = Dip::none;
      publish();
    }
    return 0;
  }
  StereoBlock rest = out;
  bool ended = false;
  while (rest.frames() > 0 && !ended) {
    Decks decks = state_.load(std::memory_order_acquire);
    if (dip_ == Dip::none && decks.standby == Standby::jump) {
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
        dip_ = Dip::none;  // for a jump that comes afterwards
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
    std::int64_t frames = std::min<std::int64_t>(left, std::int64_t(rest.frames()));
    if (dip_ != Dip::none) frames = std::min(frames, dip_frames_ - dipped_);
    if (decks.standby == Standby::exchange) {
      const std::int64_t until = entry() - in_pass_;
      if (until == 0) begin_blending();
      if (until > 0) frames = std::min(frames, until);
      decks = state_.load(std::memory_order_relaxed);
    }
    const bool blends = decks.standby == Standby::blending;
    if (blends) frames = std::min({frames, blend_frames_ - blended_, std::int64_t(kBlendBlock)});
    const auto count = static_cast<std::size_t>(frames);
    const StereoBlock now = rest.first(count);
    decks_[decks.playing]->process_block(now);
    if (blends) blend(now);
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
  std::uint64_t late = late_.load(std::memory_order_relaxed) + late_before_;
  for (const auto& deck : decks_) {
    if (deck) late += deck->late_blocks();
  }
  return late;
}

}  // namespace bbplay
