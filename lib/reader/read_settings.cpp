// SPDX-License-Identifier: MIT
#include "reader/read_settings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "bbplay/model/describe.h"
#include "bbplay/model/suggest.h"

#include "model/track_limits.h"

namespace bbplay::reader {
namespace {

/// Rates above those that anybody records at, but for what the fastest converters know.
void warn_about_rate(ObjectReader& reader, JsonNode node, int rate) {
  constexpr int kUsual = 192'000;
  constexpr int kOfConverters[] = {352'800, 384'000, 705'600, 768'000};
  if (rate <= kUsual || std::count(std::begin(kOfConverters), std::end(kOfConverters), rate) > 0) {
    return;
  }
  reader.warn(node, std::to_string(rate) +
                        " Hz is no usual sample rate, and takes time and space; 44100 and 48000 "
                        "are usual");
}

int read_sample_rate(ObjectReader& reader, int fallback) {
  const JsonNode node = reader.find({"sample_rate", "sampleRate"});
  const std::optional<double> number = reader.number_of(node, Unit::hertz);
  if (!number) return fallback;
  const double rate = std::trunc(*number);
  if (rate >= kMinRate && rate <= kMaxRate) {
    const int hz = static_cast<int>(rate);
    warn_about_rate(reader, node, hz);
    return hz;
  }
  reader.fail(node, text_of(*number) + " Hz is no usable sample rate (" + std::to_string(kMinRate) +
                        " to " + std::to_string(kMaxRate) + " Hz)");
  return fallback;
}

constexpr std::string_view kCurves[] = {"linear", "equal_power"};

/// Exactly two names count; the reference plays anything else as linear.
CrossfadeCurve read_curve(JsonNode node, CrossfadeCurve fallback, Diagnostics& diagnostics) {
  if (!node.is_set()) return fallback;
  if (node.text() == "equal_power") return CrossfadeCurve::equal_power;
  if (node.text() != "linear") {
    node.report(diagnostics, Severity::warning,
                "unknown crossfade curve " + node.describe() + ", none of linear, equal_power" +
                    "; playing as \"linear\"" + model::did_you_mean(node.text(), kCurves));
  }
  return CrossfadeCurve::linear;
}

/// The reference takes what is no number for 1.
double read_overlap(JsonNode node, double fallback, Diagnostics& diagnostics) {
  if (!node.is_set()) return fallback;
  const std::optional<double> number = node.number();
  if (!number) {
    node.report(diagnostics, Severity::warning,
                "expected a number from 0 to 1, found " + node.describe() + "; playing as 1");
    return 1;
  }
  const double clamped = std::clamp(*number, 0.0, 1.0);
  if (clamped != *number) {
    node.report(diagnostics, Severity::warning,
                text_of(*number) + " is outside [0, 1]; it counts as " + text_of(clamped));
  }
  return clamped;
}

double read_crossfade(ObjectReader& reader, double fallback) {
  const JsonNode node = reader.find({"crossfade_duration", "crossfadeDuration"});
  const double seconds = reader.number_of(node, Unit::seconds).value_or(fallback);
  if (node.is_set() && seconds < 0) reader.warn(node, "a negative time; it counts as 0");
  return seconds;
}

}  // namespace

double read_normalization_level(ObjectReader& reader, double fallback) {
  const JsonNode node = reader.find({"normalization_level"});
  const double level = reader.number_of(node, Unit::gain).value_or(fallback);
  if (node.is_set() && std::abs(level) > 4) {  // up to there, quiet voices are brought forward
    reader.warn(node, text_of(level) + " is far above full scale, which is 1; 0.95 is usual");
  }
  return level;
}

BlendSettings read_blend(ObjectReader& reader, const BlendSettings& inherited) {
  Diagnostics& diagnostics = reader.diagnostics();
  return {
      read_crossfade(reader, inherited.seconds),
      read_curve(reader.find({"crossfade_curve", "crossfadeCurve"}), inherited.curve, diagnostics),
      read_overlap(reader.find({"crossfade_overlap"}), inherited.overlap, diagnostics)};
}

StepDefaults read_settings(JsonNode node, Track& track, Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics);
  track.sample_rate = read_sample_rate(reader, track.sample_rate);

  StepDefaults defaults;
  const bool crossfades = node.first_of({"crossfade_duration", "crossfadeDuration"}).is_set();
  defaults.blend = read_blend(reader, {});
  // Without the key, steps abut, but steps that overlap all the same are blended over a second.
  track.layout_crossfade_s = crossfades ? defaults.blend.seconds : 0;
  track.layout_overlap = defaults.blend.overlap;
  defaults.normalization_level = read_normalization_level(reader, defaults.normalization_level);
  track.preserve_relative_step_loudness = reader.truth({"preserve_relative_step_loudness"});

  // The output name is for programs that only write files; the others do not change the sound.
  reader.know({"output_filename", "outputFilename", "parallel_voices",
               "parallel_voices_max_workers", "parallel_max_memory_gb", "parallel_backend",
               "continuity_max_db_step", "continuity_window_ms"});
  reader.report_unknown_keys("key", "settings");
  return defaults;
}

}  // namespace bbplay::reader
