// SPDX-License-Identifier: MIT
#include "sinks/file/chapters.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "bbplay/model/text.h"

namespace bbplay::sinks {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::size_t kMaxNumber = 999;
constexpr std::int64_t kMaxHours = 100;

/// Without a product that could overflow.
std::int64_t milliseconds(std::int64_t frame, int rate) {
  return frame / rate * 1'000 + frame % rate * 1'000 / rate;
}

std::string clock(std::int64_t ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d.%03d", static_cast<int>(ms / kHourMs),
                static_cast<int>(ms / 60'000 % 60), static_cast<int>(ms / 1'000 % 60),
                static_cast<int>(ms % 1'000));
  return text.data();
}

std::string key(std::size_t number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "CHAPTER%03zu", number);
  return text.data();
}

}  // namespace

std::vector<Chapter> chapters_of(const std::vector<Marker>& markers, int rate,
                                 std::int64_t frames) {
  std::vector<Chapter> chapters;
  for (const Marker& marker : markers) {
    const std::int64_t start = milliseconds(marker.frame, rate);
    if (!chapters.empty()) chapters.back().end_ms = start;
    chapters.push_back({start, start, model::valid_utf8(marker.label)});
  }
  if (!chapters.empty()) {
    chapters.back().end_ms = std::max(chapters.back().start_ms, milliseconds(frames, rate));
  }
  return chapters;
}

std::vector<std::string> chapter_comments(const std::vector<Chapter>& chapters) {
  std::vector<std::string> comments;
  for (std::size_t i = 0; i < std::min(chapters.size(), kMaxNumber); ++i) {
    if (chapters[i].start_ms >= kMaxHours * kHourMs) break;
    const std::string name = key(i + 1);
    comments.push_back(name + '=' + clock(chapters[i].start_ms));
    comments.push_back(name + "NAME=" + chapters[i].title);
  }
  return comments;
}

}  // namespace bbplay::sinks
