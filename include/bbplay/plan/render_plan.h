// SPDX-License-Identifier: MIT
/// Everything the scheduler needs before the first sample: a value, computed once by analyze().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bbplay/audio/way_marks.h"
#include "bbplay/model/carried_phases.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/known_curves.h"
#include "bbplay/model/own_levels.h"
#include "bbplay/model/track.h"

namespace bbplay {

/// One blend as a step hears it: from `start` on, for `frames` track frames, the step fades in or
/// out.
struct Fade {
  std::int64_t start = 0;   // track frame
  std::int64_t frames = 0;  // length of the blend
  CrossfadeCurve curve = CrossfadeCurve::linear;
  bool silent_after = false;  // corrected fidelity: the step ends with this blend
  std::size_t by = 0;         // step whose beginning causes the blend
};

/// Where the voices of a step can begin without having been heard from the beginning of the step, so
/// that stretches of it may be rendered side by side.
enum class StepEntry : std::uint8_t {
  anywhere,        // in the same short time everywhere
  at_renewals,     // not so, but those that cannot are renewed at multiples of kRenewalFrames
  behind_a_few,    // not so, but those that can neither are so few that to follow them costs little
  from_beginning,  // nowhere else
};

/// One step on the time line. The audio of a step at track frame i is frame i - start - lag of its
/// step.
struct StepPlan {
  std::size_t step = 0;      // index in Track::steps
  std::int64_t start = 0;    // track frame, before the lag
  std::int64_t frames = 0;   // of the step; the step sounds in [start, start + frames)
  std::int64_t overlap = 0;  // with everything placed before
  std::int64_t lag = 0;      // found by aligning the blend; positive delays
  std::optional<Fade> fade_in;
  std::vector<Fade> fade_outs;  // blends of later steps this step lies under
  bool end_covered = false;     // the step ends inside a later blend, or at most 10 ms after it

  double binaural_peak = 0;                  // of the bus before its gain
  std::optional<double> noise_peak;          // largest single voice; absent without noise voices
  double gain_binaural = 1, gain_noise = 1;  // bus levels
  double gain_continuity = 1;
  double gain_ceiling = 1;
  std::vector<std::optional<CarriedPhases>> carried;   // per voice
  std::vector<std::optional<OwnLevels>> own_levels;    // per voice, of those that search for them
  std::vector<std::shared_ptr<const WayMarks>> marks;  // per voice, of those that have running sums
  std::shared_ptr<const KnownCurves> curves;           // of its voices; null where all have names
  StepEntry entry = StepEntry::from_beginning;

  std::int64_t end() const noexcept { return start + frames; }
};

/// One overlay clip on the time line.
struct ClipPlan {
  std::size_t clip = 0;     // index in Track::clips
  std::int64_t start = 0;   // track frame; negative when it starts inside its file
  std::int64_t frames = 0;  // at the rate of the track

  std::int64_t end() const noexcept { return start + frames; }
};

struct RenderPlan {
  int rate = 44'100;  // Hz
  Fidelity fidelity = Fidelity::reference;
  std::uint64_t seed = 1;
  std::vector<StepPlan> steps;            // in processing (file) order
  std::vector<ClipPlan> clips;            // in mixing order
  std::int64_t step_frames = 0;           // where the last step ends, and the noise layer with it
  bool layer_seeks_at_once = true;        // of the noise layer
  std::optional<OwnLevels> layer_levels;  // of the noise layer, where it is a recording
  std::int64_t frames = 0;                // of the whole track, clips included
  double peak = 0;                        // of the assembled track
  double master_gain = 1;                 // level / peak
};

}  // namespace bbplay
