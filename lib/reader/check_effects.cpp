// SPDX-License-Identifier: MIT
#include "reader/check_effects.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "bbplay/model/describe.h"

namespace bbplay::reader {
namespace {

/// The place of a parameter by its plain key or one of its ends, whichever is there.
JsonNode place_of(std::string_view key, ParamReader& reader) {
  for (const std::string& name :
       {std::string(key), moving_key("start", key), moving_key("end", key)}) {
    if (const JsonNode node = reader.member(name); node.is_set()) return node;
  }
  return {};
}

/// Swings that are asked for and stand still.
/// phase  where it stands; then it may be what is meant
bool report_standing(const Ramp& width, std::string_view width_key, const Ramp& rate,
                     std::string_view rate_key, const Ramp& phase, ParamReader& reader) {
  if (width.is(0) || !rate.is(0) || !phase.is(0)) return false;
  const JsonNode place = place_of(width_key, reader);
  if (!place.exists()) return false;
  reader.warn_key(place, "has no effect while \"" + std::string(rate_key) + "\" is 0 Hz");
  return true;
}

template <class Part>
void check_part(const Part&, ParamReader&) {}

void check_part(const VibratoPatch& v, ParamReader& reader) {
  if (!report_standing(v.range_hz_l, "freqOscRangeL", v.freq_hz_l, "freqOscFreqL", v.phase_rad_l,
                       reader)) {
    report_standing(v.range_hz_r, "freqOscRangeR", v.freq_hz_r, "freqOscFreqR", v.phase_rad_r,
                    reader);
  }
}

void check_part(const PhaseWobblePatch& w, ParamReader& reader) {
  report_standing(w.range_rad, "phaseOscRange", w.freq_hz, "phaseOscFreq", {0, 0}, reader);
}

void check_part(const SpatialPatch& patch, ParamReader& reader) {
  // An editor that writes everything writes the switch as well.
  if (patch.enable || reader.member("spatialEnable").exists()) return;
  for (const Row<SpatialPatch>& row : SpatialPatch::rows) {
    const JsonNode node = reader.member(row.key);
    if (!node.is_set()) continue;
    reader.warn_key(node, "has no effect without \"spatialEnable\": true");
    return;
  }
}

}  // namespace

void check_effects(const SynthSpec& synth, ParamReader& reader) {
  std::visit(
      [&](const auto& patch) {
        for_each_row(patch, [&]<class Part>(const Part& part, const Row<Part>& row) {
          if (&row == &Part::rows[0]) check_part(part, reader);
        });
      },
      synth.patch);
}

}  // namespace bbplay::reader
