// SPDX-License-Identifier: MIT
#include "bbplay/model/patches/ear_patches.h"

#include "reader/param_reader.h"

namespace bbplay {

void read_carried_phases(StartPhasePatch& start, reader::ParamReader& reader) {
  const reader::JsonNode phases = reader.find({"oscillator_phases"});
  if (!phases.is(reader::JsonType::object)) return;
  const auto carry = [&](StartPhase& phase, std::string_view side) {
    if (phase.pinned) return;
    phase.radians = reader.number_of(phases[side], Unit::radians).value_or(phase.radians);
  };
  carry(start.left, "left");
  carry(start.right, "right");
}

}  // namespace bbplay
