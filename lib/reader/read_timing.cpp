// SPDX-License-Identifier: MIT
#include "reader/read_timing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/describe.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/post_offset.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kCurveKeys[] = {"transition_curve"};
constexpr std::string_view kCurves[] = {"linear", "logarithmic", "exponential"};
constexpr std::string_view kDurationKeys[] = {"transition_duration"};

void warn_about_negative(ParamReader& reader, std::string_view key) {
  const JsonNode node = reader.member(key);
  if (node.number().value_or(0) < 0) reader.warn(node, "a negative time; it counts as 0");
}

/// A curve that leaves 0..1 by far moves the parameters far beyond their ends. Springs and overshoots
/// stay within this.
constexpr double kFarthestCurve = 3;

void warn_about_height(JsonNode node, const std::string& curve, ParamReader& reader) {
  constexpr double kSeconds = 10;
  constexpr std::int64_t kFrames = 1'000;  // enough to see where it goes
  TransitionTiming timing;
  timing.curve = model::lowered(model::trimmed(curve));
  const dsp::TransitionCurve alpha(kSeconds, kFrames, timing);
  const double high = alpha.highest(), low = alpha.lowest();
  if (low >= 1 - kFarthestCurve && high <= kFarthestCurve) return;
  const double far = high > kFarthestCurve ? high : low;
  reader.warn(node, "this curve reaches " + text_of(std::round(far)) +
                        ", far beyond the end values; curves go from 0 at the start to 1 at the "
                        "end");
}

std::string read_curve(ParamReader& reader, const TimingKeys& keys) {
  const JsonNode curve = reader.find(keys.curve);
  if (!curve.is_set()) return "linear";
  if (!curve.is(JsonType::text)) {
    reader.fail_type(curve, "the name of a curve or an expression in alpha");
    return "linear";
  }
  std::string text(curve.text());
  std::string problem;
  if (reader.moving() && !dsp::is_valid_curve(text, problem)) {
    std::string advice = model::did_you_mean(text, kCurves);
    if (advice.empty()) {
      advice = "; known are linear, logarithmic, exponential and expressions in alpha";
    } else {
      problem = "unknown curve " + curve.describe();  // no expression was meant
    }
    reader.warn(curve, problem + "; playing as linear" + advice);
    return "linear";
  }
  if (reader.moving()) warn_about_height(curve, text, reader);
  return text;
}

}  // namespace

TimingKeys timing_keys(const AnyPatch& patch) {
  return std::visit(
      []<class P>(const P&) {
        if constexpr (requires { P::timing_keys; }) {
          return P::timing_keys;
        } else {
          return TimingKeys{kCurveKeys, kDurationKeys};
        }
      },
      patch);
}

TransitionTiming pass_over_timing(ParamReader& reader) {
  reader.know("sample_rate");
  for (const std::string_view key :
       {"initial_offset", "transition_duration", "transition_curve", "duration", "post_offset"}) {
    reader.know(key);
    const JsonNode node = reader.member(key);
    const bool is_usual = !node.truthy() || node.number() == 0.0 ||
                          model::lowered(model::trimmed(node.text())) == "linear";
    if (reader.moving() && !is_usual) {
      reader.warn(node, "has no effect: this function moves over the whole step");
    }
  }
  return {};
}

TransitionTiming read_own_timing(ParamReader& reader, const TimingKeys& keys) {
  TransitionTiming timing;
  timing.offset_seconds = reader.number({"initial_offset"}, Unit::seconds, 0);
  timing.duration_seconds = reader.number_of(reader.find(keys.duration), Unit::seconds);
  timing.curve = read_curve(reader, keys);
  return timing;
}

TrackTiming read_track_timing(ParamReader& reader, const TimingKeys& keys) {
  reader.know({"initial_offset", "transition_duration", "duration", "post_offset", "sample_rate"});
  for (const std::string_view key : keys.curve) reader.know(key);
  TrackTiming out;
  if (!reader.moving()) return out;

  TransitionTiming& timing = out.timing;
  timing.curve = read_curve(reader, keys);
  timing.offset_seconds = std::max(0.0, reader.number({"initial_offset"}, Unit::seconds, 0));
  warn_about_negative(reader, "initial_offset");
  warn_about_negative(reader, "transition_duration");
  const JsonNode explicit_span = reader.find({"transition_duration"});
  if (explicit_span.is_set()) {
    timing.duration_seconds =
        std::max(0.0, reader.number_of(explicit_span, Unit::seconds).value_or(0));
    return out;
  }
  // A `duration` of null hides `post_offset`, too.
  const JsonNode duration = reader.member("duration");
  const bool means_rest = !duration.exists();
  const JsonNode span = means_rest ? reader.member("post_offset") : duration;
  const std::optional<double> seconds = reader.number_of(span, Unit::seconds);
  if (!seconds) return out;
  if (means_rest) {
    const Reading& reading = reader.reading();
    timing.duration_seconds =
        moving_seconds(*seconds, timing.offset_seconds, reading.step_seconds, reading.fidelity);
    const bool told = warn_about_post_offset(reader, span, timing.offset_seconds);
    out.zero_from_duration = *seconds <= 0 && !reading.corrects();
    if (told || !out.zero_from_duration) return out;
  } else {
    timing.duration_seconds = std::max(0.0, *seconds);
    out.zero_from_duration = *seconds <= 0;
  }
  if (out.zero_from_duration) {
    reader.warn(span,
                "a duration of 0 makes the voice jump to its end values at once; leave the key "
                "out to let it move until the end of the step");
  }
  return out;
}

}  // namespace bbplay::reader
