// SPDX-License-Identifier: MIT
#include "sinks/file/file_tags.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include <sndfile.h>

#include "bbplay/model/text.h"

namespace bbplay::sinks {
namespace {

/// AIFF has 32 bits for a place; later ones (a day into the file) have none.
std::size_t places_of(const std::vector<Marker>& markers) {
  const auto end = std::ranges::find_if(markers, [](const Marker& marker) {
    return marker.frame > std::numeric_limits<std::uint32_t>::max();
  });
  return static_cast<std::size_t>(end - markers.begin());
}

void put_aiff_markers(SNDFILE* file, const std::vector<Marker>& markers) {
  constexpr std::size_t kMaxMarkers = 2500;  // that libsndfile takes
  using Cues = SF_CUES_VAR(kMaxMarkers);
  const std::size_t count = std::min(places_of(markers), kMaxMarkers);
  if (count == 0) return;
  const auto cues = std::make_unique<Cues>();
  cues->cue_count = static_cast<std::uint32_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    SF_CUE_POINT& point = cues->cue_points[i];
    point.indx = static_cast<std::int32_t>(i + 1);
    point.position = point.sample_offset = static_cast<std::uint32_t>(markers[i].frame);
    markers[i].label.copy(point.name, sizeof point.name - 2);
  }
  sf_command(file, SFC_SET_CUE, cues.get(), sizeof *cues);
}

/// What a file gets of a text. Libraries take what they get for UTF-8.
std::string stored_text(const std::string& value) {
  return model::valid_utf8(value.substr(0, kMaxTextBytes));
}

}  // namespace

void put_tags(SNDFILE* file, Container container, const FileMetadata& metadata) {
  // libsndfile has some 50 kB for the head of a WAV file, all texts included, and damages a file that
  // needs more.
  const auto text = [&](int kind, const std::string& value) {
    if (value.empty()) return;
    sf_set_string(file, kind, stored_text(value).c_str());
  };
  text(SF_STR_TITLE, metadata.title);
  text(SF_STR_COMMENT, metadata.comment);
  text(SF_STR_SOFTWARE, metadata.software);
  text(SF_STR_DATE, metadata.date);
  if (container != Container::aiff) return;
  std::vector<Marker> markers = metadata.markers;
  for (Marker& marker : markers) marker.label = model::valid_utf8(marker.label);
  put_aiff_markers(file, markers);
}

std::vector<std::string> tag_comments(const FileMetadata& metadata) {
  std::vector<std::string> comments;
  const auto text = [&](const char* key, const std::string& value) {
    if (!value.empty()) comments.push_back(std::string(key) + '=' + stored_text(value));
  };
  text("title", metadata.title);
  text("comment", metadata.comment);
  text("software", metadata.software);
  text("date", metadata.date);
  return comments;
}

std::int64_t tag_bytes(const FileMetadata& metadata) {
  // A byte that is replaced becomes three.
  constexpr std::int64_t kPerText = 64, kPerMarker = 44, kPerByte = 3;
  std::int64_t bytes = 4 * kPerText;
  for (const std::string* text :
       {&metadata.title, &metadata.comment, &metadata.software, &metadata.date}) {
    bytes += kPerByte * static_cast<std::int64_t>(text->size());
  }
  for (const Marker& marker : metadata.markers) {
    bytes += kPerMarker + kPerByte * static_cast<std::int64_t>(marker.label.size());
  }
  return bytes;
}

}  // namespace bbplay::sinks
