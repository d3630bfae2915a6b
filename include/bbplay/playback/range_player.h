// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "bbplay/playback/audio_source.h"
#include "bbplay/playback/play_range.h"

namespace bbplay {

class TrackScheduler;

/// A source with a time line that can be entered anywhere: a track, as the scheduler plays it.
class SeekableSource : public AudioSource {
 public:
  /// As TrackScheduler::service().  [not the audio thread]
  virtual void service() = 0;
  /// Not beside process_block().  [not the audio thread]
  virtual void seek(std::int64_t frame) = 0;
  /// Blocks in which something was not ready in time.  [any thread]
  virtual std::uint64_t late_blocks() const noexcept = 0;
};

/// A track as a seekable source.
std::unique_ptr<SeekableSource> source_of(std::unique_ptr<TrackScheduler> scheduler);

/// Plays a part of a track, once or several times without a gap.
///
/// Seeking takes time and cannot be done on the audio thread, so there are two decks: while one
/// plays, service() puts the other where playing goes on, and the audio thread changes over. A part
/// that is too short for that is rendered once and repeated from memory.
class RangePlayer final : public AudioSource {
 public:
  /// Makes a source that starts at a frame of the track.
  using MakeDeck = std::function<std::unique_ptr<SeekableSource>(std::int64_t first_frame)>;

  /// rate  Hz
  RangePlayer(const MakeDeck& make_deck, const PlayRange& range, int rate);

  std::size_t process_block(StereoBlock out) noexcept override;

  /// Prepares what comes next: a few times a second while playing live, before each block of at
  /// most kMaxFrames offline.  [control thread]
  void service();
  static constexpr std::size_t kMaxFrames = 1u << 16;

  /// Goes on at `frame` of the track (kept inside the part), with a dip in level instead of a
  /// click; while nothing is heard, at once. Takes as long as a seek of the source.
  /// [control thread]
  void jump(std::int64_t frame);
  /// Where playing goes on: the target of a jump under way, else position().  [control thread]
  std::int64_t destination() const noexcept;

  const PlayRange& range() const noexcept { return range_; }
  /// Next frame of the track.  [any thread]
  std::int64_t position() const noexcept { return position_.load(std::memory_order_relaxed); }
  /// Frames of PlayRange::total() that are over.  [any thread]
  std::int64_t played() const noexcept { return played_.load(std::memory_order_relaxed); }
  /// Blocks that were silent, wholly or in part, for want of something.  [control thread]
  std::uint64_t late_blocks() const noexcept;

 private:
  /// What the deck that does not play is ready for. While `nothing`, it belongs to the control
  /// thread, otherwise to whoever takes it with a compare-and-exchange.
  enum class Standby : std::uint8_t { nothing, next_pass, jump };
  struct Decks {
    std::uint8_t playing = 0;
    Standby standby = Standby::nothing;
  };

  void prepare(Standby purpose, std::int64_t frame);
  bool change_over(Standby purpose) noexcept;
  void publish() noexcept;
  void dip(StereoBlock block) noexcept;
  std::int64_t index() const noexcept { return pass_ * pass_frames_ + in_pass_; }

  PlayRange range_;
  bool from_memory_ = false;
  std::int64_t pass_frames_;  // of one pass over a deck: all repeats when they come from memory
  std::int64_t passes_;       // or PlayRange::kForEver
  std::int64_t dip_frames_;
  MakeDeck make_deck_;

  std::array<std::unique_ptr<SeekableSource>, 2> decks_;
  std::array<std::int64_t, 2> entry_;  // track frame at which each deck enters
  std::atomic<Decks> state_{};

  // Of the audio thread.
  std::int64_t pass_ = 0;
  std::int64_t in_pass_ = 0;  // frames of this pass that are over
  enum class Dip : std::uint8_t { none, down, up } dip_ = Dip::none;
  std::int64_t dipped_ = 0;  // frames of it that are over

  std::atomic<std::int64_t> position_{0}, played_{0};
  std::atomic<std::uint64_t> late_{0};
};

}  // namespace bbplay
