// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "analysis/spans.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Largest sample of a step that only has voices whose change is bounded (ChangeBound): one frame
/// in `stride` is computed, and only where the frames between could be louder than the loudest
/// known by then are they all listened to. The peaks are exactly those of listening to every frame,
/// whatever the order of the stretches.
class SparsePeaks {
 public:
  /// Null for voices that have to be listened to frame by frame: those without bounds, or that
  /// change so fast that little could be left out.
  ///
  /// core  sorted step frames whose peak is asked for besides that of the whole step
  static std::unique_ptr<SparsePeaks> of(const scheduler::StepVoices& voices, std::int64_t frames,
                                         std::vector<Span> core, int rate);

  /// Takes in a stretch that begins with a quantum; stretches may be heard beside each other, each
  /// with voices of its own.  throws std::bad_alloc
  void hear(const Span& stretch, scheduler::StepVoices& voices);

  double whole() const noexcept { return whole_.load(); }
  double in_core() const noexcept { return in_core_.load(); }

 private:
  SparsePeaks(std::int64_t stride, double excess, std::int64_t frames, std::vector<Span> core,
              int rate);

  std::vector<float> survey(const Span& stretch, scheduler::StepVoices& voices) const;
  bool lies_in_core(const Span& frames) const noexcept;
  double loudest_known(const Span& frames) const noexcept;
  void listen(const Span& quantum, scheduler::StepVoices& voices);

  std::int64_t stride_;
  double excess_;  // of a frame over the loudest one looked at within half a stride
  std::int64_t frames_;
  std::vector<Span> core_;
  std::int64_t fade_frames_;  // at both ends, where voices may fade
  std::atomic<double> whole_{0}, in_core_{0};
};

/// Peak of the frames of a quantum, the first of which is step frame `first`, that lie within
/// sorted spans.
float peak_within(const std::vector<Span>& spans, std::int64_t first, ConstStereoBlock quantum);

}  // namespace bbplay::analysis
