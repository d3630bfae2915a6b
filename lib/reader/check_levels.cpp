// SPDX-License-Identifier: MIT
#include "reader/check_levels.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "bbplay/model/describe.h"

#include "reader/each_patch.h"

namespace bbplay::reader {
namespace {

/// Noise voices have their peak here before their own level, and are cut off at 1 after it
/// (format noise 5 and 7).
constexpr double kNoisePeak = 0.95;

std::string rounded_text(double value) { return text_of(std::round(value * 100) / 100); }

/// The first of `keys` that has a value.
JsonNode first_set(ParamReader& reader, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const JsonNode node = reader.member(key); node.is_set()) return node;
  }
  return {};
}

void check(const NoiseGeneratorPatch& patch, ParamReader& reader) {
  const double step = reader.reading().step_seconds;
  const auto level = [&](const Ramp& amp, std::initializer_list<std::string_view> keys) {
    const double most = std::max(std::abs(amp.from), std::abs(amp.to));
    JsonNode node = first_set(reader, keys);
    for (const std::string_view key : keys) {  // of two ends, the one that is too loud
      if (std::abs(node.number().value_or(0)) == most) break;
      const JsonNode other = reader.member(key);
      if (std::abs(other.number().value_or(0)) == most) node = other;
    }
    if (most * kNoisePeak <= 1 || !node.exists()) return false;
    reader.warn(node, rounded_text(most) +
                          " can only clip: the noise has a peak of 0.95 before it and is cut off "
                          "at 1; at most 1.05 is clean, and \"noise_volume\" of the step is the "
                          "level of its noise");
    return true;
  };
  if (!level(patch.amp_left,
             {"amp_left", "start_amp_left", "end_amp_left", "amp", "start_amp", "end_amp"})) {
    level(patch.amp_right, {"amp_right", "start_amp_right", "end_amp_right"});
  }
  check_length("fade_in and fade_out", patch.fade_in_s + patch.fade_out_s,
               first_set(reader, {"fade_out", "fade_in"}), "the step", step, reader.diagnostics());
  if (!patch.amp_envelope.empty()) {
    check_length("the points of the envelope", patch.amp_envelope.back().time_s,
                 reader.member("amp_envelope"), "the step", step, reader.diagnostics());
  }
}

void check(const SamMonauralBeatPatch& patch, ParamReader& reader) {
  const auto side = [&](const Ramp& lower, const Ramp& upper,
                        std::initializer_list<std::string_view> keys) {
    const double most = std::max(std::abs(lower.from) + std::abs(upper.from),
                                 std::abs(lower.to) + std::abs(upper.to));
    const JsonNode node = first_set(reader, keys);
    if (most <= 1 || !node.exists()) return false;
    reader.warn(node, "the two tones reach " + rounded_text(most) +
                          " together and can only clip: they are cut off at 1; \"amp\" is the "
                          "level of the voice");
    return true;
  };
  if (!side(patch.amp_lower_l, patch.amp_upper_l,
            {"amp_lower_L", "amp_upper_L", "start_amp_lower_L", "start_amp_upper_L"})) {
    side(patch.amp_lower_r, patch.amp_upper_r,
         {"amp_lower_R", "amp_upper_R", "start_amp_lower_R", "start_amp_upper_R"});
  }
}

void check(const QamBeatPatch& patch, ParamReader& reader) {
  check_length("attackTime and releaseTime",
               std::max(0.0, patch.attack_s) + std::max(0.0, patch.release_s),
               first_set(reader, {"releaseTime", "attackTime"}), "the step",
               reader.reading().step_seconds, reader.diagnostics());
}

void check(const IsochronicTonePatch& patch, ParamReader& reader) {
  const JsonNode node = first_set(reader, {"gapPercent", "startGapPercent", "endGapPercent"});
  if (!node.exists() || patch.gap_fraction.low() < 1) return;
  reader.warn(node, "the pause takes the whole cycle, so this voice is silent; 0.15 is usual");
}

template <class P>
void check(const P&, ParamReader&) {}

/// The keys of the levels that a voice as a whole is multiplied by, or all its tones.
bool is_level(std::string_view key) {
  return key == "amp" || key == "ampL" || key == "ampR" || key.starts_with("amp_");
}

}  // namespace

void check_levels(const AnyPatch& patch, ParamReader& reader) {
  std::visit([&](const auto& each) { check(each, reader); }, patch);
}

bool has_no_level(const AnyPatch& patch) {
  bool has_level = false, sounds = false;
  const auto visit_row = [&]<class Part>(const Part& part, const Row<Part>& row) {
    if (row.unit != Unit::gain || !is_level(row.key)) return;
    if (const auto* field = std::get_if<Ramp Part::*>(&row.field)) {
      has_level = true;
      sounds = sounds || !(part.**field).is(0);
    } else if (const auto* number = std::get_if<double Part::*>(&row.field)) {
      has_level = true;
      sounds = sounds || part.**number != 0;
    }
  };
  std::visit([&](const auto& each) { for_each_row(each, visit_row); }, patch);
  return has_level && !sounds;
}

void check_length(std::string_view parts, double seconds, JsonNode node, std::string_view whole,
                  double lasts_s, Diagnostics& diagnostics) {
  // Times that were rounded when they were written are not meant.
  if (lasts_s <= 0 || seconds <= lasts_s * 1.001 || !node.exists()) return;
  node.report(diagnostics, Severity::warning,
              std::string(parts) + " take " + rounded_text(seconds) + " s, but " +
                  std::string(whole) + " lasts " + rounded_text(lasts_s) + " s");
}

void check_added_gain(double gain, JsonNode node, Diagnostics& diagnostics) {
  // A negative fraction turns the sound over, which may be meant.
  if ((gain > -1 && gain <= kMostLevel) || !node.exists()) return;
  const std::string of_gain = "a gain of " + rounded_text(gain);
  std::string message =
      gain < -kMostLevel || gain > kMostLevel
          ? "the whole track is brought down for " + of_gain
          : of_gain + " plays it at " + rounded_text(-gain) + " times its level, turned over";
  if (gain < 0) {
    message += "; gains are factors: " + rounded_text(gain) + " dB is " +
               text_of(std::round(std::pow(10, gain / 20) * 1'000) / 1'000);
  } else {
    message += " (" + rounded_text(20 * std::log10(gain)) + " dB); 1 plays it as it is";
  }
  node.report(diagnostics, Severity::warning, std::move(message));
}

}  // namespace bbplay::reader
