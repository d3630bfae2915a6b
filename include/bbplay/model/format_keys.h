// SPDX-License-Identifier: MIT
/// The keys of a track outside of the parameters of its voices, in words: the manual and the schema
/// are made from them. The reading functions know the same keys; a test compares.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bbplay/model/params.h"

namespace bbplay {

/// whole: a number whose fraction is cut off, one of its choices; label: text or a number; id: the same,
/// or true or false; section: an object, or anything that is false or empty and says nothing; anything:
/// what nobody looks at, or reads if it is a text.
enum class KeyType {
  number,
  whole,
  truth,
  text,
  label,
  id,
  path,
  choice,
  object,
  section,
  list,
  anything
};

/// Whether a key may be missing, or null, which mostly is the same; blank: or "".
enum class KeyPresence : std::uint8_t { free, blank, not_null, needed };

struct KeyText {
  std::string_view key;
  std::string_view aliases;  // separated by '|'
  KeyType type = KeyType::number;
  std::string_view fallback;  // "0.48", "the track's"; empty for none
  std::string_view meaning;
  Unit unit = Unit::none;
  Range range = {};
  std::span<const std::string_view> choices = {};
  std::string_view object = {};  // name of what it holds, once or in a list
  KeyPresence presence = KeyPresence::free;
};

struct ObjectText {
  std::string_view name;     // "track", "step"
  std::string_view title;    // heading of the manual
  std::string_view meaning;  // one sentence
  std::span<const KeyText> keys;
  bool open = false;  // editors write further members into it, which nobody reads
};

/// The track itself first.
std::span<const ObjectText> format_objects();

/// Whether a member of an object is a comment, which JSON has no other way to write: its name begins
/// with "_" or is comment, comments, title, author, notes, tags or date. Nobody reads such members.
bool is_comment_key(std::string_view key);
/// The same as a regular expression.
std::string comment_key_pattern();

}  // namespace bbplay
