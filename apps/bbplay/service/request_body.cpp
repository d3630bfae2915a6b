// SPDX-License-Identifier: MIT
#include "service/request_body.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include "bbplay/model/text.h"

#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kMaxDepth = 64;  // as tracks

std::string number_text(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

[[noreturn]] void refuse(std::string_view name, const std::string& expected) {
  throw UsageError('/' + std::string(name) + ": expected " + expected);
}

}  // namespace

/// Keeps what stands in the outermost object, and only the places of what lies deeper.
class RequestBody::Reader {
 public:
  Reader(RequestBody& body, const rapidjson::StringStream& stream) : body_(body), stream_(stream) {}

  bool Null() { return put(nullptr); }
  bool Bool(bool value) { return put(value); }
  bool Int(int value) { return put(static_cast<double>(value)); }
  bool Uint(unsigned value) { return put(static_cast<double>(value)); }
  bool Int64(std::int64_t value) { return put(static_cast<double>(value)); }
  bool Uint64(std::uint64_t value) { return put(static_cast<double>(value)); }
  bool Double(double value) { return put(value); }
  bool RawNumber(const char*, rapidjson::SizeType, bool) { return false; }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return put(std::string(text, size));
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    if (depth_ > 1) return true;
    key_.assign(text, size);
    const bool is_known = std::ranges::any_of(
        body_.members_, [&](const auto& member) { return member.first == key_; });
    if (is_known) throw UsageError("the body says " + model::printable(key_) + " twice");
    return true;
  }
  bool StartObject() { return open(); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return depth_ > 0 && open(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

 private:
  template <class T>
  bool put(T value) {
    if (depth_ == 0) return false;  // an object is wanted
    if (depth_ == 1) body_.members_.emplace_back(key_, std::move(value));
    return true;
  }
  // The iterative parser tells of a bracket and takes it then.
  bool open() {
    if (depth_ == 1) begin_ = stream_.Tell();
    return ++depth_ <= kMaxDepth;
  }
  bool close() {
    if (--depth_ == 1) body_.members_.emplace_back(key_, Part{begin_, stream_.Tell() + 1});
    return true;
  }

  RequestBody& body_;
  const rapidjson::StringStream& stream_;
  std::size_t depth_ = 0, begin_ = 0;
  std::string key_;
};

RequestBody::RequestBody(std::string text) : text_(std::move(text)) {
  if (text_.empty()) return;
  if (text_.find('\0') != text_.npos) throw UsageError("the body is no JSON text: a zero byte");
  rapidjson::StringStream stream(text_.c_str());
  Reader handler(*this, stream);
  rapidjson::Reader reader;
  constexpr unsigned kStrictly = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseFullPrecisionFlag;
  const auto result = reader.Parse<kStrictly>(stream, handler);
  if (!result.IsError()) return;
  if (result.Code() == rapidjson::kParseErrorTermination) {
    throw UsageError("the body has to be a JSON object, no deeper than 64 levels");
  }
  throw UsageError(
      "the body is no JSON text: " + std::string(rapidjson::GetParseError_En(result.Code())) +
      " (byte " + std::to_string(result.Offset() + 1) + ')');
}

std::optional<RequestBody::Value> RequestBody::take(std::string_view name) {
  const auto found =
      std::ranges::find_if(members_, [&](const auto& member) { return member.first == name; });
  if (found == members_.end()) return std::nullopt;
  Value value = std::move(found->second);
  members_.erase(found);
  return value;
}

std::optional<double> RequestBody::number(std::string_view name, double least, double most) {
  const auto value = take(name);
  if (!value) return std::nullopt;
  const double* const number = std::get_if<double>(&*value);
  if (number == nullptr || !(*number >= least && *number <= most)) {
    refuse(name, "a number from " + number_text(least) + " to " + number_text(most));
  }
  return *number;
}

std::optional<std::int64_t> RequestBody::integer(std::string_view name, std::int64_t least,
                                                 std::int64_t most) {
  const auto value = take(name);
  if (!value) return std::nullopt;
  const double* const number = std::get_if<double>(&*value);
  if (number == nullptr || *number != std::floor(*number) ||
      !(*number >= static_cast<double>(least) && *number <= static_cast<double>(most))) {
    refuse(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<std::int64_t>(*number);
}

std::optional<bool> RequestBody::flag(std::string_view name) {
  const auto value = take(name);
  if (!value) return std::nullopt;
  const bool* const flag = std::get_if<bool>(&*value);
  if (flag == nullptr) refuse(name, "true or false");
  return *flag;
}

std::optional<std::string> RequestBody::text(std::string_view name) {
  auto value = take(name);
  if (!value) return std::nullopt;
  std::string* const text = std::get_if<std::string>(&*value);
  if (text == nullptr) refuse(name, "a text");
  return std::move(*text);
}

std::optional<std::string> RequestBody::part(std::string_view name) {
  const auto value = take(name);
  if (!value) return std::nullopt;
  const Part* const part = std::get_if<Part>(&*value);
  if (part == nullptr) refuse(name, "an object");
  return text_.substr(part->begin, part->end - part->begin);
}

bool RequestBody::takes_null(std::string_view name) {
  const auto found =
      std::ranges::find_if(members_, [&](const auto& member) { return member.first == name; });
  if (found == members_.end() || !std::holds_alternative<std::nullptr_t>(found->second))
    return false;
  members_.erase(found);
  return true;
}

bool RequestBody::is_flag(std::string_view name) const {
  const auto found =
      std::ranges::find_if(members_, [&](const auto& member) { return member.first == name; });
  return found != members_.end() && std::holds_alternative<bool>(found->second);
}

void RequestBody::finish() const {
  if (members_.empty()) return;
  throw UsageError("unknown member: " + model::printable(members_.front().first));
}

}  // namespace bbplay::app
