// SPDX-License-Identifier: MIT
// Parameters of the tonal voices that the reference no longer reads (format session 6).
#include "bbplay/model/patches/binaural_beat_patch.h"
#include "bbplay/model/patches/isochronic_tone_patch.h"
#include "bbplay/model/words.h"

#include "reader/param_reader.h"

namespace bbplay {

void BinauralBeatPatch::read_force_mono(BinauralBeatPatch& patch, reader::ParamReader& reader) {
  const reader::JsonNode plain = reader.find({"forceMono"});
  const auto flag = [&](reader::JsonNode node, bool otherwise) {
    if (!node.is_set()) return otherwise;
    if (const auto number = node.number()) return *number > 0.5;
    return reader.flag_of(node, FlagReading::words);
  };
  const bool at_rest = flag(plain, false);
  const reader::JsonNode start = reader.moving() ? reader.member("startForceMono") : plain;
  const bool from = flag(start, at_rest);
  const bool to = reader.moving() ? flag(reader.member("endForceMono"), from) : from;
  if (!from && !to) return;
  const reader::JsonNode place = start.is_set() && from ? start
                                 : plain.is_set()       ? plain
                                                        : reader.member("endForceMono");
  if (!reader.reading().corrects()) {
    reader.warn(place, "has no effect");
  } else if (from != to) {
    reader.warn(place, "has no effect: it cannot change on the way");
  } else {
    patch.beat_freq_hz = {0, 0};
  }
}

void IsochronicTonePatch::read_old_pulse(IsochronicTonePatch&, reader::ParamReader& reader) {
  struct Usual {
    std::string_view key;
    double number;
  };
  constexpr Usual kUsual[] = {{"dutyCycle", 0.5}, {"pulseDepth", 1}, {"phaseOffset", 0}};
  for (const Usual& usual : kUsual) {
    const reader::JsonNode node = reader.find({usual.key});
    if (node.is_set() && node.number() != usual.number) {
      reader.warn(node, "has no effect: pulses have no such parameter any more");
    }
  }
  const reader::JsonNode type = reader.find({"pulseType"});
  if (type.is_set() && model::lowered(type.text()) != "sine") {
    reader.warn(type, "has no effect: pulses have no such parameter any more");
  }
}

}  // namespace bbplay
