// SPDX-License-Identifier: MIT
#include "bbplay/model/patches/ear_patches.h"

#include "model/param_reader.h"

namespace bbplay {

void read_carried_phases(StartPhasePatch& start, model::ParamReader& reader) {
  const model::JsonNode phases = reader.find({"oscillator_phases"});
  if (!phases.is(model::JsonType::object)) return;
  const auto carry = [&](StartPhase& phase, std::string_view side) {
    if (phase.pinned) return;
    phase.radians = reader.number_of(phases[side], Unit::radians).value_or(phase.radians);
  };
  carry(start.left, "left");
  carry(start.right, "right");
}

}  // namespace bbplay
