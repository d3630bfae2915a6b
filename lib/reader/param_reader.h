// SPDX-License-Identifier: MIT
/// Fills a patch from a JSON object by walking its rows; the only code that knows how keys,
/// fall-backs and defaults become values.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "bbplay/model/params.h"

#include "reader/object_reader.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// Start or end name of a plain key: baseFreq, startBaseFreq; amp_lower_L, start_amp_lower_L.
std::string moving_key(std::string_view prefix, std::string_view plain);

/// The keys of one row.
struct RowKeys {
  std::vector<std::string_view> plain;  // the key and its aliases, in the text of the row
  std::string start, end;               // empty for parameters that never move
};

RowKeys row_keys(std::string_view key, std::string_view aliases, Fallbacks fallbacks,
                 std::string_view start, std::string_view end);

template <class P>
RowKeys keys_of(const Row<P>& row) {
  // A parameter of the still form alone is written with its ends by editors too, and passed over.
  const bool has_ends =
      row.extras.form == Form::still_only ||
      std::visit(
          []<class T>(T) {
            return std::is_same_v<T, Ramp P::*> || std::is_same_v<T, Choice P::*> ||
                   std::is_same_v<T, ChoiceEnds P::*> || std::is_same_v<T, StartPhase P::*> ||
                   std::is_same_v<T, CustomField<P>>;
          },
          row.field);
  return row_keys(row.key, row.extras.aliases, has_ends ? row.extras.fallbacks : Fallbacks::still,
                  row.extras.start_key, row.extras.end_key);
}

/// Whether `row` of a part of patch P gives way to a row of P itself: a function may have a meaning
/// of its own for a key that one of its parts knows as well.
template <HasRows P, class Part>
bool is_hidden(const Row<Part>& row) {
  if constexpr (std::is_same_v<P, Part>) {
    return false;
  } else {
    for (const Row<P>& own : P::rows) {
      if (own.key == row.key) return true;
    }
    return false;
  }
}

/// The keys of a patch; the same for every voice of a function, so made only once.
struct PatchKeys {
  std::vector<RowKeys> rows;        // in the order of for_each_row()
  std::vector<std::string> sorted;  // all of them

  void add(RowKeys keys);
  void finish();

  template <HasRows P>
  static const PatchKeys& of() {
    static const PatchKeys keys = [] {
      PatchKeys out;
      P patch;
      for_each_row(patch, [&out](const auto&, const auto& row) { out.add(keys_of(row)); });
      out.finish();
      return out;
    }();
    return keys;
  }
};

class ParamReader : public ObjectReader {
 public:
  /// params       object (or missing) with the parameters
  /// moving       the transition form is read
  /// diagnostics  receives what is wrong; bad values fall back to their defaults
  /// reading      what the whole track is read with
  ParamReader(JsonNode params, bool moving, Diagnostics& diagnostics, Reading reading = Reading())
      : ObjectReader(params, diagnostics, reading.fidelity),
        moving_(moving),
        reading_(std::move(reading)) {
    take_empty_texts_as_absent();
    read_before(reading_.set_by_scene);
  }

  template <HasRows P>
  void read(P& patch) {
    const PatchKeys& keys = PatchKeys::of<P>();
    know_table(keys.sorted);
    if constexpr (requires { P::old_keys; }) take_old_keys(P::old_keys);
    std::size_t index = 0;
    for_each_row(patch, [&](auto& part, const auto& row) {
      if (!is_hidden<P>(row)) read_row(part, row, keys.rows[index]);
      ++index;
    });
  }

  /// here  see ObjectReader
  void report_unknown_keys(std::string_view here = {}) {
    ObjectReader::report_unknown_keys("parameter", here);
  }

  JsonNode params() const { return object(); }
  bool moving() const { return moving_; }
  const Reading& reading() const { return reading_; }
  const AssetPaths& assets() const { return reading_.assets; }

 private:
  /// The value that stands in for an absent one; null: the default.
  template <class T, class P>
  static const T* inherited_by(const P& patch, const Row<P>& row) {
    const auto* field = std::get_if<T P::*>(&row.inherits);
    return field != nullptr ? &(patch.**field) : nullptr;
  }

  template <class P, class T>
  void read_row_field(P& patch, const Row<P>& row, const RowKeys& keys, T P::*field) {
    if constexpr (std::is_same_v<T, Ramp>) {
      const Ramp* inherited = inherited_by<Ramp>(patch, row);
      patch.*field = ramp({row.unit, row.range, row.meaning}, row.fallback, row.extras.fallbacks,
                          row.extras.flag, keys, inherited);
    } else if constexpr (std::is_same_v<T, double>) {
      patch.*field =
          still(find(keys.plain), {row.unit, row.range, row.meaning}, row.fallback.still);
    } else if constexpr (std::is_same_v<T, bool>) {
      const JsonNode node = find(keys.plain);
      patch.*field = node.is_set() ? flag_of(node, row.extras.flag) : row.fallback.still != 0;
    } else if constexpr (std::is_same_v<T, Choice>) {
      const JsonNode start = moving_ ? member(keys.start) : JsonNode();
      const JsonNode node = start.is_set() ? start : find(keys.plain);
      patch.*field = {choice_of(node, row.extras.choices, static_cast<int>(row.fallback.still))};
      if (moving_) expect_choice(member(keys.end), row.extras.choices, (patch.*field).index);
    } else if constexpr (std::is_same_v<T, ChoiceEnds>) {
      const ChoiceEnds* inherited = inherited_by<ChoiceEnds>(patch, row);
      patch.*field = choice_ends(row.extras.choices, static_cast<int>(row.fallback.still),
                                 row.extras.fallbacks, keys, inherited);
    } else if constexpr (std::is_same_v<T, StartPhase>) {
      const JsonNode pin = moving_ && !keys.start.empty() ? member(keys.start) : JsonNode();
      const JsonNode node = pin.is_set() ? pin : find(keys.plain);
      const double radians = still(node, {row.unit, row.range, row.meaning}, row.fallback.still);
      patch.*field = {radians, pin.is_set(),
                      moving_ ? number_of(member(keys.end), row.unit) : std::nullopt};
    } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
      const JsonNode node = find(keys.plain);
      if (node.truthy()) patch.*field = sound_file(node);
    } else {
      static_assert(std::is_same_v<T, std::string>);
      const JsonNode node = find(keys.plain);
      if (node.is_set() && !node.is(JsonType::text)) {
        fail_type(node, "text");
      } else {
        patch.*field = node.text();
      }
    }
  }

  /// Old names count in corrected fidelity; otherwise a warning tells the current ones.
  void take_old_keys(std::span<const OldKey> keys);
  /// Notes the keys of a row that an editor left empty.
  void note_empty_texts(const RowKeys& keys, const Default& fallback);

  template <class P>
  void read_row(P& patch, const Row<P>& row, const RowKeys& keys) {
    const bool wrong_form = (row.extras.form == Form::still_only && moving_) ||
                            (row.extras.form == Form::moving_only && !moving_);
    if (wrong_form) report_unheard(keys);
    note_empty_texts(keys, row.fallback);
    std::visit(
        [&](auto field) {
          using Field = decltype(field);
          if constexpr (std::is_member_object_pointer_v<Field>) {
            if (!wrong_form) {
              read_row_field(patch, row, keys, field);
            } else if constexpr (std::is_same_v<Field, Ramp P::*>) {
              patch.*field = {row.fallback.still, row.fallback.still};
            }
          } else if (!wrong_form) {
            field(patch, *this);
          }
        },
        row.field);
  }

  /// Warns about keys that the other form of the function would read.
  void report_unheard(const RowKeys& keys);

  /// What the messages about a number need.
  struct Quantity {
    Unit unit;
    Range range;
    std::string_view meaning;
  };
  Ramp ramp(const Quantity& quantity, const Default& fallback, Fallbacks rule, FlagReading flag,
            const RowKeys& keys, const Ramp* inherited);
  double still(JsonNode node, const Quantity& quantity, double fallback);
  /// Empty when there is none.
  std::filesystem::path sound_file(JsonNode node);
  ChoiceEnds choice_ends(std::span<const std::string_view> choices, int fallback, Fallbacks rule,
                         const RowKeys& keys, const ChoiceEnds* inherited);
  /// Warns when a present `node` chooses anything but `chosen`.
  void expect_choice(JsonNode node, std::span<const std::string_view> choices, int chosen);

  bool moving_;
  Reading reading_;
};

}  // namespace bbplay::reader
