// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/patches/flanger_patch.h"
#include "bbplay/voices/voice.h"

#include "dsp/block/renewed.h"
#include "dsp/flanger/flanger.h"

namespace bbplay::voices {

/// The flanger stage of one voice, between its volume envelope and its default fades: one flanger,
/// or for a transition two of them and a blend from the first to the second
/// (format flanger 5). Either end of a blend may be dry. Frames are those of the voice.
class VoiceFlanger {
 public:
  /// synth_timing  when the parameters of the synth function move. Corrected fidelity blends along
  ///               with them (D8); the reference follows the timing in `spec`.
  VoiceFlanger(const FlangerSpec& spec, const TransitionTiming& synth_timing,
               const VoiceContext& context);

  /// When it blends: `synth_timing`, or that in `spec`.
  static const TransitionTiming& blend_timing(const FlangerSpec& spec,
                                              const TransitionTiming& synth_timing,
                                              Fidelity fidelity) noexcept;

  /// Replaces one quantum; quanta have to come in order. Feedback of 1 and more, which only the
  /// reference allows, ends in infinite values: the caller checks for them.  [audio thread]
  void process(std::int64_t first_frame, StereoBlock inout) noexcept;

  /// As those of dsp::Renewed, of both flangers.
  bool renews() const noexcept;
  std::int64_t run_in_frames() const noexcept;
  std::int64_t entry_before(std::int64_t frame) const noexcept;
  void enter(std::int64_t entry) noexcept;

 private:
  void blend(std::int64_t first_frame, StereoBlock inout) noexcept;

  std::optional<dsp::Renewed<dsp::Flanger>> start_, end_;
  bool blends_;
  dsp::TransitionCurve curve_;
};

}  // namespace bbplay::voices
