// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "analysis/spans.h"
#include "analysis/taped_voices.h"
#include "analysis/tick.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Largest sample of a step whose voices can be entered anywhere: bounds first (ToneClusters), with
/// ever closer looks at what could still hold the peak, and only the quanta that remain are listened
/// to. The peaks are exactly those of listening to every frame, whatever the order of the stretches.
class SparsePeaks {
 public:
  /// Null for voices that have to be listened to frame by frame: those that cannot be entered
  /// anywhere, whose level has no bound, or of whose sum too little is known.
  ///
  /// core  sorted step frames whose peak is asked for besides that of the whole step
  static std::unique_ptr<SparsePeaks> of(const scheduler::StepVoices& voices, std::int64_t frames,
                                         std::vector<Span> core);

  /// core  as for of(), which tells whether there is anything to gain
  explicit SparsePeaks(std::vector<Span> core);

  /// Takes in a stretch that begins with a quantum; stretches may be heard beside each other, each
  /// with voices of its own.
  ///
  /// throws  std::bad_alloc, and what `tick` throws
  void hear(const Span& stretch, scheduler::StepVoices& voices, const Tick& tick);

  /// The same, of a stretch that is recorded of the voices that cannot be entered anywhere. False where
  /// so much could still hold the peak that every quantum was listened to.
  bool hear(const Span& stretch, TapedVoices& voices, const Tick& tick);

  /// Peaks that were found otherwise: what stays below them need not be heard.
  void know(double whole, double in_core) noexcept;

  double whole() const noexcept { return whole_.load(); }
  double in_core() const noexcept { return in_core_.load(); }
  /// Quanta that were listened to.
  std::int64_t heard_quanta() const noexcept { return heard_quanta_.load(); }

 private:
  bool lies_in_core(const Span& frames) const noexcept;
  double loudest_known(const Span& frames) const noexcept;
  void listen(const Span& frames, TapedVoices& voices, const Tick& tick);

  std::vector<Span> core_;
  std::atomic<double> whole_{0}, in_core_{0};
  std::atomic<std::int64_t> heard_quanta_{0};
};

/// Peak of the frames of a quantum, the first of which is step frame `first`, that lie within
/// sorted spans.
float peak_within(const std::vector<Span>& spans, std::int64_t first, ConstStereoBlock quantum);

}  // namespace bbplay::analysis
