// SPDX-License-Identifier: MIT
#include "sinks/file/riff_markers.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>

#include "bbplay/model/text.h"

namespace bbplay::sinks {
namespace {

void put_number(std::string& to, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8) to.push_back(static_cast<char>(value >> shift));
}

std::string chunk(std::string_view id, const std::string& content) {
  std::string bytes(id);
  put_number(bytes, content.size());
  bytes += content;
  if (content.size() % 2 != 0) bytes.push_back('\0');  // which the size does not count
  return bytes;
}

}  // namespace

std::string riff_markers(const std::vector<Marker>& markers, std::int64_t frames) {
  const std::int64_t end =
      std::min<std::int64_t>(frames, std::int64_t{std::numeric_limits<std::uint32_t>::max()} + 1);
  const auto past = std::ranges::find_if(markers, [&](const Marker& m) { return m.frame >= end; });
  const auto count = static_cast<std::size_t>(past - markers.begin());
  if (count == 0) return {};
  std::string cues, labels = "adtl";
  put_number(cues, count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto frame = static_cast<std::size_t>(markers[i].frame);
    std::string label;
    for (std::string* each : {&cues, &label}) put_number(*each, i + 1);
    put_number(cues, frame);  // in the play order, which is that of the file
    cues += "data";
    put_number(cues, 0);
    put_number(cues, 0);
    put_number(cues, frame);
    label += model::valid_utf8(markers[i].label);
    label.push_back('\0');
    labels += chunk("labl", label);
  }
  return chunk("cue ", cues) + chunk("LIST", labels);
}

}  // namespace bbplay::sinks
