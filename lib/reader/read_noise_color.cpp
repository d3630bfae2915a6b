// SPDX-License-Identifier: MIT
#include "reader/read_noise_color.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/object_reader.h"

namespace bbplay::reader {
namespace {

using Kind = NoiseColor::Kind;

constexpr NamedColor kPresets[] = {
    {"pink", 1, 1, 0, 0},         {"brown", 2, 2, 0, 0},    {"green", 0, 0, 100, 8000},
    {"blue", -1, -1, 0, 0},       {"purple", -2, -2, 0, 0}, {"red", 2, 1.5, 0, 0},
    {"deep brown", 2.5, 2, 0, 0}, {"white", 0, 0, 0, 0},
};

NoiseColor profile(double exponent, double high_exponent, double low_cut_hz = 0,
                   double high_cut_hz = 0) {
  return {.kind = Kind::profile,
          .exponent = exponent,
          .high_exponent = high_exponent,
          .low_cut_hz = low_cut_hz,
          .high_cut_hz = high_cut_hz};
}

}  // namespace

std::optional<NoiseColor> noise_preset(std::string_view name) {
  const std::string wanted = model::lowered(model::trimmed(name));
  for (const NamedColor& preset : kPresets) {
    if (wanted != preset.name) continue;
    return profile(preset.exponent, preset.high_exponent, preset.low_cut_hz, preset.high_cut_hz);
  }
  return std::nullopt;
}

std::span<const NamedColor> named_colors() { return kPresets; }

NoiseColor noise_color_named(std::string_view text) {
  const std::string name = model::lowered(text);
  if (name == "pink") return {.kind = Kind::six_pole};
  if (name == "brown" || name == "red") return {.kind = Kind::random_walk};
  if (name == "deep brown") return profile(3, 3);
  if (name == "blue") return profile(-1, -1);
  if (name == "purple") return profile(-2, -2);
  if (name == "green") return profile(1, 1, 100, 1000);
  return noise_preset(name).value_or(profile(0, 0));
}

namespace {

constexpr std::string_view kParameters[] = {
    "exponent", "high_exponent", "distribution_curve", "lowcut", "highcut", "amplitude", "seed"};

/// `color` with the parameters that an object has, or else the object around it.
NoiseColor with_parameters(NoiseColor color, JsonNode object, Diagnostics& diagnostics,
                           JsonNode around = {}) {
  const auto value_of = [&](std::string_view key) {
    return object[key].is_set() ? object[key] : around[key];
  };
  const auto number = [&](std::string_view key, double otherwise) {
    const JsonNode value = value_of(key);
    if (!value.is_set() || (value.is(JsonType::text) && value.text().empty())) return otherwise;
    const std::optional<double> read = value.number();
    if (!read) {
      value.report(diagnostics, Severity::error, "expected a number, found " + value.describe());
    }
    return read.value_or(otherwise);
  };
  const bool own_exponent = value_of("exponent").is_set();
  color.exponent = number("exponent", color.exponent);
  color.high_exponent =
      number("high_exponent", own_exponent ? color.exponent : color.high_exponent);
  color.curve = number("distribution_curve", color.curve);
  color.low_cut_hz = number("lowcut", color.low_cut_hz);
  color.high_cut_hz = number("highcut", color.high_cut_hz);
  color.amplitude = number("amplitude", color.amplitude);
  color.seed = static_cast<std::uint64_t>(
      static_cast<std::int64_t>(std::clamp(number("seed", 1), -0x1p62, 0x1p62)));
  return color;
}

std::string none_known(JsonNode name, std::string_view played) {
  std::vector<std::string_view> names;
  std::string listed;
  for (const NamedColor& preset : kPresets) {
    names.push_back(preset.name);
    listed += (listed.empty() ? "" : ", ") + std::string(preset.name);
  }
  return "unknown noise colour " + name.describe() + ", none of " + listed + "; playing as \"" +
         std::string(played) + '"' +
         (model::lowered(model::trimmed(name.text())) == "violet"
              ? "; did you mean \"purple\"?"
              : model::did_you_mean(name.text(), names));
}

NoiseColor color_from_text(JsonNode node, Diagnostics& diagnostics) {
  const NoiseColor color = noise_color_named(node.text());
  if (color == profile(0, 0) && !noise_preset(node.text())) {
    node.report(diagnostics, Severity::warning, none_known(node, "white"));
  }
  return color;
}

/// Warns about members of a colour that nobody reads. The noise dialog writes the rate and the
/// length of its own preview among them.
void report_strange_members(JsonNode object, Diagnostics& diagnostics) {
  ObjectReader reader(object, diagnostics);
  for (const std::string_view key : kParameters) reader.know(key);
  reader.know({"name", "sample_rate", "duration"});
  reader.report_unknown_keys("parameter of a colour", "color");
}

/// About the name of a colour that stands without numbers and decides nothing. The noise dialog lets
/// people name colours of their own, and older ones of its files have the name alone.
void report_unknown_name(JsonNode name, bool is_from_dialog, Diagnostics& diagnostics) {
  if (!name.truthy() || noise_preset(name.text())) return;
  if (is_from_dialog) {
    name.report(diagnostics, Severity::note,
                name.describe() +
                    " is a colour of somebody's own, without its numbers; playing as "
                    "\"pink\"");
  } else {
    name.report(diagnostics, Severity::warning, none_known(name, "pink"));
  }
}

}  // namespace

bool has_color_parameters(JsonNode object) {
  return std::any_of(std::begin(kParameters), std::end(kParameters),
                     [&](std::string_view key) { return object[key].exists(); });
}

std::span<const std::string_view> color_parameters() { return kParameters; }

NoiseColor read_noise_color(JsonNode node, Diagnostics& diagnostics) {
  if (!node.is_set()) return noise_color_named("pink");
  if (node.is(JsonType::text)) return color_from_text(node, diagnostics);
  if (!node.is(JsonType::object)) {
    node.report(diagnostics, Severity::error,
                "expected the name of a noise colour or an object, found " + node.describe());
    return noise_color_named("pink");
  }
  const JsonNode name = node["name"];
  if (!has_color_parameters(node) && name.is_set()) {
    const std::optional<NoiseColor> preset = noise_preset(name.text());
    return preset ? *preset : color_from_text(name, diagnostics);
  }
  report_strange_members(node, diagnostics);
  if (const auto preset = noise_preset(name.text()); preset && !node["exponent"].is_set()) {
    name.report(diagnostics, Severity::warning,
                "has no effect beside other parameters, which play as pink: add \"exponent\": " +
                    text_of(preset->exponent) + ", or move the object to \"noise_parameters\"");
  }
  return with_parameters(profile(1, 1), node, diagnostics);
}

NoiseColor read_noise_parameters(JsonNode object, JsonNode name, Diagnostics& diagnostics,
                                 JsonNode around) {
  if (object.is_set() && !object.is(JsonType::object)) {
    object.report(
        diagnostics, Severity::error,
        "expected the parameters of a noise colour (an object), found " + object.describe());
  }
  report_strange_members(object, diagnostics);
  if (!object["exponent"].is_set() && !around["exponent"].is_set()) {
    report_unknown_name(name, around["duration_seconds"].exists(), diagnostics);
  }
  return with_parameters(noise_preset(name.text()).value_or(profile(1, 1)), object, diagnostics,
                         around);
}

}  // namespace bbplay::reader
