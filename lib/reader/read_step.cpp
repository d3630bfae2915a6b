// SPDX-License-Identifier: MIT
#include "reader/read_step.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bbplay/model/describe.h"

#include "reader/read_voice.h"
#include "reader/track_limits.h"

namespace bbplay::reader {
namespace {

/// The buses of a step never play louder than this (format track 4.2).
constexpr double kMaxBusGain = 0.48;

double read_duration(ObjectReader& reader) {
  const JsonNode node = reader.find({"duration", "Duration", "durationSeconds", "stepDuration"});
  if (!node.is_set()) {
    reader.warn(reader.object(), "a step without duration; it is skipped");
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

Step read_step(JsonNode node, const StepDefaults& defaults, const AssetPaths& assets,
               std::size_t& voices, Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics);
  Step step;
  step.duration_s = read_duration(reader);
  step.start_s = read_start(reader);
  step.binaural_volume =
      std::min(kMaxBusGain, reader.number({"binaural_volume"}, Unit::gain, kMaxBusGain));
  step.noise_volume =
      std::min(kMaxBusGain, reader.number({"noise_volume"}, Unit::gain, kMaxBusGain));
  step.normalization_level =
      reader.number({"normalization_level"}, Unit::gain, defaults.normalization_level);
  const BlendSettings blend = read_blend(reader, defaults.blend);
  step.blend_s = blend.seconds;
  step.blend_curve = blend.curve;
  step.blend_overlap = blend.overlap;
  for (const std::string_view key : {"description", "name"}) {  // for display alone
    if (step.description.empty()) step.description = node[key].text();
  }
  reader.know({"description", "name", "noise_preset_id"});
  const JsonNode list = reader.container({"voices"}, JsonType::array);
  for (const JsonNode member : node.children()) {
    if (member.key().starts_with("parallel_")) reader.know(member.key());
  }
  reader.report_unknown_keys();
  if (list.size() > kMaxVoicesPerStep) {
    list.report(diagnostics, Severity::error,
                std::to_string(list.size()) + " voices in one step; at most " +
                    std::to_string(kMaxVoicesPerStep));
  } else {
    read_voices(list.children(), assets, step, voices, diagnostics);
  }
  return step;
}

}  // namespace

void read_voices(const std::vector<JsonNode>& list, const AssetPaths& assets, Step& step,
                 std::size_t& total, Diagnostics& diagnostics) {
  step.voices.reserve(list.size());
  for (std::size_t position = 0; position < list.size(); ++position) {
    const JsonNode node = list[position];
    if (++total > kMaxVoices) {
      if (total == kMaxVoices + 1) {
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
    if (auto voice = read_voice(node, position, assets, diagnostics)) {
      step.voices.push_back(std::move(*voice));
    }
  }
}

void read_steps(JsonNode list, const StepDefaults& defaults, const AssetPaths& assets, Track& track,
                Diagnostics& diagnostics) {
  if (list.size() > kMaxSteps) {
    list.report(diagnostics, Severity::error,
                std::to_string(list.size()) + " steps; at most " + std::to_string(kMaxSteps));
    return;
  }
  track.steps.reserve(list.size());
  std::size_t voices = 0;
  for (const JsonNode node : list.children()) {
    if (!node.is(JsonType::object)) {
      node.report(diagnostics, Severity::error,
                  "expected a step (an object), found " + node.describe());
      continue;
    }
    track.steps.push_back(read_step(node, defaults, assets, voices, diagnostics));
  }
}

}  // namespace bbplay::reader
