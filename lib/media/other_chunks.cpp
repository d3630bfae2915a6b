// SPDX-License-Identifier: MIT
#include "media/other_chunks.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "media/chunks.h"
#include "media/header_bytes.h"
#include "media/sound_length.h"

namespace bbplay::media {
namespace {

/// What the chunk of the samples is called in such a file.
std::string_view sound_id(ByteSource& source) {
  const std::string head = HeaderBytes(source, 0).text(12);
  if (!head.starts_with("FORM")) return "data";
  return head.ends_with("AIFF") || head.ends_with("AIFC") ? "SSND" : "BODY";
}

/// What libsndfile reads of them fits into the 64 KB that it keeps of a header, all together; it loses its place in
/// the file behind more. It finds packets without that.
bool is_about_the_sound(const Chunk& chunk) {
  constexpr std::string_view kIds[] = {"fmt ", "fact", "ds64", "COMM", "FVER",
                                       "VHDR", "desc", "kuki", "pakt"};
  constexpr std::int64_t kMostBytes = 1 << 12;
  return std::ranges::find(kIds, chunk.id) != std::end(kIds) &&
         (chunk.length <= kMostBytes || chunk.id == "pakt");
}

/// The samples of an RF64 from byte `at` on, whose length stands in another chunk; nothing where they are cut off.
std::optional<Chunk> long_sound(ByteSource& source, std::int64_t at) {
  const auto length = sound_length(source);
  if (!length || length->kind != SoundLength::Kind::known) return std::nullopt;
  const std::int64_t rest = source.size() - length->from;
  if (length->from < at || rest < 0 || length->bytes > static_cast<std::uint64_t>(rest)) {
    return std::nullopt;
  }
  const auto bytes = static_cast<std::int64_t>(length->bytes);
  const std::int64_t end = length->from + bytes;
  return Chunk{"data", at, length->from, bytes, std::min(end + bytes % 2, source.size())};
}

}  // namespace

bool leave_out_other_chunks(ByteSource& source) {
  constexpr int kMostChunks = 1'000;
  const auto form = ChunkForm::of(source);
  if (!form) return true;
  const bool is_long = HeaderBytes(source, 0).text(4) == "RF64";
  const std::string sound(sound_id(source));
  const auto begins_sound_at = [&](std::int64_t at) {
    return HeaderBytes(source, at).text(4) == sound;
  };
  std::set<std::string> kept;
  std::int64_t at = form->first(), end = at;
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    const bool is_of_ds64 = is_long && !kept.contains(sound) && begins_sound_at(at);
    const auto chunk = is_of_ds64 ? long_sound(source, at) : form->at(source, at);
    if (!chunk) break;
    const bool is_needed = chunk->id == sound || is_about_the_sound(*chunk);
    if (is_needed && kept.insert(chunk->id).second) {
      at = chunk->next;
      end = chunk->from + chunk->length;
    } else {
      source.leave_out(at, chunk->next);
    }
  }
  if (!kept.contains(sound)) return begins_sound_at(at);  // which is cut off
  source.keep(0, end);
  return true;
}

}  // namespace bbplay::media
