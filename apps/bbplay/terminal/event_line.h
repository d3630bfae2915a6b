// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bbplay/reference/json_writer.h"

namespace bbplay::app {

/// One line of `--status json`: an object that begins with what happened and when.
class EventLine {
 public:
  explicit EventLine(std::string_view event);

  EventLine& put(std::string_view key, double value);  // to a thousandth
  template <class Value>
  EventLine& put(std::string_view key, const Value& value) {
    json_.member(key, value);
    return *this;
  }
  /// Null where there is no value.
  template <class Value>
  EventLine& put(std::string_view key, const std::optional<Value>& value) {
    if (value) return put(key, *value);
    json_.key(key).null();
    return *this;
  }
  /// For a value that has a writer of its own, which has to follow.
  reference::JsonWriter& part(std::string_view key) { return json_.key(key); }

  /// The line without its end; nothing can be put afterwards.
  std::string text() { return json_.end_object().text(); }

 private:
  reference::JsonWriter json_{reference::JsonWriter::Layout::one_line};
};

}  // namespace bbplay::app
