// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include "reader/json_fault.h"
#include "reader/json_node.h"
#include "reader/number_text.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// RapidJSON's input stream over a text of known length.
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

[[noreturn]] void fail(Finding finding) {
  Diagnostics diagnostics(finding.file);
  diagnostics.add(std::move(finding));
  throw TrackError(std::move(diagnostics));
}

bool looks_like_utf16_or_32(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         (text.size() > 1 && (text[0] == '\0' || text[1] == '\0'));
}

constexpr std::string_view kTooLarge = "a number outside the range of a double";

/// What to say about a text that RapidJSON has refused at `offset`.
JsonFault fault_of(std::string_view source, rapidjson::ParseErrorCode code, std::size_t offset) {
  if (code == rapidjson::kParseErrorNumberTooBig) return {offset, 1, std::string(kTooLarge)};
  if (auto fault = json_fault(source)) return *std::move(fault);
  std::string reason = std::string("not valid JSON: ") + rapidjson::GetParseError_En(code);
  if (reason.ends_with('.')) reason.pop_back();
  return {offset, 1, std::move(reason)};
}

}  // namespace

/// Receives RapidJSON's events and appends values to the document.
class JsonBuilder {
 public:
  JsonBuilder(JsonDocument& document, const SourceStream& stream,
              const JsonDocument::Limits& limits)
      : document_(document), stream_(stream), limits_(limits) {}

  const std::string& stopped_because() const { return stopped_because_; }

  bool Null() { return append(JsonType::null, stream_.Tell() - 4); }
  bool Bool(bool flag) {
    if (!append(JsonType::boolean, stream_.Tell() - (flag ? 4 : 5))) return false;
    document_.values_.back().number = flag ? 1 : 0;
    return true;
  }
  // Numbers arrive as text (kParseNumbersAsStringsFlag).
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    if (!append(JsonType::number, stream_.Tell() - length)) return false;
    const std::optional<double> number = decimal({text, length});
    if (!number) return stop(std::string(kTooLarge));
    document_.values_.back().number = *number;
    return true;
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (!append(JsonType::text, opening_quote())) return false;
    JsonDocument::Value& value = document_.values_.back();
    value.text = keep({text, length}, value.source);
    return true;
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    const std::size_t begin = opening_quote();
    key_ = keep({text, length}, {offset32(begin), offset32(stream_.Tell() - begin)});
    return true;
  }
  bool StartObject() { return open(JsonType::object); }
  bool StartArray() { return open(JsonType::array); }
  bool EndObject(rapidjson::SizeType) {
    const std::int32_t object = open_.back().value;
    close();
    if (document_.value(object).children() > JsonDocument::kSearchedInOrder) sort_members(object);
    return true;
  }
  bool EndArray(rapidjson::SizeType) {
    close();
    return true;
  }

 private:
  struct Open {
    std::int32_t value, last_child;
  };

  static std::uint32_t offset32(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

  bool stop(std::string reason) {
    stopped_because_ = std::move(reason);
    return false;
  }

  JsonDocument::Value& at(std::int32_t index) {
    return document_.values_[static_cast<std::size_t>(index)];
  }

  /// Adds a value that begins at `offset` and ends where the stream stands.
  bool append(JsonType type, std::size_t offset) {
    auto& values = document_.values_;
    if (values.size() >= limits_.values) {
      return stop("more than " + std::to_string(limits_.values) + " values");
    }
    JsonDocument::Value value;
    value.type = type;
    if (value.has_members()) value.members = {0, 0};
    value.source = {offset32(offset), offset32(stream_.Tell() - offset)};
    const auto index = static_cast<std::int32_t>(values.size());
    if (!open_.empty()) {
      Open& innermost = open_.back();
      JsonDocument::Value& parent = at(innermost.value);
      value.parent = innermost.value;
      value.index = parent.members.count++;
      if (parent.type == JsonType::object) value.key = key_;
      if (innermost.last_child >= 0) at(innermost.last_child).next = index;
      innermost.last_child = index;
    }
    values.push_back(value);
    return true;
  }

  /// quoted  where the text stands in the file; there it stays when nothing in it is escaped
  JsonDocument::Span keep(std::string_view text, JsonDocument::Span quoted) {
    if (text.size() + 2 == quoted.length) return {quoted.begin + 1, offset32(text.size())};
    const std::size_t begin = document_.source_.size() + document_.texts_.size();
    document_.texts_ += text;
    return {offset32(begin), offset32(text.size())};
  }

  bool open(JsonType type) {
    if (open_.size() >= limits_.depth) {
      return stop("nested more than " + std::to_string(limits_.depth) + " levels deep");
    }
    if (!append(type, stream_.Tell())) return false;  // the bracket is still to be taken
    open_.push_back({static_cast<std::int32_t>(document_.values_.size()) - 1, -1});
    return true;
  }

  void close() {
    JsonDocument::Value& value = at(open_.back().value);
    value.source.length = static_cast<std::uint32_t>(stream_.Tell() + 1 - value.source.begin);
    open_.pop_back();
  }

  void sort_members(std::int32_t object) {
    auto& sorted = document_.sorted_;
    const auto begin = static_cast<std::ptrdiff_t>(sorted.size());
    at(object).members.sorted = static_cast<std::uint32_t>(begin);
    for (std::int32_t child = document_.first_child(object); child >= 0; child = at(child).next) {
      sorted.push_back(child);
    }
    std::sort(sorted.begin() + begin, sorted.end(), [this](std::int32_t a, std::int32_t b) {
      const int order = document_.text_of(at(a).key).compare(document_.text_of(at(b).key));
      return order != 0 ? order < 0 : a < b;
    });
  }

  /// The text just read ends before Tell(); inside it every quote is escaped, so the first bare one
  /// going backwards opens it.
  std::size_t opening_quote() const {
    const std::string& source = document_.source_;
    std::size_t place = stream_.Tell() - 1;  // closing quote
    while (place > 0) {
      --place;
      if (source[place] != '"') continue;
      std::size_t slashes = 0;
      while (slashes < place && source[place - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) break;
    }
    return place;
  }

  JsonDocument& document_;
  const SourceStream& stream_;
  JsonDocument::Limits limits_;
  std::vector<Open> open_;
  JsonDocument::Span key_;
  std::string stopped_because_;
};

JsonDocument JsonDocument::parse(std::string text, std::string file_name) {
  return parse(std::move(text), std::move(file_name), Limits{});
}

JsonDocument JsonDocument::parse(std::string text, std::string file_name, const Limits& limits) {
  JsonDocument document;
  document.file_ = std::move(file_name);
  const auto refuse = [&document](std::string why) {
    document.mark_lines();
    fail(document.finding_at(0, 1, Severity::error, {}, std::move(why)));
  };
  if (looks_like_utf16_or_32(text)) {
    refuse("UTF-16 or UTF-32 text; a track is UTF-8 (save it as UTF-8)");
  }
  if (text.size() > limits.bytes) {
    refuse("larger than " + std::to_string(limits.bytes >> 20) + " MiB");
  }
  // The mark becomes blanks, so that offsets stay those of the file.
  if (text.starts_with(kByteOrderMark)) std::fill_n(text.begin(), kByteOrderMark.size(), ' ');
  document.source_ = std::move(text);
  document.source_.shrink_to_fit();  // it was read in growing pieces
  document.mark_lines();
  const std::string& source = document.source_;

  // At least as many as there are, so that growing does not hold them twice.
  const auto opens_value = [](char c) { return c == ',' || c == '[' || c == '{'; };
  const auto most = 1 + static_cast<std::size_t>(std::ranges::count_if(source, opens_value));
  document.values_.reserve(std::min(most, limits.values));

  SourceStream stream(source);
  JsonBuilder builder(document, stream, limits);
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!result) {
    const std::size_t offset = std::min(result.Offset(), source.size());
    const std::string& limit = builder.stopped_because();
    JsonFault fault =
        limit.empty() ? fault_of(source, result.Code(), offset) : JsonFault{offset, 1, limit};
    fail(document.finding_at(fault.offset, fault.length, Severity::error, {},
                             std::move(fault.message)));
  }
  if (stream.Tell() < source.size()) {  // RapidJSON takes a zero byte for the end
    fail(document.finding_at(stream.Tell(), 1, Severity::error, {},
                             "a zero byte after the end; remove it"));
  }
  return document;
}

}  // namespace bbplay::reader
