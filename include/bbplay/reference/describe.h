// SPDX-License-Identifier: MIT
/// The parameter tables as text: `--list-voices`, `--describe`, the manual, the schema.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay {

struct SynthSummary {
  std::string_view name;
  std::string_view meaning;     // one line
  bool has_transition = false;  // there is a NAME_transition as well
  std::size_t parameters = 0;
};

/// Every synth function, in alphabetical order.
std::vector<SynthSummary> list_synths();
/// The same as JSON (data/voices.schema.json).
std::string synths_as_json();

/// The parameters of one synth function as a table of plain text; also of "flanger", which any
/// voice can carry. `name` may end in "_transition". Empty for a function that does not exist.
std::string describe_synth(std::string_view name);
/// The same as JSON (data/voice.schema.json).
std::string synth_as_json(std::string_view name);

/// `; did you mean "binaural_beat"?` for a name that describe_synth() does not know, or nothing.
std::string suggest_synth(std::string_view name);

/// Names of the noise colours that everybody knows, in lower case.
std::vector<std::string_view> noise_color_names();

/// Every function and every parameter as Markdown: the contents of data/parameters.md.
std::string parameter_manual();

/// JSON Schema (draft 7) of tracks, for editors: what passes it is read without warnings about keys
/// and types. The contents of data/track.schema.json.
std::string track_schema();

}  // namespace bbplay
