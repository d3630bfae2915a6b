// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include "bbplay/model/words.h"

#include "reader/json_fault.h"
#include "reader/json_node.h"
#include "reader/number_text.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr std::string_view kDataScheme = "data:";

bool is_data_url(std::string_view text) {
  return std::equal(
      kDataScheme.begin(), kDataScheme.end(), text.begin(),
      text.begin() + static_cast<std::ptrdiff_t>(std::min(text.size(), kDataScheme.size())),
      [](char a, char b) { return a == model::lower(b); });
}

std::string in_mib(std::size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

/// RapidJSON's stream over a text of known length, for parsing in place: what stands between quotes
/// is put where it stands already. Only a text that is written with escapes becomes another one, at
/// the end of `texts`; texts of many megabytes are not held twice.
class SourceStream {
 public:
  using Ch = char;
  SourceStream(std::string_view source, std::string& texts) : source_(source), texts_(texts) {}
  Ch Peek() const { return at_ < source_.size() ? source_[at_] : '\0'; }
  Ch Take() { return at_ < source_.size() ? source_[at_++] : '\0'; }
  std::size_t Tell() const { return at_; }

  // The writing half of the stream concept.
  Ch* PutBegin() {
    begin_ = at_;
    count_ = 0;
    is_as_written_ = true;
    return nullptr;
  }
  void Put(Ch c) {
    const bool is_what_was_taken = begin_ + count_ + 1 == at_;
    if (is_as_written_ && !is_what_was_taken) {  // the first escape
      is_as_written_ = false;
      kept_ = texts_.size();
      texts_ += source_.substr(begin_, count_);
    }
    if (!is_as_written_) texts_ += c;
    ++count_;
  }
  void Flush() {}
  /// RapidJSON has put a zero byte behind the text.
  std::size_t PutEnd(Ch*) {
    if (!is_as_written_) texts_.pop_back();
    return count_;
  }

  /// Where the text begins that was read last: in `source`, or beyond its end in `texts`.
  std::size_t text_begin() const { return is_as_written_ ? begin_ : source_.size() + kept_; }
  /// Where it stands, from its opening quote on.
  std::size_t opening_quote() const { return begin_ - 1; }

 private:
  std::string_view source_;
  std::string& texts_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0, count_ = 0;  // of the text
  std::size_t kept_ = 0;               // where it begins in `texts`
  bool is_as_written_ = true;
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

  /// Nothing, or why and where it had to stop.
  const std::optional<JsonFault>& limit() const { return limit_; }

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
  bool RawNumber(const char*, rapidjson::SizeType length, bool) {
    const std::size_t begin = stream_.Tell() - length;
    if (!append(JsonType::number, begin)) return false;
    const std::optional<double> number =
        decimal(std::string_view(document_.source_).substr(begin, length));
    if (!number) return stop_at(begin, std::string(kTooLarge));
    document_.values_.back().number = *number;
    return true;
  }
  bool String(const char*, rapidjson::SizeType length, bool) {
    if (!append(JsonType::text, stream_.opening_quote())) return false;
    const JsonDocument::Span text = text_of_length(length);
    document_.values_.back().text = text;
    return length <= limits_.text || is_data_url(document_.text_of(text)) || stop_at_text();
  }
  bool Key(const char*, rapidjson::SizeType length, bool) {
    key_ = text_of_length(length);
    return length <= limits_.text || stop_at_text();
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

  bool stop_at(std::size_t offset, std::string reason) {
    limit_ = JsonFault{offset, 1, std::move(reason)};
    return false;
  }
  bool stop_at_text() {
    return stop_at(stream_.opening_quote(), "a text of more than " + in_mib(limits_.text) +
                                                "; only a data: URL may be longer");
  }

  /// Of the text just read.
  JsonDocument::Span text_of_length(std::size_t length) const {
    return {offset32(stream_.text_begin()), offset32(length)};
  }

  JsonDocument::Value& at(std::int32_t index) {
    return document_.values_[static_cast<std::size_t>(index)];
  }

  /// Adds a value that begins at `offset` and ends where the stream stands.
  bool append(JsonType type, std::size_t offset) {
    auto& values = document_.values_;
    if (values.size() >= limits_.values) {
      return stop_at(offset, "more than " + std::to_string(limits_.values) + " values");
    }
    if (document_.memory() > limits_.memory) {
      return stop_at(offset, "more than " + in_mib(limits_.memory) + " with " +
                                 std::to_string(sizeof(JsonDocument::Value)) +
                                 " bytes for each of its values");
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

  bool open(JsonType type) {
    if (open_.size() >= limits_.depth) {
      return stop_at(stream_.Tell(),
                     "nested more than " + std::to_string(limits_.depth) + " levels deep");
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
    const std::size_t needed = sorted.size() + at(object).members.count;
    if (needed > sorted.capacity()) sorted.reserve(std::max(needed, 2 * sorted.capacity()));
    for (std::int32_t child = document_.first_child(object); child >= 0; child = at(child).next) {
      sorted.push_back(child);
    }
    std::sort(sorted.begin() + begin, sorted.end(), [this](std::int32_t a, std::int32_t b) {
      const int order = document_.text_of(at(a).key).compare(document_.text_of(at(b).key));
      return order != 0 ? order < 0 : a < b;
    });
  }

  JsonDocument& document_;
  const SourceStream& stream_;
  JsonDocument::Limits limits_;
  std::vector<Open> open_;
  JsonDocument::Span key_;
  std::optional<JsonFault> limit_;
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
    refuse("larger than " + in_mib(limits.bytes));
  }
  // The mark becomes blanks, so that offsets stay those of the file.
  if (text.starts_with(kByteOrderMark)) std::fill_n(text.begin(), kByteOrderMark.size(), ' ');
  document.source_ = std::move(text);
  document.mark_lines();
  const std::string& source = document.source_;

  // At least as many as there are, so that growing does not hold them twice.
  const auto opens_value = [](char c) { return c == ',' || c == '[' || c == '{'; };
  const auto most = 1 + static_cast<std::size_t>(std::ranges::count_if(source, opens_value));
  document.values_.reserve(std::min(most, limits.values));
  const auto escapes = static_cast<std::size_t>(std::ranges::count(source, '\\'));
  if (escapes > 0) document.texts_.reserve(source.size() - escapes);

  SourceStream stream(source, document.texts_);
  JsonBuilder builder(document, stream, limits);
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!result) {
    const std::size_t offset = std::min(result.Offset(), source.size());
    JsonFault fault = builder.limit() ? *builder.limit() : fault_of(source, result.Code(), offset);
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
