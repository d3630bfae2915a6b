// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/voices/voice.h"

#include "scheduler/block_stream.h"

namespace bbplay::scheduler {

/// What the layer of a track is as a voice of the assembled steps.
VoiceContext layer_context(const RenderPlan& plan);

/// The noise layer under a track: sounds from its first frame to the end of the last step
/// (format track 7). Renders on the track's own grid.
class NoiseLayerPlayer {
 public:
  /// gain  of the whole track                                          [not the audio thread]
  NoiseLayerPlayer(const NoiseLayer& layer, const RenderPlan& plan, double gain);

  /// Adds track frames first ... to `out`; calls follow one another.  [audio thread]
  void add(std::int64_t first, StereoBlock out) noexcept;

  /// As Voice::service().  [not the audio thread]
  void service(std::int64_t frames) { voice_->service(frames); }

  /// Continues at `frame`.  [not the audio thread]
  void seek(std::int64_t frame);
  bool seeks_at_once() const noexcept { return voice_->seeks_at_once(); }

 private:
  std::int64_t frames_;
  float gain_;
  std::unique_ptr<Voice> voice_;
  BlockStream stream_;
};

}  // namespace bbplay::scheduler
