// SPDX-License-Identifier: MIT
#include "reader/read_step.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "bbplay/model/describe.h"

#include "model/track_limits.h"
#include "reader/read_voice.h"

namespace bbplay::reader {
namespace {

/// The buses of a step never play louder than this in reference fidelity (format track 4.2).
constexpr double kMaxBusGain = 0.48;

/// Volumes that are played differently from what the file says, told once for a track
/// (format session 8).
class VolumeTally {
 public:
  explicit VolumeTally(Fidelity fidelity) : fidelity_(fidelity) {}

  /// A volume as it is played.
  double read(ObjectReader& step, std::string_view key) {
    const JsonNode node = step.find({key});
    const double volume = step.number_of(node, Unit::gain).value_or(kMaxBusGain);
    const double most = fidelity_ == Fidelity::reference ? kMaxBusGain : 1;
    if (volume <= most) return volume;
    if (!first_.exists()) first_ = node;
    in_step_ = true;
    return fidelity_ == Fidelity::reference ? most : volume;
  }

  void end_step() {
    ++steps_;
    loud_steps_ += in_step_ ? 1 : 0;
    in_step_ = false;
  }

  void report(Diagnostics& diagnostics) const {
    if (!first_.exists()) return;
    const double volume = first_.number().value_or(kMaxBusGain);
    const std::string in_steps =
        std::to_string(loud_steps_) + " of " + std::to_string(steps_) + " steps";
    std::string message;
    if (fidelity_ == Fidelity::reference) {
      char decibels[32];
      std::snprintf(decibels, sizeof decibels, "%.1f", 20 * std::log10(volume / kMaxBusGain));
      message = text_of(volume) + " is played as 0.48, as in BinauralBuilder (" + decibels +
                " dB less against the " + (first_.key() == "noise_volume" ? "tones" : "noise") +
                "; " + in_steps + ")";
    } else {
      message = text_of(volume) + " is a gain above 1 (" + in_steps + ")";
    }
    first_.report(diagnostics, Severity::warning, std::move(message));
  }

 private:
  Fidelity fidelity_;
  JsonNode first_;
  bool in_step_ = false;
  std::size_t steps_ = 0, loud_steps_ = 0;
};

/// Voices that hand their phases on under one name all get those of the last one.
void note_shared_phases(JsonNode node, const Step& step, Diagnostics& diagnostics) {
  std::vector<std::string_view> keys;
  for (const VoiceSpec& voice : step.voices) {
    const bool carries = std::visit(
        []<class P>(const P&) {
          return requires { P::carries_phases; };
        },
        voice.synth.patch);
    if (carries && voice.key.starts_with("label")) keys.push_back(voice.key);
  }
  std::sort(keys.begin(), keys.end());
  std::size_t most = 1;
  for (auto at = keys.begin(); at != keys.end();) {
    const auto end = std::find_if(at, keys.end(), [&](std::string_view key) { return key != *at; });
    most = std::max(most, static_cast<std::size_t>(end - at));
    at = end;
  }
  if (most > 1) {
    node.report(diagnostics, Severity::note,
                std::to_string(most) +
                    " voices share function and description, so they carry on with the phases of "
                    "the last of them; a voice_id each keeps them apart");
  }
}

/// Where the duration of a step stands that has none of its own.
std::string advice_about_duration(JsonNode step) {
  for (const JsonNode voice : step["voices"].children()) {
    if (voice["duration"].is_set() || voice["params"]["duration"].is_set()) {
      return ": its voices have one, but it belongs beside \"voices\"";
    }
  }
  return {};
}

double read_duration(ObjectReader& reader) {
  const JsonNode node = reader.find({"duration", "Duration", "durationSeconds", "stepDuration"});
  if (!node.is_set()) {
    reader.warn(reader.object(),
                "a step without duration; it is skipped" + advice_about_duration(reader.object()));
    return 0;
  }
  const double seconds = reader.number_of(node, Unit::seconds).value_or(0);
  if (seconds < 0) {
    reader.fail(node, "a step cannot last " + text_of(seconds) + " s");
    return 0;
  }
  if (seconds == 0 && node.number()) {
    node.report(reader.diagnostics(), Severity::note, "a step of 0 s is skipped");
  }
  if (seconds > kMaxTrackSeconds) {
    reader.fail(node, "a step of " + text_of(seconds) + " s; at most 7 days (" +
                          text_of(kMaxTrackSeconds) + " s)");
    return 0;
  }
  return seconds;
}

std::optional<double> read_start(ObjectReader& reader) {
  const JsonNode node = reader.find({"start", "start_time"});
  const std::optional<double> seconds = reader.number_of(node, Unit::seconds);
  if (!seconds) return std::nullopt;
  if (*seconds > kMaxTrackSeconds) {
    reader.fail(node, "a step that starts at " + text_of(*seconds) + " s; at most 7 days (" +
                          text_of(kMaxTrackSeconds) + " s)");
    return std::nullopt;
  }
  if (*seconds < 0) {
    reader.warn(node, "starts before the track; placed at 0");
  }
  return seconds;
}

/// Counts bytes of names at a step or a voice, and complains where they become too many.
bool has_room_for_names(std::size_t bytes, JsonNode node, VoiceTally& tally,
                        Diagnostics& diagnostics) {
  const bool had_room = tally.name_bytes <= kMaxNameBytes;
  tally.name_bytes += bytes;
  if (tally.name_bytes <= kMaxNameBytes) return true;
  if (had_room) {
    node.report(diagnostics, Severity::error,
                "more than " + std::to_string(kMaxNameBytes >> 20) +
                    " MiB of names and descriptions in one track");
  }
  return false;
}

std::size_t name_bytes_of(const VoiceSpec& voice) {
  return voice.key.size() + voice.function.size() + voice.description.size() +
         voice.synth.timing.curve.size();
}

Step read_step(JsonNode node, const StepDefaults& defaults, Reading reading, VolumeTally& volumes,
               VoiceTally& tally, Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics);
  Step step;
  step.duration_s = read_duration(reader);
  step.start_s = read_start(reader);
  step.binaural_volume = volumes.read(reader, "binaural_volume");
  step.noise_volume = volumes.read(reader, "noise_volume");
  volumes.end_step();
  step.normalization_level = read_normalization_level(reader, defaults.normalization_level);
  const BlendSettings blend = read_blend(reader, defaults.blend);
  step.blend_s = blend.seconds;
  step.blend_curve = blend.curve;
  step.blend_overlap = blend.overlap;
  for (const std::string_view key : {"description", "name"}) {  // for display alone
    if (step.description.empty()) step.description = node[key].text();
  }
  if (!has_room_for_names(step.description.size(), node, tally, diagnostics)) return step;
  reader.know({"description", "name", "noise_preset_id"});
  const JsonNode list = reader.container({"voices"}, JsonType::array);
  for (const JsonNode member : node.children()) {
    if (member.key().starts_with("parallel_")) reader.know(member.key());
  }
  reader.report_unknown_keys("key", "step");
  if (list.size() > kMaxVoicesPerStep) {
    list.report(diagnostics, Severity::error,
                std::to_string(list.size()) + " voices in one step; at most " +
                    std::to_string(kMaxVoicesPerStep));
  } else {
    reading.step_seconds = step.duration_s;
    read_voices(list.children(), reading, step, tally, diagnostics);
    note_shared_phases(node, step, diagnostics);
  }
  return step;
}

}  // namespace

void read_voices(const std::vector<JsonNode>& list, const Reading& reading, Step& step,
                 VoiceTally& tally, Diagnostics& diagnostics) {
  step.voices.reserve(list.size());
  for (std::size_t position = 0; position < list.size(); ++position) {
    const JsonNode node = list[position];
    if (++tally.voices > kMaxVoices) {
      if (tally.voices == kMaxVoices + 1) {
        node.report(diagnostics, Severity::error,
                    "more than " + std::to_string(kMaxVoices) + " voices in one track");
      }
      return;
    }
    if (!node.is(JsonType::object)) {
      node.report(diagnostics, Severity::error,
                  "expected a voice (an object), found " + node.describe());
      continue;
    }
    if (auto voice = read_voice(node, position, reading, diagnostics)) {
      if (!has_room_for_names(name_bytes_of(*voice), node, tally, diagnostics)) return;
      step.voices.push_back(std::move(*voice));
    }
  }
}

void read_steps(JsonNode list, const StepDefaults& defaults, const Reading& reading, Track& track,
                Diagnostics& diagnostics) {
  if (list.size() > kMaxSteps) {
    list.report(diagnostics, Severity::error,
                std::to_string(list.size()) + " steps; at most " + std::to_string(kMaxSteps));
    return;
  }
  track.steps.reserve(list.size());
  VoiceTally tally;
  VolumeTally volumes(reading.fidelity);
  for (const JsonNode node : list.children()) {
    if (!node.is(JsonType::object)) {
      node.report(diagnostics, Severity::error,
                  "expected a step (an object), found " + node.describe());
      continue;
    }
    track.steps.push_back(read_step(node, defaults, reading, volumes, tally, diagnostics));
  }
  volumes.report(diagnostics);
}

}  // namespace bbplay::reader
