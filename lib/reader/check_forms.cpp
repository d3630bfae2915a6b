// SPDX-License-Identifier: MIT
// Keys of the form that does not play: start and end keys in a voice that stands still, and none in
// one that moves.
#include "reader/check_forms.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/model/words.h"

#include "reader/each_patch.h"
#include "reader/read_timing.h"

namespace bbplay::reader {
namespace {

/// Calls visit(part, row, keys) for the rows of `patch` that count.
template <HasRows P, class Visit>
void for_each_heard_row(const P& patch, Visit visit) {
  const PatchKeys& keys = PatchKeys::of<P>();
  std::size_t index = 0;
  for_each_row(patch, [&](const auto& part, const auto& row) {
    if (!is_hidden<P>(row)) visit(part, row, keys.rows[index]);
    ++index;
  });
}

template <class P>
std::vector<std::string_view> plain_keys_of(const P& patch) {
  std::vector<std::string_view> plain;
  for_each_heard_row(patch, [&](const auto&, const auto&, const RowKeys& keys) {
    plain.insert(plain.end(), keys.plain.begin(), keys.plain.end());
  });
  return plain;
}

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <class Part>
const Ramp* ramp_of(const Part& part, const Row<Part>& row) {
  const auto* field = std::get_if<Ramp Part::*>(&row.field);
  return field != nullptr ? &(part.**field) : nullptr;
}

/// `keys` as a message lists them, the first few by name.
std::string listed(const std::vector<std::string>& keys) {
  constexpr std::size_t kNamed = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(keys.size(), kNamed); ++i) {
    out += (i == 0 ? "" : ", ") + keys[i];
  }
  if (keys.size() > kNamed) out += " and " + std::to_string(keys.size() - kNamed) + " more";
  return out;
}

std::string with_unit(double value, Unit unit) {
  const std::string_view symbol = symbol_of(unit);
  return text_of(std::round(value * 1'000) / 1'000) +
         (symbol.empty() ? "" : ' ' + std::string(symbol));
}

/// Start and end keys, which a voice that stands still does not read. What asks for the value that
/// plays anyway is no matter.
template <class P>
void report_ends_of_still(const P& patch, ParamReader& reader) {
  const std::vector<std::string_view> plain = plain_keys_of(patch);
  JsonNode first;
  std::string plays, advice;
  std::vector<std::string> others;
  for_each_heard_row(patch, [&](const auto& part, const auto& row, const RowKeys& keys) {
    if (row.extras.form != Form::both || keys.start.empty()) return;
    const Ramp* ramp = ramp_of(part, row);
    for (const std::string& key : {keys.start, keys.end}) {
      const JsonNode node = reader.member(key);
      if (!node.is_set() || contains(plain, key)) continue;
      if (ramp != nullptr && node.number() == ramp->from) continue;
      if (first.exists()) {
        others.push_back(key);
        continue;
      }
      first = node;
      advice = std::string(row.key);
      plays = ramp == nullptr ? std::string() : with_unit(ramp->from, row.unit);
    }
  });
  if (!first.exists()) return;
  std::string message = "a voice that stands still reads no start and end keys";
  if (!plays.empty()) message += ": " + advice + " plays as " + plays;
  message += "; write \"" + advice + '"';
  if constexpr (can_move<P>()) {
    message += ", or \"is_transition\": true to let it move";
  }
  if (!others.empty()) message += " (the same for " + listed(others) + ')';
  reader.warn_key(first, std::move(message));
}

/// A voice that is said to move and has nothing to move to.
template <class P>
void report_standing_transition(const P& patch, ParamReader& reader) {
  bool moves = false;
  const std::vector<std::string_view> plain = plain_keys_of(patch);
  JsonNode first;
  std::string start, end;
  bool has_start = false;
  for_each_heard_row(patch, [&](const auto& part, const auto& row, const RowKeys& keys) {
    if (const Ramp* ramp = ramp_of(part, row)) moves = moves || ramp->moves();
    if (keys.start.empty() || row.extras.form == Form::still_only) return;
    const bool plain_counts =
        row.extras.fallbacks == Fallbacks::chain || row.extras.fallbacks == Fallbacks::per_end;
    if (!plain_counts) return;  // which is warned about where it is read
    for (const std::string_view key : keys.plain) {
      // What the moving form alone has may be what it was chosen for.
      moves = moves || (row.extras.form == Form::moving_only && reader.member(key).is_set());
      if (first.exists() || !reader.member(key).is_set()) continue;
      first = reader.member(key);
      start = keys.start;
      end = keys.end;
    }
    if (reader.member(keys.start).is_set() && !contains(plain, keys.start) && !has_start) {
      has_start = true;
      first = reader.member(keys.start);
      start = keys.start;
      end = keys.end;
    }
  });
  for (const JsonNode member : reader.params().children()) {
    const std::string key = model::lowered(member.key());
    moves = moves || (key.starts_with("end") && !contains(plain, member.key()));
  }
  if (moves || !first.exists()) return;
  if (has_start) {
    reader.warn_key(first, "nothing of this voice moves: there are no end keys; write \"" + end +
                               "\" for where it ends, or leave out is_transition");
    return;
  }
  reader.warn_key(first, "nothing of this voice moves: there are no start and end keys; write \"" +
                             start + "\" and \"" + end + "\", or leave out is_transition");
}

/// A plain key beside a start key that stands for the missing end as well, told true.
template <class P>
bool reports_plain_as_end(const P& patch, ParamReader& reader) {
  bool told = false;
  for_each_heard_row(patch, [&](const auto& part, const auto& row, const RowKeys& keys) {
    const Ramp* ramp = ramp_of(part, row);
    if (ramp == nullptr || row.extras.fallbacks != Fallbacks::chain || keys.start.empty()) return;
    if (!reader.member(keys.start).is_set() || reader.member(keys.end).is_set()) return;
    for (const std::string_view key : keys.plain) {
      const JsonNode node = reader.member(key);
      if (key == keys.start || key == keys.end || !node.is_set()) continue;
      const std::optional<double> value = node.number();
      if (!value || *value == ramp->from) continue;
      told = true;
      reader.warn_key(node, "has no effect beside \"" + keys.start +
                                "\", which holds to the end; write \"" + keys.end +
                                "\" for where it ends");
    }
  });
  return told;
}

/// A plain key beside both ends of the same parameter.
template <class P>
void report_plain_beside_ends(const P& patch, ParamReader& reader) {
  for_each_heard_row(patch, [&](const auto& part, const auto& row, const RowKeys& keys) {
    const Ramp* ramp = ramp_of(part, row);
    if (ramp == nullptr || keys.start.empty() || row.extras.form != Form::both) return;
    if (!reader.member(keys.start).is_set() || !reader.member(keys.end).is_set()) return;
    for (const std::string_view key : keys.plain) {
      const JsonNode node = reader.member(key);
      if (key == keys.start || key == keys.end || !node.is_set()) continue;
      const std::optional<double> value = node.number();
      if (!value || *value == ramp->from || *value == ramp->to) continue;
      reader.warn_key(node, "has no effect beside \"" + keys.start + "\" and \"" + keys.end + '"');
    }
  });
}

/// Times and curves of a movement that does not take place. `duration` is what editors have written
/// for every voice: the length of its step, or 0.
void report_timing_of_still(const AnyPatch& patch, ParamReader& reader) {
  const double step = reader.reading().step_seconds;
  const JsonNode duration = reader.member("duration");
  const std::optional<double> seconds = duration.number();
  if (seconds && *seconds > 0 && *seconds != step && step > 0) {
    reader.warn_key(duration, "has no effect: a voice sounds for the whole step of " +
                                  text_of(step) +
                                  " s; the duration of the step stands beside \"voices\"");
  }
  const TimingKeys keys = timing_keys(patch);
  std::vector<std::string_view> names{"initial_offset"};
  names.insert(names.end(), keys.duration.begin(), keys.duration.end());
  names.insert(names.end(), keys.curve.begin(), keys.curve.end());
  for (const std::string_view name : names) {
    const JsonNode node = reader.member(name);
    const std::string word = model::lowered(model::trimmed(node.text()));
    if (name == "post_offset" || !node.truthy() || node.number() == 0.0 || word == "linear") {
      continue;
    }
    reader.warn_key(node,
                    "has no effect in a voice that stands still; \"is_transition\": true lets it "
                    "move");
    return;
  }
}

/// A movement that its step is too short for.
void report_late_movement(const SynthSpec& synth, ParamReader& reader) {
  const double step = reader.reading().step_seconds;
  if (step <= 0) return;
  const JsonNode offset = reader.member("initial_offset");
  JsonNode span = reader.member("transition_duration");
  if (!span.is_set()) span = reader.member("duration");
  const bool means_rest = !span.exists() && reader.member("post_offset").is_set();
  const double begins = std::max(0.0, offset.number().value_or(0));
  if (begins >= step && !means_rest) {
    reader.warn(offset, "the movement would begin at " + text_of(begins) +
                            " s, but its step lasts " + text_of(step) + " s: nothing moves");
    return;
  }
  const double ends = begins + span.number().value_or(0);
  // An editor rounds what it writes.
  if (!span.is_set() || !synth.timing.duration_seconds || ends <= step * 1.001) return;
  reader.warn(span, "the movement would end at " + text_of(ends) + " s, but its step lasts " +
                        text_of(step) + " s: the end values are not reached; write " +
                        text_of(std::round((step - begins) * 1'000) / 1'000) + ", or leave it out");
}

}  // namespace

void check_forms(const SynthSpec& synth, ParamReader& reader) {
  const Reading& reading = reader.reading();
  std::visit(
      [&]<class P>(const P& patch) {
        if (reading.is_whole_noise_file) return;
        if (synth.moving) {
          if (!reports_plain_as_end(patch, reader)) report_standing_transition(patch, reader);
          report_plain_beside_ends(patch, reader);
        } else if (!reading.told_that_it_stands_still) {
          report_ends_of_still(patch, reader);
          if constexpr (can_move<P>()) report_timing_of_still(synth.patch, reader);
        }
        if constexpr (!moves_over_whole_step<P>()) {
          if (synth.moving) report_late_movement(synth, reader);
        }
      },
      synth.patch);
}

}  // namespace bbplay::reader
