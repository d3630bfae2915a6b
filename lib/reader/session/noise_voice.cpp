// SPDX-License-Identifier: MIT
#include "reader/session/noise_voice.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "reader/post_offset.h"
#include "reader/read_noise_color.h"
#include "reader/session/document_kind.h"

namespace bbplay::reader {
namespace {

/// A member of a .noise file and what it is when the file does not say: a number, or JSON.
struct FileMember {
  std::string_view key;
  double number;
};
constexpr FileMember kNumbers[] = {
    {"duration_seconds", 60},
    {"sample_rate", 44'100},
    {"lfo_freq", 1.0 / 12},
    {"start_lfo_freq", 1.0 / 12},
    {"end_lfo_freq", 1.0 / 12},
    {"start_lfo_phase_offset_deg", 0},
    {"end_lfo_phase_offset_deg", 0},
    {"start_intra_phase_offset_deg", 0},
    {"end_intra_phase_offset_deg", 0},
    {"initial_offset", 0},
    {"start_time", 0},
    {"fade_in", 0},
    {"fade_out", 0},
};

double number_in(JsonNode object, std::initializer_list<std::string_view> keys, double otherwise) {
  for (const std::string_view key : keys) {
    if (const auto number = object[key].number()) return *number;
  }
  return otherwise;
}

/// One moving notch of a .noise file as a session reads it: other defaults than under a track.
struct Sweep {
  double low[2], high[2], q[2], stages[2];  // at the start and at the end
};

Sweep sweep_of(JsonNode entry) {
  Sweep s{};
  s.low[0] = number_in(entry, {"start_min", "min"}, 1'000);
  s.high[0] = number_in(entry, {"start_max", "max"}, 10'000);
  s.low[1] = number_in(entry, {"end_min"}, s.low[0]);
  s.high[1] = number_in(entry, {"end_max"}, s.high[0]);
  s.q[0] = number_in(entry, {"start_q"}, 25);
  s.q[1] = number_in(entry, {"end_q"}, s.q[0]);
  s.stages[0] = std::trunc(number_in(entry, {"start_casc"}, 10));
  s.stages[1] = std::trunc(number_in(entry, {"end_casc"}, s.stages[0]));
  return s;
}

using Ends = double (Sweep::*)[2];

class NoiseParams {
 public:
  NoiseParams(const Preset& preset, double step_seconds, const Conversion& how, Draft& draft)
      : preset_(preset),
        file_(preset.content),
        step_seconds_(step_seconds),
        how_(how),
        draft_(draft) {
    const JsonNode list = file_["sweeps"];
    if (list.is(JsonType::array) && list.size() > 0 &&
        list.children().front().is(JsonType::object)) {
      sweeps_ = list;
    }
    moving_ = file_["transition"].truthy();
  }

  bool moving() const { return moving_; }

  void write() {
    draft_.open_object(file_);
    if (preset_.is_file) {
      write_file();
    } else {
      write_entry();
    }
    write_input();
    write_sweeps();
    draft_.close();
  }

 private:
  /// An entry of a catalogue is handed on as it stands.
  void write_entry() {
    for (const JsonNode member : file_.children()) {
      const std::string_view key = member.key();
      if (key == "input_audio_path" || (key == "sweeps" && sweeps_.exists())) continue;
      if (key == "transition_duration" && sweeps_.exists() && moving_) continue;
      draft_.key(key).copy(member);
    }
  }

  /// A file is loaded first: what it leaves out gets its default, what is unknown is dropped.
  void write_file() {
    for (const FileMember& member : kNumbers) {
      const JsonNode node = file_[member.key];
      draft_.key(member.key);
      if (node.is_set()) {
        draft_.copy(node);
      } else {
        draft_.number(member.number);
      }
    }
    draft_.key("lfo_waveform");
    if (file_["lfo_waveform"].truthy()) {
      draft_.copy(file_["lfo_waveform"]);
    } else {
      draft_.text("sine");
    }
    draft_.key("transition").flag(moving_, file_["transition"]);
    write_color();
    for (const std::string_view key : {"amp_envelope", "static_notches"}) copy_list(key);
    if (!sweeps_.exists()) copy_list("sweeps");
    write_duration();
  }

  void copy_list(std::string_view key) {
    draft_.key(key);
    if (file_[key].is_set()) {
      draft_.copy(file_[key]);
    } else {
      draft_.open_list().close();
    }
  }

  /// Colour keys at the top of the file stand in for those that the colour object lacks.
  void write_color() {
    const JsonNode color = file_.first_of({"noise_parameters", "color_params"});
    draft_.key("noise_parameters");
    if (color.exists() && !color.is(JsonType::object)) {
      draft_.copy(color);
      return;
    }
    draft_.open_object(color);
    for (const JsonNode member : color.children()) draft_.key(member.key()).copy(member);
    if (!color["name"].is_set() && file_["noise_type"].truthy()) {
      draft_.key("name").copy(file_["noise_type"]);
    }
    for (const std::string_view key : color_parameters()) {
      if (!color[key].is_set() && file_[key].is_set()) draft_.key(key).copy(file_[key]);
    }
    draft_.close();
  }

  JsonNode duration_node() const {
    return file_.first_of({"post_offset", "duration", "transition_duration"});
  }

  double duration() const {
    const JsonNode node = duration_node();
    const double seconds = node.number().value_or(0);
    if (node.key() != "post_offset" || how_.fidelity == Fidelity::reference) return seconds;
    const double offset = std::max(0.0, file_["initial_offset"].number().value_or(0));
    return moving_seconds(seconds, offset, step_seconds_, how_.fidelity);
  }

  void write_duration() { draft_.key("duration").number(duration(), duration_node()); }

  void write_input() {
    const JsonNode input = file_["input_audio_path"];
    draft_.key("input_audio_path");
    if (!input.truthy()) {
      draft_.null(input);
    } else if (input.is(JsonType::text)) {
      draft_.text(path_in_track(input.text(), preset_.file.parent_path(), how_), input);
    } else {
      draft_.copy(input);
    }
  }

  void write_ranges(std::string_view key, std::size_t end) {
    draft_.key(key).open_list(sweeps_);
    for (const JsonNode entry : sweeps_.children()) {
      const Sweep sweep = sweep_of(entry);
      draft_.open_list(entry).number(sweep.low[end]).number(sweep.high[end]).close();
    }
    draft_.close();
  }

  /// A list with one number for each sweep, or a plain one for a single sweep.
  void write_values(std::string_view key, Ends values, std::size_t end) {
    const std::vector<JsonNode> entries = sweeps_.children();
    draft_.key(key);
    if (entries.size() == 1) {
      draft_.number((sweep_of(entries[0]).*values)[end], entries[0]);
      return;
    }
    draft_.open_list(sweeps_);
    for (const JsonNode entry : entries) draft_.number((sweep_of(entry).*values)[end], entry);
    draft_.close();
  }

  void write_sweeps() {
    if (!sweeps_.exists()) return;
    if (!moving_) {
      write_ranges("sweeps", 0);
      write_values("notch_q", &Sweep::q, 0);
      write_values("casc", &Sweep::stages, 0);
      return;
    }
    write_ranges("start_sweeps", 0);
    write_ranges("end_sweeps", 1);
    write_values("start_q", &Sweep::q, 0);
    write_values("end_q", &Sweep::q, 1);
    write_values("start_casc", &Sweep::stages, 0);
    write_values("end_casc", &Sweep::stages, 1);
    if (preset_.is_file || file_["duration"].is_set()) {
      draft_.key("transition_duration").number(duration(), duration_node());
    }
  }

  const Preset& preset_;
  JsonNode file_;
  JsonNode sweeps_;  // a list of objects, or missing
  double step_seconds_;
  const Conversion& how_;
  Draft& draft_;
  bool moving_ = false;
};

}  // namespace

bool check_noise(const Preset& preset, JsonNode id, Diagnostics& diagnostics) {
  const bool is_noise =
      preset.content.is(JsonType::object) &&
      (!preset.is_file || kind_of(preset.content, preset.file.string()) == DocumentKind::noise);
  if (is_noise) return true;
  const bool is_other =
      preset.is_file && kind_of(preset.content, preset.file.string()) == DocumentKind::other;
  id.report(diagnostics, Severity::error,
            is_other ? preset.file.string() + ": " + why_no_track(preset.content)
                     : "preset " + id.describe() + " is no noise");
  return false;
}

void write_noise_voice(const Preset& preset, double step_seconds, const Conversion& how,
                       Draft& draft) {
  NoiseParams params(preset, step_seconds, how, draft);
  draft.open_object(preset.content);
  draft.key("synth_function_name")
      .text(params.moving() ? "noise_swept_notch_transition" : "noise_swept_notch");
  draft.key("params");
  params.write();
  draft.key("is_transition").flag(params.moving());
  draft.key("voice_type").text("noise");
  draft.close();
}

}  // namespace bbplay::reader
