// SPDX-License-Identifier: MIT
#include "commands/metadata.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "bbplay/engine_info.h"
#include "bbplay/model/text.h"

namespace bbplay::app {
namespace {

/// Repeats beyond have no markers: nobody steps through thousands.
constexpr std::size_t kMaxMarkers = 2'000;

std::string label_of(const Track& track, const StepPlan& placed) {
  const Step& step = track.steps[placed.step];
  std::string label = std::to_string(placed.step + 1);
  if (!step.description.empty()) return label + ' ' + step.description;
  for (const VoiceSpec& voice : step.voices) {
    label += (&voice == &step.voices.front() ? " " : ", ") + voice.function;
  }
  return label;
}

/// Those of one pass, from its first frame.
std::vector<Marker> markers_of_pass(const Track& track, const RenderPlan& plan,
                                    const PlayRange& range) {
  std::vector<Marker> markers;
  for (const StepPlan& placed : plan.steps) {
    if (placed.start < range.end && placed.end() > range.start) {
      markers.push_back(
          {std::max<std::int64_t>(0, placed.start - range.start), label_of(track, placed)});
    }
  }
  std::ranges::stable_sort(markers, {}, &Marker::frame);
  // Of several steps that sound already, the last one to begin.
  const auto later = std::ranges::find_if(markers, [](const Marker& m) { return m.frame > 0; });
  if (later - markers.begin() > 1) markers.erase(markers.begin(), later - 1);
  return markers;
}

/// The day of SOURCE_DATE_EPOCH (reproducible-builds.org), if it is set.
std::string reproducible_date() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  if (text == nullptr) return {};
  const std::string_view digits(text);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (error != std::errc{} || end != digits.data() + digits.size()) return {};
  const auto time = static_cast<std::time_t>(seconds);
  std::tm day{};
  if (::gmtime_r(&time, &day) == nullptr) return {};
  std::array<char, 16> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%d", &day);
  return date.data();
}

std::string provenance(const Track& track, const RenderPlan& plan) {
  std::array<char, 20> hash{};
  std::snprintf(hash.data(), hash.size(), "%016llx",
                static_cast<unsigned long long>(track.fingerprint));
  return "track " + std::string(hash.data()) + ", bbplay " + std::string(engine_version()) +
         ", seed " + std::to_string(plan.seed) + ", fidelity " +
         (plan.fidelity == Fidelity::reference ? "reference" : "corrected");
}

/// A cue sheet has no way to write a quotation mark or the end of a line.
std::string quoted(std::string text) {
  std::ranges::replace(text, '"', '\'');
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return '"' + model::plain_text(text) + '"';
}

/// Minutes, seconds and frames of 1/75 s.
std::string cue_time(std::int64_t frame, int rate) {
  const std::int64_t sectors = frame * 75 / rate;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%02lld:%02d:%02d",
                static_cast<long long>(sectors / (75 * 60)), static_cast<int>(sectors / 75 % 60),
                static_cast<int>(sectors % 75));
  return text.data();
}

}  // namespace

std::vector<Marker> step_markers(const Track& track, const RenderPlan& plan,
                                 const PlayRange& range) {
  const std::vector<Marker> pass = markers_of_pass(track, plan, range);
  std::vector<Marker> markers;
  for (std::int64_t i = 0; range.endless() ? i < 1 : i < range.repeats; ++i) {
    if (markers.size() + pass.size() > kMaxMarkers && i > 0) break;
    for (const Marker& marker : pass) {
      markers.push_back({marker.frame + i * range.frames(), marker.label});
    }
    if (pass.empty()) break;
  }
  return markers;
}

FileMetadata metadata_of(const Track& track, const RenderPlan& plan, const PlayRange& range,
                         const TagOptions& options) {
  FileMetadata metadata;
  if (options.none) return metadata;
  metadata.title = options.title.value_or(track.name);
  metadata.comment = options.comment.value_or(provenance(track, plan));
  metadata.software = "bbplay " + std::string(engine_version());
  metadata.date = options.date.empty() ? reproducible_date() : options.date;
  metadata.markers = step_markers(track, plan, range);
  return metadata;
}

void warn_about_texts(const FileMetadata& metadata, Console& console) {
  constexpr std::string_view kMarker = "the marker";
  const auto check = [&](std::string_view kind, const std::string& text) {
    if (text.size() > kMaxTextBytes && kind != kMarker) {
      console.warning(std::string(kind) + " has " + std::to_string(text.size()) +
                      " bytes; the first " + std::to_string(kMaxTextBytes) + " are written");
    }
    if (model::valid_utf8(text) == text) return true;
    console.warning(std::string(kind) + " \"" + text +
                    "\" is not valid UTF-8: what is no character is written as U+FFFD");
    return false;
  };
  check("the title", metadata.title);
  check("the comment", metadata.comment);
  check("the date", metadata.date);
  for (const Marker& marker : metadata.markers) {
    if (!check(kMarker, marker.label)) break;  // with repeats they are many
  }
}

std::string cue_sheet(const FileMetadata& metadata, const std::string& file, int rate) {
  constexpr std::size_t kMaxTracks = 99;
  std::string sheet;
  if (!metadata.date.empty()) sheet += "REM DATE " + quoted(metadata.date) + '\n';
  if (!metadata.comment.empty()) sheet += "REM COMMENT " + quoted(metadata.comment) + '\n';
  if (!metadata.title.empty()) sheet += "TITLE " + quoted(metadata.title) + '\n';
  const bool mp3 = file.ends_with(".mp3");
  sheet += "FILE " + quoted(file) + (mp3 ? " MP3\n" : " WAVE\n");
  const std::size_t tracks = std::min(metadata.markers.size(), kMaxTracks);
  for (std::size_t i = 0; i < tracks; ++i) {
    const Marker& marker = metadata.markers[i];
    const std::string number = std::to_string(i + 1);
    sheet += "  TRACK " + std::string(number.size() < 2 ? "0" : "") + number + " AUDIO\n";
    sheet += "    TITLE " + quoted(marker.label) + "\n    INDEX 01 " +
             cue_time(marker.frame, rate) + '\n';
  }
  return sheet;
}

}  // namespace bbplay::app
