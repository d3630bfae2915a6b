// SPDX-License-Identifier: MIT
#include "terminal/time_prompt.h"

#include <string_view>

#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kMaxTyped = 12;  // "9999:59:59.9"
constexpr std::string_view kOfTimes = "0123456789:.";

}  // namespace

void TimePrompt::open() {
  open_ = true;
  refused_ = false;
  typed_.clear();
}

std::optional<double> TimePrompt::type(const Stroke& stroke) {
  refused_ = false;
  if (stroke.character == Stroke::kEscape) {
    open_ = false;
  } else if (stroke.character == Stroke::kBackspace) {
    if (typed_.empty()) open_ = false;
    if (!typed_.empty()) typed_.pop_back();
  } else if (stroke.character == Stroke::kEnter) {
    const std::optional<double> seconds = parse_time(typed_);
    refused_ = !seconds && !typed_.empty();
    open_ = refused_;
    return seconds;
  } else if (kOfTimes.find(stroke.character) != kOfTimes.npos && typed_.size() < kMaxTyped) {
    typed_ += stroke.character;
  }
  return std::nullopt;
}

std::string TimePrompt::text() const {
  if (!open_) return {};
  return "go to " + typed_ + '_' + (refused_ ? " is no time" : "");
}

}  // namespace bbplay::app
