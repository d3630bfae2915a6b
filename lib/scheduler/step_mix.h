// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/plan/render_plan.h"

#include "scheduler/step_voices.h"
#include "scheduler/voice_relay.h"

namespace bbplay::scheduler {

/// Whether a step keeps a thread to itself, so that sharing out its voices is worth while. Shorter ones
/// are rendered beside each other.
bool keeps_a_thread(StepEntry entry, std::int64_t frames) noexcept;

/// The mix of a step's voices, on as many threads as `context.runners` allows and as are of use.
class StepMix {
 public:
  StepMix(const Track& track, const StepPlan& placed, const RenderContext& context,
          float gain_binaural, float gain_noise);
  StepMix(const StepMix&) = delete;
  StepMix& operator=(const StepMix&) = delete;

  /// The next kQuantum frames, after a seek(). Where there are several threads it waits for them;
  /// live there is one.  [audio thread]
  void render(StereoBlock out) noexcept;

  /// As Voice::service(), of every voice.  [not the audio thread]
  void service(std::int64_t frames);

  /// Continues at `frame`, a multiple of kQuantum.  [not the audio thread]
  void seek(std::int64_t frame);

 private:
  StepVoices voices_;
  float gain_binaural_, gain_noise_;
  std::optional<VoiceRelay> relay_;  // last: its threads use the rest
};

}  // namespace bbplay::scheduler
