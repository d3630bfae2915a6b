// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "bbplay/plan/render_plan.h"

#include "scheduler/block_stream.h"
#include "scheduler/step_mix.h"

namespace bbplay::scheduler {

/// One step sounding on the time line, shifted by its lag and weighted by its blends: the step form
/// of format track 5.4. Renders on the step's own grid and hands out any stretch of track frames.
class StepPlayer {
 public:
  /// Ready to play from the first frame it sounds at.  [not the audio thread]
  StepPlayer(const Track& track, const StepPlan& plan, const RenderContext& context);

  /// Adds track frames first .. first + out.frames() - 1 to `out`. Calls must follow one another
  /// without going back; frames before `ready_from()` stay silent.  [audio thread]
  void add(std::int64_t first, StereoBlock out) noexcept;

  /// As Voice::service(), of every voice.  [not the audio thread]
  void service(std::int64_t frames) { mix_.service(frames); }

  /// Continues at track frame `frame`.  [not the audio thread]
  void seek(std::int64_t frame);

  /// Track frames [begin(), end()) are the ones the step can sound in.
  std::int64_t begin() const noexcept { return plan_.start; }
  std::int64_t end() const noexcept { return plan_.end(); }
  std::int64_t ready_from() const noexcept { return ready_from_; }

 private:
  void add_weighted(std::int64_t first, ConstStereoBlock source, StereoBlock out) const noexcept;

  StepPlan plan_;
  StepMix mix_;
  BlockStream stream_;  // in step frames
  std::int64_t ready_from_;
};

}  // namespace bbplay::scheduler
