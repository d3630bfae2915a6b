// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/playback/audio_source.h"
#include "bbplay/playback/range_player.h"

namespace bbplay {

/// How one player goes over into another: a crossfade that was rendered beforehand, so that the
/// audio thread has nothing to do twice.
struct Joint {
  std::int64_t at = 0;  // of RangePlayer::played() of the one that is left
  StereoBuffer audio;

  /// How long: of two that differ in their level alone, and of others.
  static constexpr double kLevelSeconds = 0.02, kSeconds = 0.05;

  /// Renders the crossfade from one player into the other, both at `at` and of `rate` Hz; `to` is
  /// behind it afterwards. Power is kept, also where both say nearly the same.
  static Joint between(RangePlayer& from, RangePlayer& to, int rate);
};

/// Plays a part of a track, and from a given frame on a part of another one.
class Handover final : public AudioSource {
 public:
  enum class AtEnd { ends, stays_silent };

  /// first  outlives this, or its successor's turn
  Handover(RangePlayer& first, AtEnd at_end) noexcept : current_(&first), at_end_(at_end) {}

  std::size_t process_block(StereoBlock out) noexcept override;

  /// `next` plays after `joint`. Both stay in place until withdrawn() or taken over. Only one at a
  /// time.  [control thread]
  void follow(RangePlayer& next, Joint& joint) noexcept;
  /// The one that waits will not play. False when its turn has begun.  [control thread]
  bool withdraw() noexcept;
  /// What waited plays, and what played before can go.  [control thread]
  bool taken_over() const noexcept { return state_.load(std::memory_order_acquire) == State::idle; }

 private:
  /// Who may touch `next_` and `joint_`: the control thread while idle, whoever changes it while
  /// waiting, the audio thread while joining.
  enum class State : std::uint8_t { idle, waiting, joining };

  std::size_t play_joint(StereoBlock out) noexcept;

  RangePlayer* current_;  // of the audio thread
  AtEnd at_end_;
  RangePlayer* next_ = nullptr;
  Joint* joint_ = nullptr;
  std::size_t joined_ = 0;  // frames of it that are over
  std::atomic<State> state_{State::idle};
};

}  // namespace bbplay
