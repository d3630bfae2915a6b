// SPDX-License-Identifier: MIT
#include "reader/json_node.h"

#include <algorithm>
#include <utility>

#include "bbplay/model/describe.h"

#include "reader/number_text.h"

namespace bbplay::reader {
namespace {

/// Second and later bytes of a UTF-8 character.
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// RFC 6901 section 3.
void append_escaped(std::string& pointer, std::string_view key) {
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

/// Text that is safe to print on one line of a terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return out;
}

/// At most `bytes` of `text`, never half a character.
std::string_view shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && continues_character(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

JsonNode JsonDocument::root() const { return {this, values_.empty() ? -1 : 0}; }

void JsonDocument::mark_lines() {
  LineMark mark{1, 0};
  line_marks_.push_back(mark);
  for (std::size_t begin = 0; begin + kMarkedBlock <= source_.size(); begin += kMarkedBlock) {
    const auto block = std::string_view(source_).substr(begin, kMarkedBlock);
    mark.line += static_cast<std::size_t>(std::count(block.begin(), block.end(), '\n'));
    const std::size_t last = block.rfind('\n');
    if (last != block.npos) mark.start = begin + last + 1;
    line_marks_.push_back(mark);
  }
}

SourcePosition JsonDocument::position_of(std::size_t offset) const {
  const std::size_t block = offset / kMarkedBlock;
  const LineMark& mark = line_marks_[block];
  const auto before = std::string_view(source_).substr(block * kMarkedBlock, offset % kMarkedBlock);
  const std::size_t last = before.rfind('\n');
  const std::size_t start = last == before.npos ? mark.start : block * kMarkedBlock + last + 1;
  const auto breaks = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  return {mark.line + breaks, offset - start + 1};
}

Finding JsonDocument::finding_at(std::size_t offset, std::size_t length, Severity severity,
                                 std::string pointer, std::string message) const {
  constexpr std::size_t kBefore = 60, kWidth = 100;  // bytes shown around the place
  Finding finding{.severity = severity,
                  .file = file_,
                  .position = position_of(offset),
                  .pointer = printable(shortened(pointer, 400)),
                  .message = std::move(message)};
  const std::size_t line_start = offset - (finding.position.column - 1);
  std::size_t begin = offset - line_start > kBefore ? offset - kBefore : line_start;
  while (begin < offset && continues_character(source_[begin])) ++begin;
  std::string_view shown = std::string_view(source_).substr(std::min(begin, source_.size()));
  shown = shortened(shown, kWidth);  // before searching: the line may be the whole file
  shown = shown.substr(0, shown.find_first_of("\r\n"));
  finding.excerpt = printable(shown);
  const auto characters_before =
      std::count_if(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(offset - begin),
                    [](char c) { return !continues_character(c); });
  finding.caret = static_cast<std::size_t>(characters_before);
  const std::string_view underlined = shown.substr(std::min(offset - begin, shown.size()), length);
  finding.width = static_cast<std::size_t>(std::count_if(
      underlined.begin(), underlined.end(), [](char c) { return !continues_character(c); }));
  return finding;
}

JsonType JsonNode::type() const noexcept { return exists() ? value().type : JsonType::null; }

JsonNode JsonNode::operator[](std::string_view key) const {
  if (!is(JsonType::object)) return {};
  const JsonDocument::Value& object = value();
  if (object.members.count <= JsonDocument::kSearchedInOrder) {
    std::int32_t found = -1;
    for (std::int32_t at = document_->first_child(index_); at >= 0;
         at = document_->value(at).next) {
      if (document_->text_of(document_->value(at).key) == key) found = at;
    }
    return {document_, found};
  }
  const auto begin = document_->sorted_.begin() + object.members.sorted;
  const auto after =
      std::upper_bound(begin, begin + object.members.count, key,
                       [this](std::string_view wanted, std::int32_t member) {
                         return wanted < document_->text_of(document_->value(member).key);
                       });
  if (after == begin || document_->text_of(document_->value(*(after - 1)).key) != key) return {};
  return {document_, *(after - 1)};
}

JsonNode JsonNode::first_of(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const JsonNode node = (*this)[key];
    if (node.is_set()) return node;
  }
  return {};
}

JsonChildren::Iterator JsonChildren::begin() const noexcept {
  if (!of_.exists()) return end();
  return Iterator(JsonNode(of_.document_, of_.document_->first_child(of_.index_)));
}

JsonNode JsonChildren::operator[](std::size_t index) const noexcept {
  Iterator at = begin();
  while (index-- > 0) ++at;
  return *at;
}

JsonChildren::operator std::vector<JsonNode>() const {
  std::vector<JsonNode> out;
  out.reserve(size());
  for (const JsonNode child : *this) out.push_back(child);
  return out;
}

std::size_t JsonNode::size() const noexcept { return exists() ? value().children() : 0; }

std::string_view JsonNode::key() const noexcept {
  return exists() ? document_->text_of(value().key) : std::string_view();
}

std::optional<double> JsonNode::number() const {
  switch (type()) {
    case JsonType::number:
    case JsonType::boolean:
      return value().number;
    case JsonType::text:
      return number_from_text(text());
    default:
      return std::nullopt;
  }
}

std::string_view JsonNode::text() const noexcept {
  return is(JsonType::text) ? document_->text_of(value().text) : std::string_view();
}

bool JsonNode::truthy() const noexcept {
  switch (type()) {
    case JsonType::null:
      return false;
    case JsonType::boolean:
    case JsonType::number:
      return value().number != 0;
    case JsonType::text:
      return !text().empty();
    default:
      return value().children() > 0;
  }
}

std::string_view JsonNode::source_text() const noexcept {
  if (!exists()) return {};
  return std::string_view(document_->source_).substr(value().source.begin, value().source.length);
}

SourcePosition JsonNode::position() const {
  return exists() ? document_->position_of(value().source.begin) : SourcePosition{};
}

std::string JsonNode::pointer() const {
  if (!exists()) return {};
  std::vector<std::int32_t> path;
  for (std::int32_t at = index_; at > 0; at = document_->value(at).parent) path.push_back(at);
  std::string out;
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    const JsonDocument::Value& step = document_->value(*at);
    out += '/';
    if (document_->value(step.parent).type == JsonType::array) {
      out += std::to_string(step.index);
    } else {
      append_escaped(out, document_->text_of(step.key));
    }
  }
  return out;
}

std::string JsonNode::describe() const {
  if (!exists()) return "nothing";
  switch (type()) {
    case JsonType::null:
      return "null";
    case JsonType::boolean:
      return value().number != 0 ? "true" : "false";
    case JsonType::array:
      return "a list";
    case JsonType::object:
      return "an object";
    case JsonType::number:
      return text_of(value().number);
    case JsonType::text:
      break;
  }
  constexpr std::size_t kShown = 40;
  const std::string_view shown = shortened(text(), kShown);
  return '"' + printable(shown) + (shown.size() < text().size() ? "...\"" : "\"");
}

std::size_t JsonNode::underlined_length() const noexcept {
  const bool is_long = is(JsonType::array) || is(JsonType::object);
  return is_long ? 1 : value().source.length;
}

void JsonNode::report_at(std::size_t offset, std::size_t length, Diagnostics& diagnostics,
                         Severity severity, std::string message) const {
  diagnostics.add(document_->finding_at(offset, length, severity, pointer(), std::move(message)));
}

void JsonNode::report(Diagnostics& diagnostics, Severity severity, std::string message) const {
  if (!diagnostics.keeps(severity) || !exists()) {
    diagnostics.add(severity, {}, {}, std::move(message));
    return;
  }
  report_at(value().source.begin, underlined_length(), diagnostics, severity, std::move(message));
}

void JsonNode::report_key(Diagnostics& diagnostics, Severity severity, std::string message) const {
  if (!diagnostics.keeps(severity) || !exists()) {
    diagnostics.add(severity, {}, {}, std::move(message));
    return;
  }
  // The key ends with the last quote before the value: only blanks and a colon stand between.
  const std::string_view source = document_->source_;
  const std::size_t end = source.rfind('"', value().source.begin - 1);
  std::size_t begin = end;
  const auto is_escaped = [&](std::size_t quote) {
    std::size_t backslashes = 0;
    while (source[quote - 1 - backslashes] == '\\') ++backslashes;
    return backslashes % 2 == 1;
  };
  do {
    begin = source.rfind('"', begin - 1);
  } while (is_escaped(begin));
  report_at(begin, end - begin + 1, diagnostics, severity, std::move(message));
}

void JsonNode::report_input_file(Diagnostics& diagnostics, std::string message,
                                 Severity severity) const {
  Finding finding = document_->finding_at(value().source.begin, underlined_length(), severity,
                                          pointer(), std::move(message));
  finding.input_file = true;
  diagnostics.add(std::move(finding));
}

}  // namespace bbplay::reader
