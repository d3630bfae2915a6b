// SPDX-License-Identifier: MIT
/// How the parameters of a synth function are declared: once, as rows of a table beside the struct
/// that holds their values. Reading, validation, help, the manual and tests all walk the rows; none
/// of them names a parameter again.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>

namespace bbplay {

namespace reader {
class ParamReader;
}

enum class Unit : std::uint8_t {
  none,
  hertz,
  seconds,
  milliseconds,
  radians,
  degrees,
  cycles,
  gain,
  decibels,
  fraction,
  metres,
  count
};

/// Values that make sense; a value outside is played as written but reported as a warning.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  constexpr bool contains(double value) const noexcept { return value >= low && value <= high; }
};

/// A parameter that is constant or moves from one value to another over the transition of its
/// voice. A field whose row was forgotten stays NaN, and a test sees it.
struct Ramp {
  double from = std::numeric_limits<double>::quiet_NaN();
  double to = std::numeric_limits<double>::quiet_NaN();

  constexpr bool moves() const noexcept { return from != to; }
  constexpr double at(double alpha) const noexcept { return from + (to - from) * alpha; }
  constexpr double low() const noexcept { return from < to ? from : to; }
  constexpr double high() const noexcept { return from < to ? to : from; }
  constexpr bool is(double value) const noexcept { return from == value && to == value; }
  bool operator==(const Ramp&) const = default;
};

/// Where an oscillator starts. The phase carried over from the previous step replaces it unless the
/// file pins it (format voices-tonal 10).
struct StartPhase {
  double radians = 0;
  bool pinned = false;
  /// The start phase slides to this value over a transition, in the voices that know such a slide.
  std::optional<double> end_radians;
  bool operator==(const StartPhase&) const = default;
};

/// Index into the `choices` of a row.
struct Choice {
  int index = 0;
  bool operator==(const Choice&) const = default;
};

/// A choice that differs at the two ends of a transition: two settings blended, not one that moves.
struct ChoiceEnds {
  int from = 0, to = 0;
  bool operator==(const ChoiceEnds&) const = default;
};

/// How a flag is read from text: by its words (true/1/yes/on), or by whether it is empty.
enum class FlagReading : std::uint8_t { words, truth };

/// Which keys give a moving parameter its two ends, first present key first.
enum class Fallbacks : std::uint8_t {
  chain,           // from: start key, plain key, default;   to: end key, else `from`
  per_end,         // from: start key, plain key, default;   to: end key, plain key, default.to
  own_ends,        // from: start key, default.from;         to: end key, default.to
  start_key_only,  // from: start key, default;              to: end key, else `from`
  still,           // plain key in both forms; never moves
};

/// Which form of a function knows the parameter.
enum class Form : std::uint8_t { both, still_only, moving_only };

/// Value of an absent key; a transition can have its own.
struct Default {
  double still, from, to;
  constexpr Default(double value) : still(value), from(value), to(value) {}
  constexpr Default(double still_value, double from_value, double to_value)
      : still(still_value), from(from_value), to(to_value) {}
};

/// A key that editors once wrote for a parameter, which the reference does not read. Corrected
/// fidelity does, where the current key is absent.
struct OldKey {
  std::string_view old, current;
};

/// Reads something that is no single number: a list of sweeps, a path, a colour. It is handed the
/// value of its row's key (possibly a missing node) through the reader.
template <class P>
using CustomField = void (*)(P&, reader::ParamReader&);

template <class P>
using FieldOf =
    std::variant<Ramp P::*, double P::*, bool P::*, Choice P::*, ChoiceEnds P::*, StartPhase P::*,
                 std::string P::*, std::filesystem::path P::*, CustomField<P>>;

/// What a function calls the curve and the length of its transition, where it has names of its own;
/// the first that is present counts.
struct TimingKeys {
  std::span<const std::string_view> curve, duration;
};

/// Accepted texts of a Choice or ChoiceEnds; aliases are separated by '|':
/// {"linear", "raised_cosine|hann"}.
using Choices = std::span<const std::string_view>;

/// What only some rows need. Most come from one of the functions below, so that a table stays one.
struct RowExtras {
  Fallbacks fallbacks = Fallbacks::chain;
  Form form = Form::both;
  /// Names of the transition form when they do not follow from the key (baseFreq: startBaseFreq,
  /// endBaseFreq; amp_lower_L: start_amp_lower_L).
  std::string_view start_key = {};
  std::string_view end_key = {};
  /// Further names of the plain key, separated by '|', tried after it.
  std::string_view aliases = {};
  Choices choices = {};
  FlagReading flag = FlagReading::words;
};

// Rows whose keys follow the rule of the same name in Fallbacks.
constexpr RowExtras still(Choices choices = {}) {
  return {.fallbacks = Fallbacks::still, .choices = choices};
}
constexpr RowExtras per_end(Choices choices = {}) {
  return {.fallbacks = Fallbacks::per_end, .choices = choices};
}
constexpr RowExtras own_ends(Choices choices = {}) {
  return {.fallbacks = Fallbacks::own_ends, .choices = choices};
}
constexpr RowExtras own_ends(std::string_view start_key, std::string_view end_key) {
  return {.fallbacks = Fallbacks::own_ends, .start_key = start_key, .end_key = end_key};
}
constexpr RowExtras start_key_only(std::string_view start_key = {}, std::string_view end_key = {}) {
  return {.fallbacks = Fallbacks::start_key_only, .start_key = start_key, .end_key = end_key};
}

/// A parameter that never moves and has older names: also_still("older|oldest").
constexpr RowExtras also_still(std::string_view aliases) {
  return {.fallbacks = Fallbacks::still, .aliases = aliases};
}
/// A flag that never moves and is on when its text is not empty.
constexpr RowExtras truth() { return {.fallbacks = Fallbacks::still, .flag = FlagReading::truth}; }

// Rows under Fallbacks::chain: older names, names of the ends, texts of a choice, one form only.
constexpr RowExtras also(std::string_view aliases) { return {.aliases = aliases}; }
constexpr RowExtras ends(std::string_view start_key, std::string_view end_key = {}) {
  return {.start_key = start_key, .end_key = end_key};
}
constexpr RowExtras one_of(Choices choices) { return {.choices = choices}; }
constexpr RowExtras still_only() { return {.form = Form::still_only}; }
constexpr RowExtras moving_only() { return {.form = Form::moving_only}; }

/// The parameter whose value an absent key takes (its `from` and `to` respectively), if any. Its
/// row has to stand earlier in the table.
template <class P>
using Inherited = std::variant<std::monostate, Ramp P::*, ChoiceEnds P::*>;

template <class P>
struct Row {
  FieldOf<P> field;
  std::string_view key;
  Default fallback;
  Unit unit;
  Range range;
  std::string_view meaning;  // one line: help, manual and messages show it
  RowExtras extras = {};
  Inherited<P> inherits = {};
};

inline constexpr Range kAnyValue{};
inline constexpr Range kFlag{0, 1};
inline constexpr Range kPositive{0, std::numeric_limits<double>::infinity()};
inline constexpr Range kAudible{0, 24'000};

/// A patch: a struct whose parameters are declared in rows of its own and, optionally, in those of
/// its parts, which are patches, too.
///
/// rows   array of Row<P>
/// parts  tuple of pointers to the members that are parts
template <class P>
concept HasRows = requires {
  std::span<const Row<P>>(P::rows);
};
template <class P>
concept HasParts = HasRows<P> && requires {
  std::tuple_size<decltype(P::parts)>::value;
};

/// Calls `visit(patch_or_part, row)` for every row: nested parts first, in the order of `P::parts`,
/// then the patch's own rows.
template <class P, class Visit>
requires HasRows<std::remove_const_t<P>>
constexpr void for_each_row(P& patch, Visit&& visit) {
  using Patch = std::remove_const_t<P>;
  if constexpr (HasParts<Patch>) {
    std::apply([&](auto... part) { (for_each_row(patch.*part, visit), ...); }, Patch::parts);
  }
  for (const auto& row : Patch::rows) visit(patch, row);
}

}  // namespace bbplay
