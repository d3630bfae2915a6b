// SPDX-License-Identifier: MIT
#include "reader/read_envelope.h"

#include <cmath>
#include <string>

#include "bbplay/model/describe.h"
#include "bbplay/model/suggest.h"

#include "reader/check_levels.h"
#include "reader/object_reader.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kTypes[] = {"linear_fade", "adsr", "linen"};

/// The numbers of an envelope. One that is written as text makes the reference give the envelope
/// up: the voice plays at gain 1.
class EnvelopeNumbers {
 public:
  explicit EnvelopeNumbers(ObjectReader& params) : params_(params) {}

  double of(JsonNode node, Unit unit, double fallback) {
    if (node.is(JsonType::text) && node.number()) {
      params_.warn(node, "a number written as text: the voice plays without any fade");
      usable_ = false;
    }
    const double value = params_.number_of(node, unit).value_or(fallback);
    if (unit == Unit::seconds && value < 0) {
      params_.warn(node, "a negative time; it counts as 0");
    } else if (unit == Unit::gain && std::abs(value) > kMostLevel) {
      params_.warn(node, text_of(value) + " is outside [-4, 4]: levels are factors, and 1 is full" +
                             (value > 0 ? ""
                                        : "; " + text_of(value) + " dB is " +
                                              text_of(std::round(std::pow(10, value / 20) * 1'000) /
                                                      1'000)));
    }
    return value;
  }
  double find(ObjectReader::Keys keys, Unit unit, double fallback) {
    return of(params_.find(keys), unit, fallback);
  }

  VolumeEnvelope unless_text(const VolumeEnvelope& envelope) const {
    return usable_ ? envelope : VolumeEnvelope(envelope::Flat{});
  }

 private:
  ObjectReader& params_;
  bool usable_ = true;
};

/// node  of the envelope
VolumeEnvelope read_linear_fade(ObjectReader& params, JsonNode node) {
  const JsonNode seconds = params.find({"fade_duration"});
  const JsonNode from = params.find({"start_amp"});
  const JsonNode to = params.find({"end_amp"});
  const JsonNode fade_in = params.find({"fade_in"});
  const JsonNode fade_out = params.find({"fade_out"});
  params.know({"duration", "sample_rate"});
  EnvelopeNumbers numbers(params);
  if (seconds.is_set() && from.is_set() && to.is_set()) {
    const envelope::LinearFade fade{numbers.of(seconds, Unit::seconds, 0),
                                    numbers.of(from, Unit::gain, 1), numbers.of(to, Unit::gain, 1)};
    return numbers.unless_text(fade);
  }
  const bool none = !seconds.is_set() && !from.is_set() && !to.is_set();
  if (none && (fade_in.is_set() || fade_out.is_set())) {
    const envelope::FadeInOut fades{numbers.of(fade_in, Unit::seconds, 0),
                                    numbers.of(fade_out, Unit::seconds, 0)};
    return numbers.unless_text(fades);
  }
  params.warn(node,
              "has no effect: a linear_fade needs all of fade_duration, start_amp and end_amp");
  return envelope::Flat{};
}

VolumeEnvelope read_adsr(ObjectReader& params) {
  EnvelopeNumbers numbers(params);
  envelope::Adsr out;
  out.attack_s = numbers.find({"attack"}, Unit::seconds, out.attack_s);
  out.decay_s = numbers.find({"decay"}, Unit::seconds, out.decay_s);
  out.sustain = numbers.find({"sustain_level"}, Unit::gain, out.sustain);
  out.release_s = numbers.find({"release"}, Unit::seconds, out.release_s);
  params.know({"duration", "sample_rate"});
  return numbers.unless_text(out);
}

VolumeEnvelope read_linen(ObjectReader& params) {
  EnvelopeNumbers numbers(params);
  envelope::Linen out;
  out.attack_s = numbers.find({"attack"}, Unit::seconds, out.attack_s);
  out.release_s = numbers.find({"release"}, Unit::seconds, out.release_s);
  params.know({"duration", "sample_rate"});
  return numbers.unless_text(out);
}

/// Stages that are longer than the step, and levels that are no levels.
void check_envelope(const VolumeEnvelope& shape, ObjectReader& params, double step_seconds) {
  const auto check = [&](std::string_view parts, double seconds,
                         std::initializer_list<std::string_view> keys) {
    JsonNode longest;
    for (const std::string_view key : keys) {
      const JsonNode node = params.object()[key];
      if (node.number().value_or(0) > longest.number().value_or(0)) longest = node;
    }
    check_length(parts, seconds, longest, "the step", step_seconds, params.diagnostics());
  };
  if (const auto* fade = std::get_if<envelope::LinearFade>(&shape)) {
    check("the fade would", fade->fade_s, {"fade_duration"});
  } else if (const auto* fades = std::get_if<envelope::FadeInOut>(&shape)) {
    check("fade_in and fade_out", fades->fade_in_s + fades->fade_out_s, {"fade_in", "fade_out"});
  } else if (const auto* adsr = std::get_if<envelope::Adsr>(&shape)) {
    check("attack, decay and release", adsr->attack_s + adsr->decay_s + adsr->release_s,
          {"attack", "decay", "release"});
  } else if (const auto* linen = std::get_if<envelope::Linen>(&shape)) {
    check("attack and release", linen->attack_s + linen->release_s, {"attack", "release"});
  }
}

}  // namespace

VolumeEnvelope read_envelope(JsonNode node, double step_seconds, Diagnostics& diagnostics) {
  if (!node.truthy()) return envelope::DefaultFade{};
  if (!node.is(JsonType::object)) {
    node.report(diagnostics, Severity::warning,
                "no envelope (expected an object, found " + node.describe() +
                    "): the voice plays without any fade");
    return envelope::Flat{};
  }
  ObjectReader reader(node, diagnostics);
  const JsonNode type = reader.find({"type"});
  ObjectReader params(reader.container({"params"}, JsonType::object), diagnostics);
  reader.report_unknown_keys("key", "envelope");

  VolumeEnvelope out = envelope::Flat{};
  if (type.text() == "linear_fade") {
    out = read_linear_fade(params, node);
  } else if (type.text() == "adsr") {
    out = read_adsr(params);
  } else if (type.text() == "linen") {
    out = read_linen(params);
  } else {
    (type.is_set() ? type : node)
        .report(
            diagnostics, Severity::warning,
            "unknown envelope type, none of linear_fade, adsr, linen: the voice plays without any "
            "fade" +
                model::did_you_mean(type.text(), kTypes));
    return out;
  }
  params.report_unknown_keys("envelope parameter", "envelope_params");
  check_envelope(out, params, step_seconds);
  return out;
}

}  // namespace bbplay::reader
