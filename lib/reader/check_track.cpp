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
  std::optional<std::size_t> voice{};  // the one that does so by itself
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
    std::optional<std::size_t> alone;
    for (std::size_t v = 0; v < track.steps[i].voices.size(); ++v) {
      const double of_voice = notches_of(track.steps[i].voices[v]);
      if (of_voice > kMaxNotchesPerStep && !alone) alone = v;
      notches += of_voice;
    }
    if (notches > kMaxNotchesPerStep) {
      return Excess{i,
                    text_of(notches) + " notches in the noises of one step; at most " +
                        text_of(kMaxNotchesPerStep) + ", which keep one processor core busy",
                    alone};
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

/// Steps that are over before both their blends are, or before the one that they were asked for.
void report_steps_within_blends(const Track& track, const std::vector<JsonNode>& steps,
                                Diagnostics& diagnostics) {
  const std::vector<StepPlan> placed = plan::lay_out(track, track.sample_rate, Fidelity::reference);
  const double margin = 0.01;
  double told_blend_s = 0;  // one setting that is too long is told once
  const auto check_asked = [&](const StepPlan& earlier, const StepPlan& step) {
    const Step& asking = track.steps[earlier.step];
    const double blend_s = asking.blend_s * std::clamp(asking.blend_overlap, 0.0, 1.0);
    const bool first_is_shorter = asking.duration_s <= track.steps[step.step].duration_s;
    const StepPlan& shorter = first_is_shorter ? earlier : step;
    const double lasts_s = track.steps[shorter.step].duration_s;
    if (blend_s <= lasts_s + margin || blend_s == told_blend_s) return;
    told_blend_s = blend_s;
    steps[shorter.step].report(
        diagnostics, Severity::warning,
        "lasts " + text_of(lasts_s) + " s, but its blend would take " + text_of(blend_s) +
            " s: it is never heard alone; let it last longer, or shorten \"crossfade_duration\"");
  };
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const StepPlan& step = placed[i];
    const bool hides_earlier = i > 0 && step.fade_in && step.fade_outs.empty() &&
                               !placed[i - 1].fade_in &&
                               step.fade_in->frames >= placed[i - 1].frames;
    if (hides_earlier) {
      check_asked(placed[i - 1], step);
    }
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

/// From here on, silence is hardly a pause that somebody wanted.
constexpr double kLongestPause = 3'600;

/// Steps and clips that begin hours after everything before them has ended, as they do when their
/// times were meant as milliseconds.
void report_long_pauses(const Track& track, const std::vector<double>& starts,
                        const std::vector<JsonNode>& steps, JsonNode clips,
                        Diagnostics& diagnostics) {
  if (track.noise) return;
  double end = 0;
  const auto check = [&](double start_s, JsonNode node) {
    if (start_s - end <= std::max(kLongestPause, end)) return;
    std::string message = "begins at " + text_of(start_s) + " s, " +
                          text_of(std::round((start_s - end) / 360) / 10) +
                          " hours after everything before it; times are seconds";
    if (start_s / 1'000 <= end + 1)
      message += ": " + text_of(start_s) + " ms would be " + text_of(start_s / 1'000);
    node.report(diagnostics, Severity::warning, std::move(message));
  };
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (track.steps[i].duration_s <= 0) continue;
    const JsonNode start = steps[i].first_of({"start", "start_time"});
    if (start.is_set()) check(starts[i], start);
    end = std::max(end, starts[i] + track.steps[i].duration_s);
  }
  if (end <= 0) return;  // clips alone may stand wherever they like
  for (const JsonNode clip : clips.children()) {
    const JsonNode start = clip.first_of({"start_time", "start"});
    check(start.number().value_or(0), start);
  }
}

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
      if (volume * step.normalization_level != 0 && !has_no_level(voice.synth.patch)) return false;
    }
  }
  return true;
}

}  // namespace

void check_track(const Track& track, JsonNode root, const TrackContainers& parts,
                 bool told_of_long_blends, Diagnostics& diagnostics) {
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
    JsonNode place = nodes[excess->step];
    const std::vector<JsonNode> voices = place["voices"].children();
    if (excess->voice && *excess->voice < voices.size()) place = voices[*excess->voice];
    place.report(diagnostics, Severity::error, excess->message);
    return;
  }
  if (is_silent) {
    diagnostics.add(Severity::error, root.position(), {},
                    "nothing in it can sound: no step has a voice, and there is no noise and no "
                    "clip");
    return;
  }
  if (is_muted(track)) {
    steps.report(diagnostics, Severity::warning, "everything is muted by levels or volumes of 0");
  }
  report_long_pauses(track, starts, nodes, parts.clips, diagnostics);
  report_returning_steps(track, nodes, diagnostics);
  if (!told_of_long_blends) report_steps_within_blends(track, nodes, diagnostics);
  if (track.noise) check_noise_layer(track, *track.noise, parts.noise, diagnostics);
}

}  // namespace bbplay::reader
