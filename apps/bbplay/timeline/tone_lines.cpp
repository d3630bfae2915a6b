// SPDX-License-Identifier: MIT
#include "timeline/tone_lines.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/playback/tones.h"

namespace bbplay::app {
namespace {

/// Enough for any curve that fits on a page.
constexpr int kMaxPoints = 400;
/// A point this near to the line between its neighbours, relative to its value, is not needed.
constexpr double kStraightness = 2e-4;

/// Leaves out the points that lie on the way between what is kept.
ToneLine simplified(const ToneLine& line) {
  ToneLine kept;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i == 0 || i + 1 == line.size()) {
      kept.push_back(line[i]);
      continue;
    }
    const ToneAt &from = kept.back(), &to = line[i + 1];
    const double part = (line[i].time_s - from.time_s) / (to.time_s - from.time_s);
    const double straight = from.hertz + (to.hertz - from.hertz) * part;
    if (std::abs(straight - line[i].hertz) > kStraightness * std::abs(line[i].hertz)) {
      kept.push_back(line[i]);
    }
  }
  return kept;
}

/// Samples what moves along `curve` while a step sounds.
class StepTones {
 public:
  StepTones(const StepPlan& placed, int rate, double resolution_s) : placed_(placed), rate_(rate) {
    const double wanted = std::ceil(static_cast<double>(placed.frames) / rate / resolution_s);
    pieces_ = static_cast<int>(std::clamp(wanted, 1.0, static_cast<double>(kMaxPoints)));
  }

  ToneLine along(const Ramp& tone, const dsp::TransitionCurve& curve) const {
    ToneLine line;
    const int pieces = tone.moves() ? pieces_ : 1;
    for (int i = 0; i <= pieces; ++i) {
      const std::int64_t frame = placed_.frames * i / pieces;
      const std::int64_t in_step =
          std::clamp<std::int64_t>(frame - placed_.lag, 0, placed_.frames - 1);
      line.push_back({static_cast<double>(placed_.start + frame) / rate_,
                      std::abs(tone.at(curve.at(in_step)))});
    }
    return simplified(line);
  }

 private:
  const StepPlan& placed_;
  int rate_;
  int pieces_;
};

}  // namespace

std::vector<VoiceLines> tone_lines(const Track& track, const RenderPlan& plan,
                                   double resolution_s) {
  std::vector<VoiceLines> lines;
  for (std::size_t index = 0; index < plan.steps.size(); ++index) {
    const StepPlan& placed = plan.steps[index];
    const Step& step = track.steps[placed.step];
    const VoiceSpec* leading = leading_voice(step);
    const StepTones sampler(placed, plan.rate, resolution_s);
    for (std::size_t i = 0; i < step.voices.size(); ++i) {
      const VoiceSpec& voice = step.voices[i];
      const Tones tones = tones_of(voice.synth);
      if (!tones.carrier && !tones.beat) continue;
      dsp::TransitionCurve curve;
      if ((tones.carrier && tones.carrier->moves()) || (tones.beat && tones.beat->moves())) {
        curve =
            dsp::TransitionCurve(step.duration_s, placed.frames,
                                 timing_for(voice, step.duration_s, plan.fidelity), placed.curves);
      }
      VoiceLines drawn{index, i, &voice == leading, {}, {}};
      if (tones.carrier) drawn.carrier = sampler.along(*tones.carrier, curve);
      if (tones.beat) drawn.beat = sampler.along(*tones.beat, curve);
      lines.push_back(std::move(drawn));
    }
  }
  return lines;
}

}  // namespace bbplay::app
