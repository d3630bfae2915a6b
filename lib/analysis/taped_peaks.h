// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "analysis/spans.h"
#include "analysis/taped_voices.h"
#include "analysis/tick.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Where listening to a step ends early: after the first block of so many frames at whose end the peak
/// that counts reaches `enough`.
struct EarlyExit {
  static constexpr std::int64_t kBlockFrames = 4096;
  double enough = 0;
};

/// Largest sample of a step of which some voices cannot be entered anywhere: those are recorded part by
/// part, and each part is listened to as SparsePeaks does. The peaks are exactly those of listening to
/// every frame in order.
class TapedPeaks {
 public:
  /// Whether that takes less time than to listen to every frame of `frames`, on one thread or where
  /// several can share all voices out between them.
  static bool are_of_use(const scheduler::StepVoices& voices, std::int64_t frames,
                         bool could_be_shared);

  /// voices  of the caller, in which nobody else renders meanwhile
  /// core    sorted step frames whose peak is asked for besides, and is what counts for the exit
  TapedPeaks(scheduler::StepVoices& voices, std::vector<Span> core, EarlyExit exit);

  /// Peaks of what is before: what stays below them need not be heard.
  void know(double whole, double in_core) noexcept;

  struct Heard {
    std::int64_t end = 0;  // frame up to which the stretch was listened to
    bool is_decided = false;
  };
  /// Takes in a stretch, at whose beginning the followed voices stand; they are left at the end of what
  /// was heard, unless the exit came. Gives up early when `is_in_vain` says so, and where two parts at
  /// the beginning had to be heard in full.
  ///
  /// stretch  begins with a block, as EarlyExit counts them
  /// runners  threads that may share the followed voices
  /// throws   std::bad_alloc, and what `tick` throws
  Heard hear(const Span& stretch, unsigned runners, const Tick& tick,
             const std::function<bool()>& is_in_vain);

  double whole() const noexcept { return whole_; }
  double in_core() const noexcept { return in_core_; }
  /// Quanta that were listened to, the followed voices apart.
  std::int64_t heard_quanta() const noexcept { return heard_quanta_; }

 private:
  bool is_enough(double whole, double in_core) const noexcept;
  void listen_until_enough(const Span& part, const Tick& tick);

  TapedVoices voices_;
  std::vector<Span> core_;
  EarlyExit exit_;
  double whole_ = 0, in_core_ = 0;
  std::int64_t heard_quanta_ = 0;
};

}  // namespace bbplay::analysis
