// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

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
///
/// What plays can be exchanged for the same track with other gains: adopt() says how its decks are
/// made, exchange() lets one of them take over in a slow crossfade.
class RangePlayer final : public AudioSource {
 public:
  /// Makes a source that starts at a frame of the track.
  using MakeDeck = std::function<std::unique_ptr<SeekableSource>(std::int64_t first_frame)>;

  /// rate    Hz
  /// played  frames of all that is played that are over already; beyond its end nothing is left
  RangePlayer(const MakeDeck& make_deck, const PlayRange& range, int rate, std::int64_t played = 0);

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

  static constexpr double kExchangeSeconds = 1;  // how long the crossfade takes
  /// A jump has not arrived yet.  [control thread]
  bool jumping() const noexcept {
    return pending_jump_ || state_.load(std::memory_order_acquire).standby == Standby::jump;
  }

  /// From now on decks are made by `make_deck`, whose track has the same time line. What plays stays
  /// until exchange(), a jump or the next pass brings one of them.  [control thread]
  void adopt(MakeDeck make_deck);
  /// How they are made now.  [control thread]
  const MakeDeck& decks() const noexcept { return make_deck_; }
  /// What is heard comes from a deck of those adopted last, and from no other.  [control thread]
  bool plays_adopted() const noexcept;

  /// A deck that could take over.
  struct Substitute {
    std::unique_ptr<SeekableSource> deck;
    std::int64_t at = 0;  // frame of the pass at which it enters
  };
  /// The frame of the pass that plays `lead` frames from now, if an exchange that begins there
  /// leaves the rest of the pass undisturbed.  [control thread]
  std::optional<std::int64_t> exchange_point(std::int64_t lead) const noexcept;
  /// Takes as long as a seek of the source.  [any thread, not beside adopt()]
  Substitute substitute(std::int64_t at) const;
  /// Lets `substitute` take over when playing reaches its frame. False when that is over already,
  /// or a jump is under way. While nothing is heard it waits, too.  [control thread]
  bool exchange(Substitute substitute);
  /// An exchange waits for its frame or is under way.  [control thread]
  bool exchanging() const noexcept;

  const PlayRange& range() const noexcept { return range_; }
  /// Next frame of the track.  [any thread]
  std::int64_t position() const noexcept { return position_.load(std::memory_order_relaxed); }
  /// Frames of PlayRange::total() that are over.  [any thread]
  std::int64_t played() const noexcept { return played_.load(std::memory_order_relaxed); }
  /// Blocks that were silent, wholly or in part, for want of something.  [control thread]
  std::uint64_t late_blocks() const noexcept;

 private:
  /// What the deck that does not play is ready for. While `nothing`, it belongs to the control
  /// thread, otherwise to whoever takes it with a compare-and-exchange; while it is `blending`, both
  /// decks belong to the audio thread.
  enum class Standby : std::uint8_t { nothing, next_pass, jump, exchange, blending };
  /// Aligned like a number of its size: Clang would lock around one that may lie across two words.
  struct alignas(std::uint16_t) Decks {
    std::uint8_t playing = 0;
    Standby standby = Standby::nothing;
  };
  static_assert(alignof(Decks) == sizeof(Decks) && std::atomic<Decks>::is_always_lock_free);

  std::unique_ptr<SeekableSource> deck_at(std::int64_t frame_of_pass) const;
  void prepare(Standby purpose, std::int64_t frame);
  void put(std::size_t deck, std::unique_ptr<SeekableSource> source);
  bool take_back(Standby purpose) noexcept;
  bool change_over(Standby purpose) noexcept;
  std::int64_t frame_of_pass() const noexcept { return played() % pass_frames_; }
  bool is_last_pass() const noexcept;
  std::int64_t entry() const noexcept;

  void begin_blending() noexcept;
  void blend(StereoBlock block) noexcept;
  void end_blending() noexcept;
  void publish() noexcept;
  void dip(StereoBlock block) noexcept;
  std::int64_t index() const noexcept { return pass_ * pass_frames_ + in_pass_; }

  PlayRange range_;
  bool from_memory_ = false;
  std::int64_t pass_frames_;  // of one pass over a deck: all repeats when they come from memory
  std::int64_t passes_;       // or PlayRange::kForEver
  std::int64_t dip_frames_, blend_frames_, short_frames_;
  MakeDeck make_deck_;
  unsigned adopted_ = 0;  // times that decks were adopted

  std::array<std::unique_ptr<SeekableSource>, 2> decks_;
  std::array<unsigned, 2> made_after_{};  // so many adoptions
  /// Frame of the pass at which each deck enters.
  std::array<std::atomic<std::int64_t>, 2> entry_{};
  std::atomic<Decks> state_{};
  std::optional<std::int64_t> pending_jump_;  // until an exchange is over; of the control thread
  std::uint64_t late_before_ = 0;             // of decks that are gone

  // Of the audio thread.
  std::int64_t pass_ = 0;
  std::int64_t in_pass_ = 0;  // frames of this pass that are over
  enum class Dip : std::uint8_t { none, down, up } dip_ = Dip::none;
  std::int64_t dipped_ = 0;   // frames of it that are over
  std::int64_t blended_ = 0;  // frames of an exchange that are over
  StereoBuffer entering_;     // what the deck says that takes over

  std::atomic<std::int64_t> position_{0}, played_{0};
  std::atomic<std::uint64_t> late_{0};
};

}  // namespace bbplay
