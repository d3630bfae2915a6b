// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "bbplay/audio/renewal.h"
#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

/// So many time constants make a run-in: what was before has faded to some 4e-11.
inline constexpr double kFadedTimeConstants = 24;

/// An effect with a memory, renewed at every multiple of kRenewalFrames: a second one, which begins
/// with nothing, listens in before and takes over there. Until then either is in nobody's way.
/// Where another one listens to it that is renewed, too, it takes over ahead of the multiples, by what
/// that one takes to run in.
///
/// Effect  restart(frame)     there was nothing before `frame`
///         restart_beside(frame, heard)  the same where working it out takes time: `heard` stands at
///                            `frame` and knows                        [audio thread]
///         run_in_frames()    after so many it hardly matters where it was restarted; nothing when
///                            it may matter for ever, and then it is not renewed
///         process(first, inout)  the quantum that begins at `first`, in order  [audio thread]
template <class Effect>
class Renewed {
 public:
  /// ahead_frames  of the multiples, whole quanta
  explicit Renewed(Effect effect, std::int64_t ahead_frames = 0)
      : heard_(std::move(effect)), ahead_(ahead_frames) {
    constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
    const std::optional<std::int64_t> run_in = heard_.run_in_frames();
    if (!run_in || *run_in > kRenewalFrames / 2) return;
    const std::int64_t quanta = (*run_in / kQuantumFrames + 1) * kQuantumFrames;
    if (quanta + ahead_ > kRenewalFrames) return;
    run_in_ = quanta;
    next_ = heard_;
  }

  const Effect& effect() const noexcept { return heard_; }
  bool renews() const noexcept { return next_.has_value(); }
  /// Whole quanta that the second one listens in; 0 where there is none.
  std::int64_t run_in_frames() const noexcept { return run_in_; }

  /// Replaces the quantum that begins at `first`.  [audio thread]
  void process(std::int64_t first, StereoBlock inout) noexcept {
    if (!next_) return heard_.process(first, inout);
    const std::int64_t since_renewal = (first + ahead_) % kRenewalFrames;
    if (since_renewal == 0 && first > 0) {
      std::swap(heard_, *next_);
      runs_in_ = false;
    }
    if (const std::int64_t left = kRenewalFrames - since_renewal; left <= run_in_) {
      if (left == run_in_) restart_next(first);
      QuantumBuffer listened;
      std::ranges::copy(inout.left, listened.left);
      std::ranges::copy(inout.right, listened.right);
      next_->process(first, listened.block());
    }
    if (!runs_in_) heard_.process(first, inout);
  }

  /// Where process() has to go on from to be right at `frame`, after enter().
  std::int64_t entry_before(std::int64_t frame) const noexcept {
    const std::int64_t renewal = (frame + ahead_) / kRenewalFrames * kRenewalFrames - ahead_;
    return next_ && renewal > 0 ? renewal - run_in_ : 0;
  }
  /// Goes on at an entry, or at one before that of another effect.
  void enter(std::int64_t entry) noexcept {
    runs_in_ = entry > 0;
    if (!runs_in_) heard_.restart(0);
  }

 private:
  void restart_next(std::int64_t frame) noexcept {
    if constexpr (requires { next_->restart_beside(frame, heard_); }) {
      // What was just entered stands nowhere; nobody enters on the audio thread.
      if (!runs_in_) return next_->restart_beside(frame, heard_);
    }
    next_->restart(frame);
  }

  Effect heard_;
  std::optional<Effect> next_;
  std::int64_t ahead_ = 0;
  std::int64_t run_in_ = 0;  // frames, whole quanta
  bool runs_in_ = false;     // what is heard is unspecified until the next renewal
};

}  // namespace bbplay::dsp
