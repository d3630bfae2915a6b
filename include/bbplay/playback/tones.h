// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/params.h"
#include "bbplay/model/synth_spec.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay {

/// The frequencies a listener wants to know of a voice, in Hz.
struct Tones {
  std::optional<Ramp> carrier, beat;
  std::optional<Ramp> between_ears;  // right minus left; nothing where both hear the same
};

enum class Ear { left, right };

/// The one with the higher tone, by the difference of the right from the left; nothing without one.
std::optional<Ear> higher_ear(double between_ears_hz);
std::string_view name_of(Ear ear);

/// Found by their keys in the table of the voice's function; noise has neither.
Tones tones_of(const SynthSpec& synth);

/// The first voice of a step that has a beat, else the first that has a carrier; null for none.
const VoiceSpec* leading_voice(const Step& step);

/// Those of the leading voice.
Tones tones_of(const Step& step);

/// The beat of a step at a moment, for the status line.
class BeatMeter {
 public:
  BeatMeter(const Track& track, const RenderPlan& plan) : track_(track), plan_(plan) {}

  /// Beat of step `step` at `frame` of the track, in Hz; nothing for voices without one, and for
  /// transitions along an expression, which take too long to prepare.
  std::optional<double> at(std::size_t placed, std::int64_t frame);

 private:
  void go_to(std::size_t placed);

  const Track& track_;
  const RenderPlan& plan_;
  std::optional<std::size_t> placed_;
  std::optional<Ramp> beat_;
  dsp::TransitionCurve curve_;
};

/// "right", or "left to right" where that changes; "-" for none.
std::string text_of_higher_ear(const std::optional<Ramp>& between_ears);

/// "14 Hz", or "14 to 6 Hz" for one that moves; "-" for none.
std::string text_of_tone(const std::optional<Ramp>& tone);

}  // namespace bbplay
