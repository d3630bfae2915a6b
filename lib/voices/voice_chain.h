// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bbplay/dsp/volume_envelope.h"
#include "bbplay/model/track.h"
#include "bbplay/voices/voice.h"

#include "voices/voice_flanger.h"

namespace bbplay::voices {

/// The synth function of a voice with the timing it has in a step of `context.seconds`.
SynthSpec timed_synth(const VoiceSpec& spec, const VoiceContext& context);

/// When and how a voice moves: what its curves are built with in such a step.
std::vector<TransitionTiming> timings_of(const VoiceSpec& spec, const VoiceContext& context);

/// One voice of a step with everything that happens to it before the step mix, in the order of
/// format track 3: synth function, volume envelope, flanger, default fade.
///
/// What it renders is finite and silent outside the step, whatever the synth function does.
class VoiceChain {
 public:
  VoiceChain(const VoiceSpec& spec, const VoiceContext& context);
  VoiceChain(const VoiceChain& other);
  VoiceChain(VoiceChain&&) noexcept = default;
  VoiceChain& operator=(VoiceChain&&) noexcept = default;
  VoiceChain& operator=(const VoiceChain&) = delete;

  /// The next kQuantum frames.  [audio thread]
  void render(StereoBlock out) noexcept;

  /// Continues at `frame`, a multiple of kQuantum.  [not the audio thread]
  void seek(std::int64_t frame);
  bool seeks_at_once() const noexcept;
  bool renews() const noexcept;                                   // see Voice::renews()
  void service(std::int64_t frames) { voice_->service(frames); }  // see Voice::service()

  void note_marks() { voice_->note_marks(frames_); }  // see Voice::note_marks()
  std::shared_ptr<const WayMarks> noted_marks() const { return voice_->noted_marks(); }

  /// No sample is larger than this; infinite when nothing is known.
  double peak_bound() const noexcept;
  /// What is known of the tones of the voice, apart from the default fade.
  std::optional<StereoToneBound> tones(std::int64_t begin, std::int64_t end) const noexcept;
  /// kQuantum frames that lie `stride` apart, every tone `turns` ahead, without the default fade; of
  /// a voice whose tones() are known.
  void render_sparse(std::int64_t first, std::int64_t stride, double turns,
                     StereoBlock out) noexcept {
    voice_->render_sparse(first, stride, turns, out);
  }

  /// The peak the voice is made for, where a measured one would be chance (generated noise).
  std::optional<double> nominal_peak() const noexcept;
  std::optional<CarriedPhases> final_phases() const { return voice_->final_phases(); }

 private:
  void end_at_last_frame(StereoBlock out) const noexcept;

  std::int64_t frames_;
  std::int64_t frame_ = 0;
  std::optional<VoiceFlanger> flanger_;
  std::unique_ptr<Voice> voice_;
  bool may_fail_;  // nothing bounds its samples, so each block is looked at
  dsp::VolumeEnvelopeGain envelope_;
  std::optional<dsp::DefaultFade> default_fade_;
};

}  // namespace bbplay::voices
