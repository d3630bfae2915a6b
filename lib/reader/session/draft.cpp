// SPDX-License-Identifier: MIT
#include "reader/session/draft.h"

#include <charconv>
#include <utility>

#include "bbplay/model/describe.h"
#include "bbplay/model/text.h"

namespace bbplay::reader {
namespace {

/// RFC 6901 section 3.
std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) {
      out += token[++i] == '1' ? '/' : '~';
    } else {
      out += token[i];
    }
  }
  return out;
}

/// The member or element that a token of a pointer names.
JsonNode child(JsonNode node, std::string_view token) {
  if (node.is(JsonType::object)) return node[unescaped(token)];
  if (!node.is(JsonType::array)) return {};
  std::size_t index = 0;
  const auto result = std::from_chars(token.data(), token.data() + token.size(), index);
  if (result.ec != std::errc() || index >= node.size()) return {};
  return node.children()[index];
}

/// As far as the tokens of `pointer` lead from `node`.
JsonNode descend(JsonNode node, std::string_view pointer) {
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    const JsonNode next = child(node, token);
    if (!next.exists()) break;
    node = next;
    pointer.remove_prefix(token.size());
  }
  return node;
}

void indent(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(2 * depth, ' ');
}

void append_indented(std::string& out, JsonNode node, std::size_t depth) {
  const bool is_object = node.is(JsonType::object);
  if ((!is_object && !node.is(JsonType::array)) || node.size() == 0) {
    const std::string_view as_it_stands = node.source_text();
    const bool steers = model::plain_text(as_it_stands) != as_it_stands;
    if (node.is(JsonType::text) && steers) {
      out += model::json_quoted(node.text());
    } else {
      out += as_it_stands;
    }
    return;
  }
  out += is_object ? '{' : '[';
  bool first = true;
  for (const JsonNode each : node.children()) {
    if (!std::exchange(first, false)) out += ',';
    indent(out, depth + 1);
    if (is_object) out += model::json_quoted(each.key()) + ": ";
    append_indented(out, each, depth + 1);
  }
  indent(out, depth);
  out += is_object ? '}' : ']';
}

}  // namespace

Finding Origins::moved(const Finding& finding, JsonNode root) const {
  std::string_view prefix = finding.pointer;
  auto place = places_.find(std::string(prefix));
  while (place == places_.end() && !prefix.empty()) {
    prefix = prefix.substr(0, prefix.rfind('/'));
    place = places_.find(std::string(prefix));
  }
  if (place == places_.end()) return finding;
  const std::string_view rest = std::string_view(finding.pointer).substr(prefix.size());
  const JsonNode origin = descend(place->second, rest);
  const JsonNode made = descend(root, finding.pointer);
  const bool is_about_key =
      !origin.key().empty() && origin.key() == made.key() && finding.position != made.position();
  Diagnostics holder;
  if (is_about_key) {
    origin.report_key(holder, finding.severity, finding.message);
  } else {
    origin.report(holder, finding.severity, finding.message);
  }
  Finding out = holder.findings().front();
  out.input_file = finding.input_file;
  return out;
}

void Draft::put(std::string_view json) {
  too_long_ = too_long_ || text_.size() + json.size() > kMostBytes;
  if (!too_long_) text_ += json;
}

void Draft::begin_value(JsonNode origin) {
  std::string pointer;
  if (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.index > 0) put(",");
    if (level.is_object) put(model::json_quoted(key_) + ':');
    if (origin.exists()) {
      pointer = pointer_ + '/' + (level.is_object ? escaped(key_) : std::to_string(level.index));
    }
    ++level.index;
  }
  if (origin.exists()) origins_.add(std::move(pointer), origin);
}

Draft& Draft::open(char bracket, JsonNode origin) {
  const std::size_t length = pointer_.size();
  std::string token;
  if (!levels_.empty()) {
    const Level& level = levels_.back();
    token = '/' + (level.is_object ? escaped(key_) : std::to_string(level.index));
  }
  begin_value(origin);
  pointer_ += token;
  levels_.push_back({bracket == '{', 0, length});
  put(std::string_view(&bracket, 1));
  return *this;
}

Draft& Draft::close() {
  put(levels_.back().is_object ? "}" : "]");
  pointer_.resize(levels_.back().pointer_length);
  levels_.pop_back();
  return *this;
}

Draft& Draft::key(std::string_view name) {
  key_ = name;
  return *this;
}

Draft& Draft::number(double value, JsonNode origin) {
  begin_value(origin);
  put(text_of(value));
  return *this;
}

Draft& Draft::text(std::string_view value, JsonNode origin) {
  begin_value(origin);
  put(model::json_quoted(value));
  return *this;
}

Draft& Draft::flag(bool value, JsonNode origin) {
  begin_value(origin);
  put(value ? "true" : "false");
  return *this;
}

Draft& Draft::null(JsonNode origin) {
  begin_value(origin);
  put("null");
  return *this;
}

Draft& Draft::copy(JsonNode value) {
  begin_value(value);
  put(value.source_text());
  return *this;
}

Draft& Draft::copy_or(JsonNode value, double otherwise) {
  return value.is_set() ? copy(value) : number(otherwise);
}

std::string indented(JsonNode root) {
  std::string out;
  append_indented(out, root, 0);
  return out + '\n';
}

}  // namespace bbplay::reader
