// SPDX-License-Identifier: MIT
// The parameters of the noise voices that are lists or objects.
#include "bbplay/model/patches/noise_generator_patch.h"
#include "bbplay/model/patches/noise_swept_notch_patch.h"
#include "bbplay/model/patches/swept_notch_pink_patch.h"

#include "reader/param_reader.h"
#include "reader/read_noise_color.h"
#include "reader/read_swept_notches.h"

namespace bbplay {

using reader::JsonNode;
using reader::ParamReader;
using reader::RampEnds;
using reader::ReversedRanges;
using reader::StageCounts;

void NoiseSourcePatch::read_color(NoiseSourcePatch& patch, ParamReader& reader) {
  patch.color = reader::read_noise_color(reader.member("noise_type"), reader.diagnostics());
}

void NoiseSourcePatch::read_color_parameters(NoiseSourcePatch& patch, ParamReader& reader) {
  const JsonNode node = reader.member("noise_parameters");
  // What a phone or a session hands on is the whole object of a .noise file.
  const JsonNode file = reader.reading().on_noise_bus ? reader.params() : JsonNode();
  const bool in_file = reader::has_color_parameters(file);
  if ((!node.is_set() && !in_file) || reader.member("noise_type").is_set()) return;
  patch.color = reader::read_noise_parameters(node, node["name"], reader.diagnostics(), file);
}

void NotchesPatch::read_static_notches(NotchesPatch& patch, ParamReader& reader) {
  patch.static_notches =
      reader::read_static_notches(reader.member("static_notches"), reader.diagnostics());
}

namespace {

/// The overrides of Q or stage counts: one key in the still form, two in the moving one.
template <class Override>
void override_ends(ParamReader& reader, std::string_view still, std::string_view start,
                   std::string_view end, Override override) {
  if (!reader.moving()) {
    override(reader.member(still), RampEnds::both);
  } else {
    override(reader.member(start), RampEnds::from);
    override(reader.member(end), RampEnds::to);
  }
}

void override_q(NotchedNoise& patch, ParamReader& reader, std::string_view still,
                std::string_view start, std::string_view end) {
  override_ends(reader, still, start, end, [&](JsonNode node, RampEnds ends) {
    reader::override_q(node, ends, patch.sweeps, reader.diagnostics());
  });
}

void override_stages(NotchedNoise& patch, ParamReader& reader, StageCounts counts,
                     std::string_view still, std::string_view start, std::string_view end) {
  override_ends(reader, still, start, end, [&](JsonNode node, RampEnds ends) {
    reader::override_stages(node, ends, counts, patch.sweeps, reader.diagnostics());
  });
}

}  // namespace

// The end sweeps have no effect in the reference although its editor writes them (E4).
void NoiseSweptNotchPatch::read_sweeps(NoiseSweptNotchPatch& patch, ParamReader& reader) {
  const JsonNode sweeps = reader.member("sweeps");
  if (!reader.moving()) {
    patch.sweeps =
        reader::read_still_sweeps(sweeps, ReversedRanges::exchanged, reader.diagnostics());
  } else if (sweeps.is_set()) {
    patch.sweeps =
        reader::read_moving_sweeps(sweeps, {}, ReversedRanges::exchanged, reader.diagnostics());
  } else {
    patch.sweeps =
        reader::read_moving_sweeps(reader.member("start_sweeps"), reader.member("end_sweeps"),
                                   ReversedRanges::exchanged, reader.diagnostics());
  }
}

void NoiseSweptNotchPatch::read_q(NoiseSweptNotchPatch& patch, ParamReader& reader) {
  override_q(patch, reader, "notch_q", "start_q", "end_q");
}

void NoiseSweptNotchPatch::read_stages(NoiseSweptNotchPatch& patch, ParamReader& reader) {
  override_stages(patch, reader, StageCounts::truncated_lists, "casc", "start_casc", "end_casc");
}

void NoiseSweptNotchPatch::read_ineffective(NoiseSweptNotchPatch&, ParamReader&) {}

void NoiseGeneratorPatch::read_sweeps(NoiseGeneratorPatch& patch, ParamReader& reader) {
  const JsonNode sweeps = reader.member("sweeps");
  constexpr auto kReversed = ReversedRanges::exchanged;
  patch.sweeps = reader.moving()
                     ? reader::read_moving_sweeps(sweeps, {}, kReversed, reader.diagnostics())
                     : reader::read_still_sweeps(sweeps, kReversed, reader.diagnostics());
}

void NoiseGeneratorPatch::read_q(NoiseGeneratorPatch& patch, ParamReader& reader) {
  override_q(patch, reader, "notch_q", "start_notch_q", "end_notch_q");
}

void NoiseGeneratorPatch::read_stages(NoiseGeneratorPatch& patch, ParamReader& reader) {
  override_stages(patch, reader, StageCounts::rounded_at_least_one, "cascade_count",
                  "start_cascade_count", "end_cascade_count");
}

void NoiseGeneratorPatch::read_envelope(NoiseGeneratorPatch& patch, ParamReader& reader) {
  patch.amp_envelope =
      reader::read_level_points(reader.member("amp_envelope"), reader.diagnostics());
}

void NoiseGeneratorPatch::read_ineffective(NoiseGeneratorPatch&, ParamReader&) {}

void SweptNotchPinkPatch::read_sweeps(SweptNotchPinkPatch& patch, ParamReader& reader) {
  constexpr auto kReversed = ReversedRanges::kept;
  if (reader.moving()) {
    patch.sweeps = reader::read_moving_sweeps(reader.member("start_filter_sweeps"),
                                              reader.member("end_filter_sweeps"), kReversed,
                                              reader.diagnostics());
  } else {
    patch.sweeps =
        reader::read_still_sweeps(reader.member("filter_sweeps"), kReversed, reader.diagnostics());
  }
}

void SweptNotchPinkPatch::read_q(SweptNotchPinkPatch& patch, ParamReader& reader) {
  override_q(patch, reader, "notch_q", "start_notch_q", "end_notch_q");
}

void SweptNotchPinkPatch::read_stages(SweptNotchPinkPatch& patch, ParamReader& reader) {
  override_stages(patch, reader, StageCounts::rounded_at_least_one, "cascade_count",
                  "start_cascade_count", "end_cascade_count");
}

}  // namespace bbplay
