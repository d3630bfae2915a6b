// SPDX-License-Identifier: MIT
#include "media/open_sound.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>

#include "media/chunks.h"
#include "media/decoder.h"
#include "media/header_bytes.h"
#include "media/learnt_of_files.h"
#include "media/next_sound.h"
#include "media/sound_length.h"

namespace bbplay::media {
namespace {

/// Before the tags that end at `end`.
std::int64_t before_tags(ByteSource& source, std::int64_t from, std::int64_t end) {
  constexpr std::int64_t kId3 = 128, kApe = 32;
  for (int tags = 0; tags < 4; ++tags) {
    if (end - from >= kId3 && HeaderBytes(source, end - kId3).text(3) == "TAG") {
      end -= kId3;
      continue;
    }
    if (end - from < kApe) break;
    HeaderBytes foot(source, end - kApe);
    if (foot.text(8) != "APETAGEX") break;
    foot.little(4);
    const auto length = static_cast<std::int64_t>(foot.little(4));  // with the foot
    foot.little(4);
    const bool has_head = (foot.little(4) >> 31) != 0;
    const std::int64_t begin = end - length - (has_head ? kApe : 0);
    if (length < kApe || begin < from) break;
    end = begin;
  }
  return end;
}

/// The first bytes of what is looked for behind a sound: of sound files, of ID3 tags, and of chunks.
constexpr std::string_view kSigns[] = {
    "RIFF", "RF64", "RIFX",  "FORM",  "fLaC",  "OggS", ".snd", "NIST", "caff",
    "Crea", "riff", "ID3\2", "ID3\3", "ID3\4", "LIST", "id3 ", "ID3 ", "bext",
    "iXML", "_PMX", "cue ",  "smpl",  "inst",  "fact", "PEAK", "JUNK", "junk",
    "cart", "acid", "afsp",  "NAME",  "AUTH",  "ANNO", "(c) ", "COMT", "MARK",
    "INST", "APPL", "info",  "free",  "uuid",  "strg", "mark", "peak", "chan"};

/// Tells by two bytes where one of them may begin: nearly nowhere, in hundreds of megabytes.
class Firsts {
 public:
  Firsts() {
    for (const std::string_view sign : kSigns) begins_[pair(sign[0], sign[1])] = true;
  }
  bool have(char first, char second) const noexcept { return begins_[pair(first, second)]; }

 private:
  static std::size_t pair(char first, char second) noexcept {
    return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8 |
           static_cast<unsigned char>(second);
  }
  std::bitset<1 << 16> begins_;
};

bool is_sign(std::string_view bytes) {
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return bytes == sign; });
}

OpenEnd found_end(ByteSource& source, std::int64_t from) {
  constexpr std::size_t kWindow = 1 << 16, kSign = 4;
  constexpr int kMostSigns = 1'000;  // sound has one of them in some 100 MB by chance
  const std::int64_t until = before_tags(source, from, source.size());
  std::string window(kWindow, '\0');
  static const Firsts firsts;
  int signs = 0;
  for (std::int64_t at = from; at < until && source.seek(at, SEEK_SET) >= 0;) {
    const std::int64_t wanted = std::min<std::int64_t>(until - at, std::int64_t{kWindow});
    const std::size_t got = source.read(window.data(), static_cast<std::size_t>(wanted));
    const std::string_view bytes(window.data(), got);
    for (std::size_t i = 0; i + kSign <= got; ++i) {
      if (!firsts.have(bytes[i], bytes[i + 1]) || !is_sign(bytes.substr(i, kSign))) continue;
      if (++signs > kMostSigns) return {until, false};
      const std::int64_t place = at + static_cast<std::int64_t>(i);
      if (begins_sound(source, place)) return {place, true};
      if (are_chunks(source, place, until) || behind_tags(source, place) == until) {
        return {place, false};
      }
    }
    if (got < kWindow) break;
    at += static_cast<std::int64_t>(got - kSign + 1);
  }
  return {until, false};
}

std::string number_of(const SoundLength& length, std::uint64_t value) {
  std::string bytes;
  for (int i = 0; i < length.field_bytes; ++i) {
    bytes += static_cast<char>(value >> 8 * i & 0xFF);
  }
  if (length.is_big) std::ranges::reverse(bytes);
  return bytes;
}

}  // namespace

std::optional<OpenEnd> end_of_open_sound(ByteSource& source) {
  const auto length = sound_length(source);
  if (!length || !length->is_left_open()) return std::nullopt;
  static LearntOfFiles<OpenEnd> ends;
  return *ends.find(source, "end", [&] { return found_end(source, length->from); });
}

void close_open_sound(ByteSource& source) {
  if (const auto open = end_of_open_sound(source)) source.keep(0, open->end);
  const auto length = sound_length(source);
  if (length && length->kind == SoundLength::Kind::empty) source.keep(0, length->from);
  if (!length || !length->is_left_open()) return;
  const auto present = static_cast<std::uint64_t>(source.size() - length->from);
  const std::uint64_t most =
      (length->field_bytes == 8 ? ~std::uint64_t{0} >> 1 : 0xFFFFFFFF) - length->also_held;
  const std::uint64_t bytes = std::min(present, most) / length->block * length->block;
  source.read_as(length->field_at, number_of(*length, bytes + length->also_held));
}

}  // namespace bbplay::media
