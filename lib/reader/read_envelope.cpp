// SPDX-License-Identifier: MIT
#include "reader/read_envelope.h"

#include "model/suggest.h"
#include "reader/object_reader.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kTypes[] = {"linear_fade", "adsr", "linen"};

VolumeEnvelope read_linear_fade(ObjectReader& params) {
  const JsonNode seconds = params.find({"fade_duration"});
  const JsonNode from = params.find({"start_amp"});
  const JsonNode to = params.find({"end_amp"});
  const JsonNode fade_in = params.find({"fade_in"});
  const JsonNode fade_out = params.find({"fade_out"});
  params.know({"duration", "sample_rate"});
  if (seconds.is_set() && from.is_set() && to.is_set()) {
    return envelope::LinearFade{params.number_of(seconds, Unit::seconds).value_or(0),
                                params.number_of(from, Unit::gain).value_or(1),
                                params.number_of(to, Unit::gain).value_or(1)};
  }
  const bool none = !seconds.is_set() && !from.is_set() && !to.is_set();
  if (none && (fade_in.is_set() || fade_out.is_set())) {
    return envelope::FadeInOut{params.number_of(fade_in, Unit::seconds).value_or(0),
                               params.number_of(fade_out, Unit::seconds).value_or(0)};
  }
  return envelope::Flat{};
}

VolumeEnvelope read_adsr(ObjectReader& params) {
  envelope::Adsr out;
  out.attack_s = params.number({"attack"}, Unit::seconds, out.attack_s);
  out.decay_s = params.number({"decay"}, Unit::seconds, out.decay_s);
  out.sustain = params.number({"sustain_level"}, Unit::gain, out.sustain);
  out.release_s = params.number({"release"}, Unit::seconds, out.release_s);
  params.know({"duration", "sample_rate"});
  return out;
}

VolumeEnvelope read_linen(ObjectReader& params) {
  envelope::Linen out;
  out.attack_s = params.number({"attack"}, Unit::seconds, out.attack_s);
  out.release_s = params.number({"release"}, Unit::seconds, out.release_s);
  params.know({"duration", "sample_rate"});
  return out;
}

}  // namespace

VolumeEnvelope read_envelope(JsonNode node, Diagnostics& diagnostics) {
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
  reader.report_unknown_keys();

  VolumeEnvelope out = envelope::Flat{};
  if (type.text() == "linear_fade") {
    out = read_linear_fade(params);
    if (std::holds_alternative<envelope::Flat>(out)) {
      reader.warn(node,
                  "has no effect: a linear_fade needs all of fade_duration, start_amp and end_amp");
    }
  } else if (type.text() == "adsr") {
    out = read_adsr(params);
  } else if (type.text() == "linen") {
    out = read_linen(params);
  } else {
    (type.is_set() ? type : node)
        .report(diagnostics, Severity::warning,
                "unknown envelope type" + model::did_you_mean(type.text(), kTypes) +
                    ": the voice plays without any fade");
    return out;
  }
  params.report_unknown_keys("envelope parameter");
  return out;
}

}  // namespace bbplay::reader
