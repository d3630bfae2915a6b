// SPDX-License-Identifier: MIT
#include "model/json_node.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

namespace bbplay::model {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// RapidJSON's input stream over a string of known length; zero bytes end it like any other junk.
class SourceStream {
 public:
  using Ch = char;
  explicit SourceStream(std::string_view source) : source_(source) {}
  Ch Peek() const { return at_ < source_.size() ? source_[at_] : '\0'; }
  Ch Take() { return at_ < source_.size() ? source_[at_++] : '\0'; }
  std::size_t Tell() const { return at_; }
  // The writing half of the stream concept; only in-situ parsing would use it.
  Ch* PutBegin() { return nullptr; }
  void Put(Ch) {}
  void Flush() {}
  std::size_t PutEnd(Ch*) { return 0; }

 private:
  std::string_view source_;
  std::size_t at_ = 0;
};

[[noreturn]] void fail(const std::string& file, SourcePosition position, std::string message) {
  Diagnostics diagnostics(file);
  diagnostics.add(Severity::error, position, {}, std::move(message));
  throw TrackError(std::move(diagnostics));
}

}  // namespace

/// Receives RapidJSON's events and appends values to the document.
class JsonBuilder {
 public:
  JsonBuilder(JsonDocument& document, const SourceStream& stream,
              const JsonDocument::Limits& limits)
      : document_(document), stream_(stream), limits_(limits) {}

  std::string stopped_because() const { return stopped_because_; }

  bool Null() { return append(JsonType::null, stream_.Tell() - 4) != nullptr; }
  bool Bool(bool flag) {
    JsonDocument::Value* value = append(JsonType::boolean, stream_.Tell() - (flag ? 4 : 5));
    if (value != nullptr) value->flag = flag;
    return value != nullptr;
  }
  // Numbers arrive as text (kParseNumbersAsStringsFlag).
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    JsonDocument::Value* value = append(JsonType::number, stream_.Tell() - length);
    if (value == nullptr) return false;
    value->number = std::strtod(std::string(text, length).c_str(), nullptr);  // 1e-400 becomes 0
    if (!std::isfinite(value->number)) return stop("a number outside the range of a double");
    return true;
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    JsonDocument::Value* value = append(JsonType::text, opening_quote());
    if (value == nullptr) return false;
    value->text.assign(text, length);
    return true;
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    key_.assign(text, length);
    return true;
  }
  bool StartObject() { return open(JsonType::object); }
  bool StartArray() { return open(JsonType::array); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

 private:
  bool stop(std::string reason) {
    stopped_because_ = std::move(reason);
    return false;
  }

  JsonDocument::Value* append(JsonType type, std::size_t offset) {
    auto& values = document_.values_;
    if (values.size() >= limits_.values) {
      stop("more than " + std::to_string(limits_.values) + " values");
      return nullptr;
    }
    JsonDocument::Value value;
    value.type = type;
    value.offset = offset;
    const auto index = static_cast<std::int32_t>(values.size());
    if (!open_.empty()) {
      JsonDocument::Value& parent = values[static_cast<std::size_t>(open_.back())];
      value.parent = open_.back();
      value.index = static_cast<std::uint32_t>(parent.children.size());
      if (parent.type == JsonType::object) value.key = std::move(key_);
      parent.children.push_back(index);
    }
    values.push_back(std::move(value));
    return &values.back();
  }

  bool open(JsonType type) {
    if (open_.size() >= limits_.depth) {
      return stop("nested more than " + std::to_string(limits_.depth) + " levels deep");
    }
    if (append(type, stream_.Tell() - 1) == nullptr) return false;
    open_.push_back(static_cast<std::int32_t>(document_.values_.size()) - 1);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  /// The text just read ends before Tell(); inside it every quote is escaped, so the first bare one
  /// going backwards opens it.
  std::size_t opening_quote() const {
    const std::string& source = document_.source_;
    std::size_t at = stream_.Tell() - 1;  // closing quote
    while (at > 0) {
      --at;
      if (source[at] != '"') continue;
      std::size_t slashes = 0;
      while (slashes < at && source[at - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) break;
    }
    return at;
  }

  JsonDocument& document_;
  const SourceStream& stream_;
  JsonDocument::Limits limits_;
  std::vector<std::int32_t> open_;
  std::string key_;
  std::string stopped_because_;
};

JsonDocument JsonDocument::parse(std::string text, std::string file_name) {
  return parse(std::move(text), std::move(file_name), Limits{});
}

JsonDocument JsonDocument::parse(std::string text, std::string file_name, const Limits& limits) {
  JsonDocument document;
  document.file_ = std::move(file_name);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
      (text.size() > 1 && (text[0] == '\0' || text[1] == '\0'))) {
    fail(document.file_, {1, 1}, "UTF-16 or UTF-32 text; a track is UTF-8");
  }
  if (text.size() > limits.bytes) {
    fail(document.file_, {}, "larger than " + std::to_string(limits.bytes >> 20) + " MiB");
  }
  // The mark becomes blanks, so that offsets stay those of the file.
  if (text.starts_with(kByteOrderMark)) std::fill_n(text.begin(), kByteOrderMark.size(), ' ');
  document.source_ = std::move(text);
  document.line_starts_.push_back(0);
  for (std::size_t i = 0; i < document.source_.size(); ++i) {
    if (document.source_[i] == '\n') document.line_starts_.push_back(i + 1);
  }

  SourceStream stream(document.source_);
  JsonBuilder builder(document, stream, limits);
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!result) {
    const SourcePosition position =
        document.position_of(std::min(result.Offset(), document.source_.size()));
    std::string reason = builder.stopped_because();
    if (reason.empty()) {
      reason = std::string("not valid JSON: ") + rapidjson::GetParseError_En(result.Code());
      if (reason.ends_with('.')) reason.pop_back();
      const std::string_view rest = std::string_view(document.source_)
                                        .substr(std::min(result.Offset(), document.source_.size()));
      if (rest.starts_with("NaN") || rest.starts_with("Infinity") || rest.starts_with("nfinity") ||
          rest.starts_with("aN") || rest.starts_with("-Infinity")) {
        reason += " (NaN and Infinity are not numbers of a track)";
      }
    }
    fail(document.file_, position, std::move(reason));
  }
  return document;
}

JsonNode JsonDocument::root() const { return {this, values_.empty() ? -1 : 0}; }

SourcePosition JsonDocument::position_of(std::size_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(next - line_starts_.begin());
  return {line, offset - line_starts_[line - 1] + 1};
}

std::string_view JsonDocument::line_at(std::size_t line) const {
  if (line == 0 || line > line_starts_.size()) return {};
  const std::size_t begin = line_starts_[line - 1];
  const std::size_t end = source_.find_first_of("\r\n", begin);
  return std::string_view(source_).substr(begin, end == std::string::npos ? end : end - begin);
}

const JsonDocument::Value& JsonNode::value() const {
  return document_->values_[static_cast<std::size_t>(index_)];
}

JsonType JsonNode::type() const noexcept { return exists() ? value().type : JsonType::null; }

JsonNode JsonNode::operator[](std::string_view key) const {
  if (!is(JsonType::object)) return {};
  const auto& children = value().children;
  for (auto child = children.rbegin(); child != children.rend(); ++child) {
    if (document_->values_[static_cast<std::size_t>(*child)].key == key) return {document_, *child};
  }
  return {};
}

JsonNode JsonNode::first_of(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const JsonNode node = (*this)[key];
    if (node.is_set()) return node;
  }
  return {};
}

std::vector<JsonNode> JsonNode::children() const {
  std::vector<JsonNode> out;
  if (!exists()) return out;
  out.reserve(value().children.size());
  for (const std::int32_t child : value().children) out.push_back(JsonNode(document_, child));
  return out;
}

std::size_t JsonNode::size() const noexcept { return exists() ? value().children.size() : 0; }

std::string_view JsonNode::key() const noexcept {
  return exists() ? value().key : std::string_view();
}

std::optional<double> JsonNode::number() const {
  if (!exists()) return std::nullopt;
  switch (value().type) {
    case JsonType::number:
      return value().number;
    case JsonType::boolean:
      return value().flag ? 1.0 : 0.0;
    case JsonType::text:
      return number_from_text(value().text);
    default:
      return std::nullopt;
  }
}

std::string_view JsonNode::text() const noexcept {
  return is(JsonType::text) ? std::string_view(value().text) : std::string_view();
}

bool JsonNode::truthy() const noexcept {
  if (!exists()) return false;
  switch (value().type) {
    case JsonType::null:
      return false;
    case JsonType::boolean:
      return value().flag;
    case JsonType::number:
      return value().number != 0;
    case JsonType::text:
      return !value().text.empty();
    default:
      return !value().children.empty();
  }
}

SourcePosition JsonNode::position() const {
  return exists() ? document_->position_of(value().offset) : SourcePosition{};
}

std::string JsonNode::pointer() const {
  if (!exists()) return {};
  std::vector<std::string> parts;
  for (std::int32_t at = index_; at > 0;) {
    const JsonDocument::Value& step = document_->values_[static_cast<std::size_t>(at)];
    const bool in_array =
        document_->values_[static_cast<std::size_t>(step.parent)].type == JsonType::array;
    std::string part;
    if (in_array) {
      part = std::to_string(step.index);
    } else {
      for (const char c : step.key) {  // RFC 6901 section 3
        if (c == '~') {
          part += "~0";
        } else if (c == '/') {
          part += "~1";
        } else {
          part += c;
        }
      }
    }
    parts.push_back(std::move(part));
    at = step.parent;
  }
  std::string out;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) out += '/' + *part;
  return out;
}

std::string JsonNode::describe() const {
  if (!exists()) return "nothing";
  switch (value().type) {
    case JsonType::null:
      return "null";
    case JsonType::boolean:
      return value().flag ? "true" : "false";
    case JsonType::array:
      return "a list";
    case JsonType::object:
      return "an object";
    case JsonType::text:
      break;
    case JsonType::number: {
      char digits[32];
      const auto result = std::to_chars(digits, digits + sizeof digits, value().number);
      return {digits, result.ptr};
    }
  }
  constexpr std::size_t kShown = 40;
  std::string shown = value().text.substr(0, kShown);
  if (value().text.size() > kShown) shown += "...";
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return '"' + shown + '"';
}

void JsonNode::report(Diagnostics& diagnostics, Severity severity, std::string message) const {
  diagnostics.add(severity, position(), pointer(), std::move(message));
}

std::optional<double> number_from_text(std::string_view text) {
  const auto is_blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      const bool between =
          i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
      if (!between) return std::nullopt;
      continue;
    }
    digits += text[i];
  }
  // from_chars would also read "inf" and "nan".
  if (digits.empty() || digits.find_first_not_of("+-.0123456789eE") != digits.npos)
    return std::nullopt;
  double number = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) return std::nullopt;
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

}  // namespace bbplay::model
