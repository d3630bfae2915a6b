// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::scheduler {

/// Where something sounds on the time line: track frames [begin, end).
struct Extent {
  std::int64_t begin = 0, end = 0;
};

/// Plays what stands at one place of the time line: a step or a clip.
///
/// seek(frame)      continues at a track frame                          [not the audio thread]
/// add(first, out)  adds track frames first, first + 1, ... to `out`    [audio thread]
/// ready_from()     silent before this track frame                      [any thread]
template <class P>
concept TimelinePlayer = requires(P& player, const P& asked, std::int64_t frame, StereoBlock out) {
  player.seek(frame);
  requires noexcept(player.add(frame, out));
  { asked.ready_from() } -> std::same_as<std::int64_t>;
};

/// Holds the players of a track while they are needed: each is built some time before it sounds and
/// freed after its end, so that memory depends on how much sounds at a time, not on the
/// length of the track.
///
/// One thread builds and frees (service, seek), one plays (add); a player passes between them
/// through one atomic pointer.
template <TimelinePlayer Player>
class PlayerPool {
 public:
  /// Null for a player that cannot be had: there is silence in its place.
  using Build = std::function<std::unique_ptr<Player>(std::size_t index)>;

  /// extents  of all players, in the order in which they are summed
  /// late_by  frames ahead of the playing thread at which a player that was built too late joins
  PlayerPool(std::vector<Extent> extents, Build build, std::int64_t late_by)
      : extents_(std::move(extents)),
        build_(std::move(build)),
        late_by_(late_by),
        by_begin_(extents_.size()),
        slots_(std::make_unique<Slot[]>(extents_.size())) {
    std::iota(by_begin_.begin(), by_begin_.end(), std::size_t{0});
    std::ranges::stable_sort(by_begin_, {},
                             [this](std::size_t index) { return extents_[index].begin; });
    sounding_.reserve(extents_.size());
    built_.reserve(extents_.size());
  }
  ~PlayerPool() {
    for (const std::size_t index : built_) free(index);
  }
  PlayerPool(const PlayerPool&) = delete;
  PlayerPool& operator=(const PlayerPool&) = delete;

  /// Builds what begins before `horizon` and frees what has ended.  [not the audio thread]
  void service(std::int64_t position, std::int64_t horizon) {
    std::erase_if(built_, [this](std::size_t index) {
      if (!slots_[index].finished.load(std::memory_order_acquire)) return false;
      free(index);
      return true;
    });
    while (next_to_build_ < by_begin_.size() &&
           extents_[by_begin_[next_to_build_]].begin < horizon) {
      const std::size_t index = by_begin_[next_to_build_++];
      const bool late = extents_[index].begin < position;
      build(index, late ? position + late_by_ : position);
    }
  }

  /// Puts everything at `position`; nothing may play meanwhile. A player that is still needed moves
  /// instead of being built anew: its tables and files stay.  [not the audio thread]
  void seek(std::int64_t position, std::int64_t horizon) {
    std::erase_if(built_, [&](std::size_t index) {
      const Extent& extent = extents_[index];
      if (extent.end > position && extent.begin < horizon) {
        slots_[index].player.load()->seek(std::max(position, extent.begin));
        slots_[index].finished.store(false);
        return false;
      }
      free(index);
      return true;
    });
    sounding_.clear();
    next_to_start_ = 0;
    next_to_build_ = 0;
    while (next_to_build_ < by_begin_.size() &&
           extents_[by_begin_[next_to_build_]].begin < horizon) {
      const std::size_t index = by_begin_[next_to_build_++];
      if (slots_[index].player.load() == nullptr) build(index, position);
    }
  }

  /// Calls `visit` with every player there is.  [not the audio thread]
  template <std::invocable<Player&> Visit>
  void for_each_built(Visit&& visit) {
    for (const std::size_t index : built_) visit(*slots_[index].player.load());
  }

  /// Adds track frames first, first + 1, ... of all players to `out`. Returns how many of those that
  /// should sound were not ready.  [audio thread]
  std::size_t add(std::int64_t first, StereoBlock out) noexcept {
    const std::int64_t last = first + static_cast<std::int64_t>(out.frames());
    while (next_to_start_ < by_begin_.size() && extents_[by_begin_[next_to_start_]].begin < last) {
      const std::size_t index = by_begin_[next_to_start_++];
      if (extents_[index].end <= first) continue;
      // Summing in the given order keeps the samples independent of the order of arrival.
      sounding_.insert(std::ranges::upper_bound(sounding_, index), index);
    }
    std::size_t missing = 0;
    for (const std::size_t index : sounding_) {
      Player* player = slots_[index].player.load(std::memory_order_acquire);
      if (player == nullptr) {
        if (!slots_[index].silent.load(std::memory_order_relaxed)) ++missing;
      } else {
        if (player->ready_from() > std::max(first, extents_[index].begin)) ++missing;
        player->add(first, out);
      }
    }
    std::erase_if(sounding_, [&](std::size_t index) {
      const bool ended = extents_[index].end <= last;
      if (ended) slots_[index].finished.store(true, std::memory_order_release);
      return ended;
    });
    return missing;
  }

 private:
  struct Slot {
    std::atomic<Player*> player{nullptr};
    // Set by the playing thread, which will not touch the player again.
    std::atomic<bool> finished{false};
    std::atomic<bool> silent{false};  // it could not be built
  };

  void build(std::size_t index, std::int64_t position) {
    if (extents_[index].end <= position) return;
    std::unique_ptr<Player> player = build_(index);
    slots_[index].silent.store(!player, std::memory_order_relaxed);
    if (!player) return;
    if (position > extents_[index].begin) player->seek(position);
    built_.push_back(index);
    slots_[index].finished.store(false, std::memory_order_relaxed);
    slots_[index].player.store(player.release(), std::memory_order_release);
  }

  void free(std::size_t index) {
    const std::unique_ptr<Player> player(
        slots_[index].player.exchange(nullptr, std::memory_order_relaxed));
  }

  std::vector<Extent> extents_;
  Build build_;
  std::int64_t late_by_;
  std::vector<std::size_t> by_begin_;  // indices in order of their first frame
  std::unique_ptr<Slot[]> slots_;
  // The building thread's own:
  std::size_t next_to_build_ = 0;  // in by_begin_
  std::vector<std::size_t> built_;
  // The playing thread's own:
  std::size_t next_to_start_ = 0;      // in by_begin_
  std::vector<std::size_t> sounding_;  // begun and not ended, ascending
};

}  // namespace bbplay::scheduler
