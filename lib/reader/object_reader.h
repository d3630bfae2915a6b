// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/params.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// Reads the members of one JSON object by the rules of the track format (format track 1.2)
/// and remembers which keys it was asked for, so that the others can be pointed out.
class ObjectReader {
 public:
  /// Names of one thing; the first that is present and not null wins.
  using Keys = std::initializer_list<std::string_view>;

  /// object       the object, or a missing node: then everything is absent
  /// diagnostics  receives what is wrong; bad values fall back to their defaults
  /// fidelity     which of two readings of a text such as "false" counts
  ObjectReader(JsonNode object, Diagnostics& diagnostics, Fidelity fidelity = Fidelity::reference)
      : object_(object), diagnostics_(diagnostics), fidelity_(fidelity) {}

  JsonNode object() const { return object_; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// The value of a key as this reader takes it: see take_empty_texts_as_absent(), read_old_keys().
  JsonNode member(std::string_view key) const;

  /// First of `keys` that is present and not null; warns about others of them beside it. Marks all
  /// of them as known.
  JsonNode find(Keys keys) { return find(std::span(keys.begin(), keys.size())); }
  JsonNode find(std::span<const std::string_view> keys);
  /// The first whose value is neither false, zero nor empty: for paths, which editors leave blank.
  JsonNode find_truthy(Keys keys);

  /// For keys that need no reading here, so that they are not called unknown.
  void know(std::string_view key) { known_.emplace_back(key); }
  void know(Keys keys) { known_.insert(known_.end(), keys.begin(), keys.end()); }
  /// The same for a sorted table that outlives the reader.
  void know_table(std::span<const std::string> sorted) { tables_.push_back(sorted); }

  /// From here on, members that hold the text "" count as absent (format session 5).
  void take_empty_texts_as_absent() { empty_is_absent_ = true; }
  /// From here on, members of `object` count before those of the object itself.
  void read_before(JsonNode object) { before_ = object; }
  /// From here on, an absent key is looked for under its old name, too. The table has to outlive
  /// the reader.
  void read_old_keys(std::span<const OldKey> keys) { old_keys_ = keys; }

  double number(Keys keys, Unit unit, double fallback) {
    return number_of(find(keys), unit).value_or(fallback);
  }
  bool truth(Keys keys);
  std::string text(Keys keys);
  /// A list or object, or a reported error and a missing node.
  JsonNode container(Keys keys, JsonType type);

  /// A number with unit, or a reported error and nothing; nothing for an absent value. A count is
  /// truncated towards zero; as text it has to be whole.
  std::optional<double> number_of(JsonNode node, Unit unit);
  bool flag_of(JsonNode node, FlagReading reading);
  /// Index of the text in `choices`; warns and answers `fallback` when there is none.
  int choice_of(JsonNode node, std::span<const std::string_view> choices, int fallback);

  /// About a list or an object where a flag is expected.
  void warn_unless_flag(JsonNode node);

  void warn(JsonNode node, std::string message) {
    node.report(diagnostics_, Severity::warning, std::move(message));
  }
  void warn_key(JsonNode member, std::string message) {
    member.report_key(diagnostics_, Severity::warning, std::move(message));
  }
  void fail(JsonNode node, std::string message) {
    node.report(diagnostics_, Severity::error, std::move(message));
  }
  /// "expected a number, found ..."
  void fail_type(JsonNode node, std::string_view expected);

  bool knows(std::string_view key) const;

  /// Warns about every key that was neither found nor made known, and about repeated ones.
  /// noun  what the keys of this object are called: "key", "parameter"
  /// here  what the object is, as place_of_key() calls it; empty: nothing that keys go astray in
  void report_unknown_keys(std::string_view noun = "key", std::string_view here = {});

 private:
  bool truth_of(JsonNode node);

  JsonNode object_, before_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
  std::vector<std::span<const std::string>> tables_;
  Fidelity fidelity_;
  bool empty_is_absent_ = false;
  std::span<const OldKey> old_keys_;
};

}  // namespace bbplay::reader
