// SPDX-License-Identifier: MIT
#include "media/chunks.h"

#include <algorithm>
#include <string_view>

#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kGuid = 16;
/// The GUIDs of nearly all chunks of W64 begin with a name and end like this.
constexpr std::string_view kGuidEnd = "\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A"sv;
constexpr std::string_view kGuidOfList = "list\x2F\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0"sv;

}  // namespace

std::optional<ChunkForm> ChunkForm::of(ByteSource& source) {
  const std::string file = HeaderBytes(source, 0).text(4);
  ChunkForm form;
  if (file == "RIFF" || file == "RF64") return form;
  if (file == "riff") {
    form.first_ = 40;
    form.id_bytes_ = kGuid;
    form.length_bytes_ = 8;
    form.counts_head_ = true;
    form.multiple_ = 8;
    return form;
  }
  form.is_big_ = true;
  if (file == "RIFX" || file == "FORM") return form;
  if (file != "caff") return std::nullopt;
  form.first_ = 8;
  form.length_bytes_ = 8;
  form.multiple_ = 1;
  return form;
}

std::optional<Chunk> ChunkForm::at(ByteSource& source, std::int64_t at) const {
  HeaderBytes header(source, at);
  const std::string bytes = header.text(head_bytes());
  if (!header.complete()) return std::nullopt;
  return of_head(bytes, at, source.size());
}

std::optional<Chunk> ChunkForm::of_head(std::string_view bytes, std::int64_t at,
                                        std::int64_t size) const {
  const std::string_view id = bytes.substr(0, id_bytes_);
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < length_bytes_; ++i) {
    const std::size_t place = is_big_ ? i : length_bytes_ - 1 - i;
    length = length << 8 | static_cast<unsigned char>(bytes[id_bytes_ + place]);
  }
  const auto head = static_cast<std::int64_t>(head_bytes());
  const std::int64_t least = counts_head_ ? head : 0;
  const std::int64_t rest = size - at - head + least;
  if (length > static_cast<std::uint64_t>(std::max<std::int64_t>(rest, 0)) ||
      length < static_cast<std::uint64_t>(least)) {
    return std::nullopt;
  }
  const auto own = static_cast<std::int64_t>(length) - least;
  const std::int64_t filled = (own + multiple_ - 1) / multiple_ * multiple_;
  const bool is_odd = id_bytes_ == kGuid && id.substr(4) != kGuidEnd && id != kGuidOfList;
  return Chunk{is_odd ? std::string() : std::string(id.substr(0, 4)), at, at + head, own,
               std::min(at + head + filled, size)};
}

bool are_chunks(ByteSource& source, std::int64_t at, std::int64_t end, int most) {
  const auto form = ChunkForm::of(source);
  if (!form || at >= end) return false;
  for (int chunks = 0; chunks < most && at < end; ++chunks) {
    const auto chunk = form->at(source, at);
    const auto is_of_a_name = [](char c) { return c >= ' ' && c <= '~'; };
    if (!chunk || chunk->id.empty() || !std::ranges::all_of(chunk->id, is_of_a_name)) return false;
    if (chunk->from + chunk->length == end) return true;  // what would fill it up is missing
    at = chunk->next;
  }
  return at == end;
}

}  // namespace bbplay::media
