// SPDX-License-Identifier: MIT
#include "reader/check_track.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/describe.h"

#include "model/start_times.h"
#include "model/track_limits.h"
#include "plan/timeline.h"
#include "reader/check_levels.h"

namespace bbplay::reader {
namespace {

/// A step that asks for too much.
struct Excess {
  std::size_t step;
  std::string message;
};

/// The first step, in order of time, that begins while too many others sound, or after too many
/// have overlapped; nothing is fine.
std::optional<Excess> first_of_too_many(const Track& track, const std::vector<double>& starts) {
  std::vector<std::pair<double, std::size_t>> by_start;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (track.steps[i].duration_s > 0) by_start.emplace_back(std::max(0.0, starts[i]), i);
  }
  std::sort(by_start.begin(), by_start.end());
  std::priority_queue<double, std::vector<double>, std::greater<>> ends;
  std::size_t overlaps = 0;
  for (const auto& [start, step] : by_start) {
    while (!ends.empty() && ends.top() <= start) ends.pop();
    ends.push(start + track.steps[step].duration_s);
    if (ends.size() > kMaxStepsAtOnce) {
      return Excess{step, "more than " + std::to_string(kMaxStepsAtOnce) +
                              " steps would sound at the same time"};
    }
    overlaps += ends.size() - 1;
    if (overlaps > kMaxOverlaps) {
      return Excess{step, "steps would overlap with others more than " +
                              std::to_string(kMaxOverlaps) + " times in one track"};
    }
  }
  return std::nullopt;
}

/// Notches that a voice moves through its noise, as many as there are at the busiest moment.
double notches_of(const VoiceSpec& voice) {
  return std::visit(
      []<class P>(const P& patch) {
        double notches = 0;
        if constexpr (requires { patch.notches(); }) {
          const SweptNotches all = patch.notches();
          for (const NotchSweep& sweep : all.sweeps) notches += sweep.stages.high();
          for (const StaticNotch& notch : all.static_notches) notches += notch.count;
        }
        return notches;
      },
      voice.synth.patch);
}

/// The first step whose voices take too many notches out of their noise.
std::optional<Excess> first_of_too_many_notches(const Track& track) {
  for (std::size_t i = 0; i < track.steps.size(); ++i) {
    double notches = 0;
    for (const VoiceSpec& voice : track.steps[i].voices) notches += notches_of(voice);
    if (notches > kMaxNotchesPerStep) {
      return Excess{i, text_of(notches) + " notches in the noises of one step; at most " +
                           text_of(kMaxNotchesPerStep)};
    }
  }
  return std::nullopt;
}

std::string seconds_text(std::int64_t frames, int rate) {
  return text_of(std::round(static_cast<double>(frames) / rate * 1'000) / 1'000);
}

/// Carriers of messages that the sample rate folds down to where they are heard.
void report_folded_carriers(const Track& track, const std::vector<JsonNode>& steps,
                            Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < track.steps.size(); ++i) {
    for (const VoiceSpec& voice : track.steps[i].voices) {
      const auto* messages = std::get_if<SubliminalEncodePatch>(&voice.synth.patch);
      if (messages == nullptr || messages->carrier_freq_hz * 2 < track.sample_rate) continue;
      steps[i].report(diagnostics, Severity::warning,
                      voice.function + ": at " + std::to_string(track.sample_rate) +
                          " Hz the carrier of " + text_of(messages->carrier_freq_hz) +
                          " Hz is folded down and can be heard");
    }
  }
}

/// Where a blend is shorter than the overlap, what it faded out comes back
/// (format track 5.3).
void report_returning_steps(const Track& track, const std::vector<JsonNode>& steps,
                            Diagnostics& diagnostics) {
  const std::vector<StepPlan> all_placed =
      plan::lay_out(track, track.sample_rate, Fidelity::reference);
  const std::int64_t margin = track.sample_rate / 100;  // too short to be heard as a return
  std::vector<bool> told(all_placed.size());
  for (const StepPlan& placed : all_placed) {
    for (const Fade& fade : placed.fade_outs) {
      const std::int64_t rest = placed.end() - (fade.start + fade.frames);
      if (rest <= margin || told[fade.by]) continue;
      told[fade.by] = true;
      steps[all_placed[fade.by].step].report(
          diagnostics, Severity::warning,
          "blends over " + seconds_text(fade.frames, track.sample_rate) +
              " s with a step that goes on for another " + seconds_text(rest, track.sample_rate) +
              " s: it fades out and then returns at full level");
    }
  }
}

/// Steps that are over before both their blends are.
void report_steps_within_blends(const Track& track, const std::vector<JsonNode>& steps,
                                Diagnostics& diagnostics) {
  const std::vector<StepPlan> placed = plan::lay_out(track, track.sample_rate, Fidelity::reference);
  for (const StepPlan& step : placed) {
    std::int64_t blends = step.fade_in ? step.fade_in->frames : 0, last = 0;
    for (const Fade& fade : step.fade_outs) last = std::max(last, fade.frames);
    if (blends == 0 || last == 0) continue;
    blends += last;
    if (blends <= step.frames + track.sample_rate / 100) continue;
    const std::string seconds = seconds_text(blends, track.sample_rate);
    steps[step.step].report(diagnostics, Severity::warning,
                            "lasts " + seconds_text(step.frames, track.sample_rate) +
                                " s, but its blends take " + seconds +
                                " s: it is never heard alone; let it last longer, or shorten "
                                "\"crossfade_duration\"");
  }
}

/// A noise that begins after the end, or fades for longer than the track lasts.
void check_noise_layer(const Track& track, const NoiseLayer& noise, JsonNode node,
                       Diagnostics& diagnostics) {
  double length = 0;
  for (const StepPlan& step : plan::lay_out(track, track.sample_rate, Fidelity::reference)) {
    length = std::max(length, static_cast<double>(step.end()) / track.sample_rate);
  }
  if (length <= 0) return;
  const JsonNode start = node.first_of({"start_time", "start_time_seconds"});
  if (noise.start_s >= length) {
    (start.is_set() ? start : node)
        .report(diagnostics, Severity::warning,
                "begins at " + text_of(noise.start_s) + " s, but the track lasts " +
                    text_of(std::round(length * 1'000) / 1'000) + " s: no noise is heard");
    return;
  }
  const JsonNode fade = node[noise.fade_in_s > noise.fade_out_s ? "fade_in" : "fade_out"];
  check_length("fade_in and fade_out", noise.fade_in_s + noise.fade_out_s,
               fade.is_set() ? fade : node, "the track", length, diagnostics);
}

}  // namespace

namespace {

/// Everything that would sound is multiplied by 0.
bool is_muted(const Track& track) {
  if (track.noise && track.noise->gain != 0) return false;
  for (const Clip& clip : track.clips) {
    if (clip.gain != 0) return false;
  }
  for (const Step& step : track.steps) {
    if (step.duration_s <= 0) continue;
    for (const VoiceSpec& voice : step.voices) {
      const double volume = voice.bus == Bus::noise ? step.noise_volume : step.binaural_volume;
      if (volume * step.normalization_level != 0) return false;
    }
  }
  return true;
}

}  // namespace

void check_track(const Track& track, JsonNode root, const TrackContainers& parts,
                 Diagnostics& diagnostics) {
  const JsonNode steps = parts.steps;
  const bool has_voice = std::any_of(track.steps.begin(), track.steps.end(), [](const Step& step) {
    return step.duration_s > 0 && !step.voices.empty();
  });
  const bool is_silent = !has_voice && !track.noise && track.clips.empty();
  const bool plays = std::any_of(track.steps.begin(), track.steps.end(), [&](const Step& step) {
    return step.duration_s * track.sample_rate >= 1;
  });
  if (!is_silent && !plays && track.clips.empty()) {
    steps.report(diagnostics, Severity::error, "nothing to play: no step lasts and no clip sounds");
    return;
  }
  const std::vector<JsonNode> nodes = steps.children();
  const std::vector<double> starts = model::start_times(track);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (starts[i] + track.steps[i].duration_s > kMaxTrackSeconds) {
      nodes[i].report(
          diagnostics, Severity::error,
          "the track gets longer than 7 days (" + text_of(kMaxTrackSeconds) + " s) with this step");
      return;
    }
  }
  report_folded_carriers(track, nodes, diagnostics);
  for (const auto& excess : {first_of_too_many(track, starts), first_of_too_many_notches(track)}) {
    if (!excess) continue;
    nodes[excess->step].report(diagnostics, Severity::error, excess->message);
    return;
  }
  if (is_silent) {
    diagnostics.add(Severity::error, root.position(), {},
                    "nothing in it can sound: no step has a voice, and there is no noise and no "
                    "clip");
    return;
  }
  if (is_muted(track)) {
    steps.report(diagnostics, Severity::warning, "everything is muted by volumes of 0");
  }
  report_returning_steps(track, nodes, diagnostics);
  report_steps_within_blends(track, nodes, diagnostics);
  if (track.noise) check_noise_layer(track, *track.noise, parts.noise, diagnostics);
}

}  // namespace bbplay::reader
