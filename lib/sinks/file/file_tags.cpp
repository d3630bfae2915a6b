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

/// Builds a little-endian RIFF chunk.
class Chunk {
 public:
  void four(std::string_view name) { bytes_.insert(bytes_.end(), name.begin(), name.begin() + 4); }
  void number(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<char>(value >> shift));
  }
  void text(std::string_view text, std::size_t zeros) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    bytes_.resize(bytes_.size() + zeros);
  }
  std::size_t size() const { return bytes_.size(); }

  void put(SNDFILE* file, std::string_view id) {
    SF_CHUNK_INFO info{};
    std::copy(id.begin(), id.end(), info.id);
    info.id_size = static_cast<unsigned>(id.size());
    info.data = bytes_.data();
    info.datalen = static_cast<unsigned>(bytes_.size());
    sf_set_chunk(file, &info);
  }

 private:
  std::vector<char> bytes_;
};

/// RIFF has 32 bits for a place; later ones (a day into the file) have none.
std::size_t places_of(const std::vector<Marker>& markers) {
  const auto end = std::ranges::find_if(markers, [](const Marker& marker) {
    return marker.frame > std::numeric_limits<std::uint32_t>::max();
  });
  return static_cast<std::size_t>(end - markers.begin());
}

/// One zero ends a label and another one fills it up to an even length, which does not count. With
/// the last one the whole chunk has to reach a multiple of four: libsndfile would fill it up with
/// zeros that its own reader stumbles over.
void put_label(Chunk& chunk, std::uint32_t id, const std::string& label, bool last) {
  const std::size_t even = label.size() % 2 == 0 ? 2 : 1;
  const std::size_t zeros_to_four = 4 - (chunk.size() + 12 + label.size()) % 4;
  chunk.four("labl");
  chunk.number(static_cast<std::uint32_t>(4 + label.size() + (last ? zeros_to_four : 1)));
  chunk.number(id);
  chunk.text(label, last ? zeros_to_four : even);
}

/// libsndfile writes cue points of WAV but not of RF64, and labels of neither.
void put_riff_markers(SNDFILE* file, const std::vector<Marker>& markers) {
  const std::size_t count = places_of(markers);
  if (count == 0) return;
  Chunk cues, labels;
  cues.number(static_cast<std::uint32_t>(count));
  labels.four("adtl");
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = static_cast<std::uint32_t>(i + 1);
    const auto frame = static_cast<std::uint32_t>(markers[i].frame);
    cues.number(id);
    cues.number(frame);  // in the play order, which is that of the file
    cues.four("data");
    cues.number(0);
    cues.number(0);
    cues.number(frame);
    put_label(labels, id, markers[i].label, i + 1 == count);
  }
  cues.put(file, "cue ");
  labels.put(file, "LIST");
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

}  // namespace

void put_tags(SNDFILE* file, Container container, const FileMetadata& metadata) {
  // Libraries take what they get for UTF-8: libsndfile frees a FLAC comment twice that is not.
  const auto text = [&](int kind, const std::string& value) {
    if (!value.empty()) sf_set_string(file, kind, model::valid_utf8(value).c_str());
  };
  text(SF_STR_TITLE, metadata.title);
  text(SF_STR_COMMENT, metadata.comment);
  text(SF_STR_SOFTWARE, metadata.software);
  text(SF_STR_DATE, metadata.date);
  std::vector<Marker> markers = metadata.markers;
  for (Marker& marker : markers) marker.label = model::valid_utf8(marker.label);
  if (container == Container::wav || container == Container::rf64) {
    put_riff_markers(file, markers);
  } else if (container == Container::aiff) {
    put_aiff_markers(file, markers);
  }
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
