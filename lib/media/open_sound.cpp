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

/// Where a tag with words of a song (Lyrics3v2) begins that ends at `end`; the same where none does.
std::int64_t before_lyrics(ByteSource& source, std::int64_t from, std::int64_t end) {
  constexpr std::int64_t kFoot = 15, kDigits = 6;
  if (end - from < kFoot) return end;
  HeaderBytes foot(source, end - kFoot);
  const std::string digits = foot.text(kDigits);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (foot.text(kFoot - kDigits) != "LYRICS200" || !std::ranges::all_of(digits, is_digit))
    return end;
  const std::int64_t begin = end - kFoot - std::stol(digits);
  return begin >= from && HeaderBytes(source, begin).text(11) == "LYRICSBEGIN" ? begin : end;
}

/// Before the tags that end at `end`.
std::int64_t before_tags(ByteSource& source, std::int64_t from, std::int64_t end) {
  constexpr std::int64_t kId3 = 128, kMoreId3 = 227, kApe = 32;
  for (int tags = 0; tags < 4; ++tags) {
    if (end - from >= kId3 && HeaderBytes(source, end - kId3).text(3) == "TAG") {
      end -= kId3;
      if (end - from >= kMoreId3 && HeaderBytes(source, end - kMoreId3).text(4) == "TAG+") {
        end -= kMoreId3;
      }
      continue;
    }
    if (const std::int64_t begin = before_lyrics(source, from, end); begin < end) {
      end = begin;
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

/// The first bytes of what is looked for behind a sound: of files, of ID3 tags, and of chunks wherever they begin.
constexpr std::string_view kSigns[] = {
    "RIFF", "RF64",  "RIFX",  "FORM",  "fLaC", "OggS",    ".snd", "NIST", "caff", "Crea",
    "riff", "ID3\2", "ID3\3", "ID3\4", "ftyp", "\x89PNG", "LIST", "id3 ", "ID3 ", "bext",
    "iXML", "_PMX",  "cue ",  "smpl",  "inst", "fact",    "PEAK", "JUNK", "junk", "cart",
    "acid", "afsp",  "NAME",  "AUTH",  "ANNO", "(c) ",    "COMT", "MARK", "INST", "APPL",
    "info", "free",  "uuid",  "strg",  "mark", "peak",    "chan", "list", "levl"};

constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Tells by two bytes where one of them may begin: nearly nowhere, in hundreds of megabytes.
class Firsts {
 public:
  /// names  also of chunks that are called anything
  explicit Firsts(bool names) {
    for (const std::string_view sign : kSigns) begins_[pair(sign[0], sign[1])] = true;
    if (!names) return;
    for (const char first : kLetters) {
      for (const char second : kLetters) begins_[pair(first, second)] = true;
    }
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

/// Chunks that reach up to the end of the file, of any names. Sound looks like one that lies in the file some
/// thousand times in the megabytes where they are looked for, and like one that ends with it nearly never.
class UnknownChunks {
 public:
  UnknownChunks(ByteSource& source, std::int64_t until)
      : source_(source), until_(until), form_(ChunkForm::of(source)) {}

  /// Whether they are, in what ends at byte `end`.
  bool are_looked_for(std::int64_t end) const noexcept { return form_ && until_ - end < kSearched; }
  /// rest  of what has been read, from byte `at` of the file on
  bool begin_with(std::string_view rest, std::int64_t at) {
    if (!is_name(rest.substr(0, 4)) || at % form_->multiple() != 0) return false;
    if (rest.size() < form_->head_bytes()) return false;
    if (!form_->of_head(rest.substr(0, form_->head_bytes()), at, until_)) return false;
    return ++looks_ < kMostLooks && are_chunks(source_, at, until_, kMostChunks);
  }

 private:
  static constexpr std::int64_t kSearched = 1 << 26;  // bytes before the end
  static constexpr int kMostLooks = 20'000, kMostChunks = 50;

  /// The first two of its letters are known to be some.
  static bool is_name(std::string_view id) noexcept {
    const auto is_of_a_name = [](char c) {
      const auto lower = static_cast<unsigned>(static_cast<unsigned char>(c) | 0x20);
      const auto digit = static_cast<unsigned>(static_cast<unsigned char>(c)) - '0';
      return lower - 'a' < 26 || digit < 10 || c == ' ' || c == '_';
    };
    return is_of_a_name(id[2]) && is_of_a_name(id[3]);
  }

  ByteSource& source_;
  std::int64_t until_;
  std::optional<ChunkForm> form_;
  int looks_ = 0;
};

/// Before the byte that fills a sound of 8 bits up to the even place where chunks go on (W64: up to 7): 0 is the
/// lowest sample there, and a click.
std::int64_t before_filling(ByteSource& source, std::int64_t from, std::int64_t end) {
  const auto length = sound_length(source);
  const std::string file = HeaderBytes(source, 0).text(4);
  if (!length || length->block != 1 || (file != "RIFF" && file != "RF64" && file != "riff")) {
    return end;
  }
  const std::int64_t most = file == "riff" ? 7 : 1;
  std::int64_t before = end;
  while (before > from && end - before < most && HeaderBytes(source, before - 1).little(1) == 0) {
    --before;
  }
  return before;
}

/// An MPEG-4 file says the length of its head in front of its sign.
constexpr std::int64_t kBeforeFtyp = 4;

bool begins_mpeg4(ByteSource& source, std::int64_t at) {
  constexpr std::uint64_t kLeast = 16, kMost = 1'024;
  HeaderBytes head(source, at);
  const std::uint64_t length = head.big(4);
  return head.text(4) == "ftyp" && length >= kLeast && length <= kMost && length % 4 == 0;
}

bool begins_picture(ByteSource& source, std::int64_t at) {
  using namespace std::string_view_literals;
  return HeaderBytes(source, at).text(16) == "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"sv;
}

OpenEnd found_end(ByteSource& source, std::int64_t from) {
  constexpr std::size_t kWindow = 1 << 16, kSign = 4, kLongestHead = 24;
  constexpr int kMostSigns = 1'000;  // sound has one of them in some 100 MB by chance
  const std::int64_t until = before_tags(source, from, source.size());
  UnknownChunks chunks(source, until);
  std::string window(kWindow, '\0');
  static const Firsts of_signs(false), of_names(true);
  int signs = 0;
  for (std::int64_t at = from; at < until && source.seek(at, SEEK_SET) >= 0;) {
    const std::int64_t wanted = std::min<std::int64_t>(until - at, std::int64_t{kWindow});
    const std::size_t got = source.read(window.data(), static_cast<std::size_t>(wanted));
    const std::string_view bytes(window.data(), got);
    // What begins in the last ones is found with the next of them.
    const std::size_t looked = got < kWindow ? got : got - kLongestHead;
    const bool with_names = chunks.are_looked_for(at + static_cast<std::int64_t>(got));
    const Firsts& firsts = with_names ? of_names : of_signs;
    for (std::size_t i = 0; i < looked && i + kSign <= got; ++i) {
      if (!firsts.have(bytes[i], bytes[i + 1])) continue;
      const std::int64_t place = at + static_cast<std::int64_t>(i);
      if (!of_signs.have(bytes[i], bytes[i + 1]) || !is_sign(bytes.substr(i, kSign))) {
        if (!with_names || !chunks.begin_with(bytes.substr(i), place)) continue;
        return {before_filling(source, from, place), false};
      }
      if (++signs > kMostSigns) return {until, false};
      if (begins_sound(source, place) || begins_picture(source, place)) return {place, true};
      if (place - kBeforeFtyp >= from && begins_mpeg4(source, place - kBeforeFtyp)) {
        return {place - kBeforeFtyp, true};
      }
      if (are_chunks(source, place, until)) return {before_filling(source, from, place), false};
      if (behind_tags(source, place) == until) return {place, false};
    }
    if (got < kWindow) break;
    at += static_cast<std::int64_t>(looked);
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
  return end_of_sound_from(source, length->from);
}

OpenEnd end_of_sound_from(ByteSource& source, std::int64_t from) {
  static LearntOfFiles<OpenEnd> ends;
  return *ends.find(source, "end", [&] { return found_end(source, from); });
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
