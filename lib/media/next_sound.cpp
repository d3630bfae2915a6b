// SPDX-License-Identifier: MIT
#include "media/next_sound.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "media/announced_bytes.h"
#include "media/decoder.h"
#include "media/header_bytes.h"
#include "media/mpeg_frames.h"
#include "media/mpeg_header.h"
#include "media/ogg_pages.h"
#include "media/open_sound.h"
#include "media/sound_length.h"
#include "media/voc_blocks.h"

namespace bbplay::media {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kFlacHead = "fLaC\0\0\0\x22"sv, kLoneFlacHead = "fLaC\x80\0\0\x22"sv;

/// Of a header at the beginning; what it says and cannot be is past the end of the file, or leads to
/// nothing that begins a sound.
std::int64_t end_by_header(ByteSource& source) {
  HeaderBytes header(source, 0);
  const std::string id = header.text(4);
  const auto number = [](std::uint64_t length) {
    return static_cast<std::int64_t>(std::min(length, std::uint64_t{1} << 60));
  };
  if (id == "RIFF") return 8 + number(header.little(4));
  if (id == "RIFX") return 8 + number(header.big(4));
  if (id == "RF64") {
    header.text(16);  // up to the length in the chunk "ds64"
    return 8 + number(header.little(8));
  }
  if (id == "FORM") return 8 + number(header.big(4));
  if (id == "riff") {
    header.text(12);
    return number(header.little(8));
  }
  if (id == "caff") {
    std::int64_t at = 8;
    for (int chunks = 0; chunks < 1'000 && at < source.size(); ++chunks) {
      if (begins_sound(source, at)) return at;
      HeaderBytes chunk(source, at);
      chunk.text(4);
      at += 12 + number(chunk.big(8));
    }
    return source.size();
  }
  if (id == "Crea") {
    const auto blocks = VocBlocks::of(source);
    return blocks ? blocks->end() : source.size();
  }
  const auto bytes = announced_bytes(source);  // AU, NIST SPHERE
  if (!bytes || bytes->announced > bytes->present) return source.size();
  return source.size() - static_cast<std::int64_t>(bytes->present - bytes->announced);
}

/// Three frames in a row, behind tags or not.
bool begins_mpeg(ByteSource& source, std::int64_t at) {
  std::optional<MpegHeader> first;
  at = behind_tags(source, at);
  for (int frames = 0; frames < 3; ++frames) {
    MpegHeader header{};
    if (source.seek(at, SEEK_SET) < 0 ||
        source.read(header.data(), header.size()) != header.size()) {
      return false;
    }
    if (!first) first = header;
    if (!is_mpeg_header(header) || !is_of_the_same_kind(header, *first)) return false;
    if (length_of(header) == 0) return false;
    at += length_of(header);
  }
  return true;
}

std::optional<std::int64_t> behind_pages(ByteSource& source) {
  OggPages pages(source, {0, source.size()});
  std::int64_t end = source.size();
  for (OggPage page; pages.next_head(page);) end = pages.at();
  if (begins_sound(source, end)) return end;
  return std::nullopt;
}

bool has_header(ByteSource& source, std::int64_t at) {
  constexpr std::string_view kFiles[] = {"RIFF", "RF64", "RIFX", "FORM", "riff",
                                         "caff", ".snd", "NIST", "Crea"};
  const std::string id = HeaderBytes(source, at).text(4);
  return std::ranges::find(kFiles, id) != std::end(kFiles);
}

/// Length of the header where another one follows it that is the same but for the length of the sound; 0: none does.
std::int64_t doubled_header(ByteSource& source) {
  constexpr std::int64_t kLongest = 1 << 16;
  const std::string id = HeaderBytes(source, 0).text(4);
  if (id != "riff" && id != "caff") return 0;
  const auto length = sound_length(source);
  if (!length || length->bytes != 0 || length->from > kLongest) return 0;
  const auto bytes = static_cast<std::size_t>(length->from);
  std::string first = HeaderBytes(source, 0).text(bytes);
  std::string second = HeaderBytes(source, length->from).text(bytes);
  for (std::string* const header : {&first, &second}) {
    header->replace(static_cast<std::size_t>(length->field_at),
                    static_cast<std::size_t>(length->field_bytes),
                    static_cast<std::size_t>(length->field_bytes), '\0');
  }
  return first == second ? length->from : 0;
}

}  // namespace

std::int64_t leave_front(ByteSource& source) {
  std::int64_t front = behind_tags(source);
  if (!has_header(source, front)) return 0;
  if (front > 0) source.keep(front, source.size());
  constexpr int kMostHeaders = 4;
  for (int headers = 0; headers < kMostHeaders; ++headers) {
    const std::int64_t header = doubled_header(source);
    if (header == 0) break;
    source.keep(header, source.size());
    front += header;
  }
  return front;
}

bool begins_sound(ByteSource& source, std::int64_t at) {
  HeaderBytes header(source, at);
  const std::string head = header.text(20);
  if (!header.complete()) return false;
  const std::string_view kind = std::string_view(head).substr(8, 4);
  if (head.starts_with("RIFF") || head.starts_with("RF64") || head.starts_with("RIFX")) {
    return kind == "WAVE";
  }
  if (head.starts_with("FORM")) {
    return kind == "AIFF" || kind == "AIFC" || kind == "8SVX" || kind == "16SV";
  }
  constexpr std::string_view kSigns[] = {kFlacHead,
                                         kLoneFlacHead,
                                         "OggS\0\2"sv,
                                         ".snd\0\0"sv,
                                         "NIST_1A\n",
                                         "caff\0\1\0\0desc"sv,
                                         "Creative Voice File\x1A",
                                         "riff\x2E\x91\xCF\x11"};
  return std::ranges::any_of(kSigns,
                             [&](std::string_view sign) { return head.starts_with(sign); }) ||
         begins_mpeg(source, at);
}

std::optional<std::int64_t> next_flac_stream(ByteSource& source, std::int64_t from,
                                             std::int64_t until) {
  constexpr std::size_t kWindow = 1 << 16;
  constexpr std::string_view kSign = "fLaC";
  std::string window(kWindow, '\0');
  for (std::int64_t at = from; source.seek(at, SEEK_SET) >= 0;) {
    const std::int64_t wanted = std::min<std::int64_t>(until - at, std::int64_t{kWindow});
    if (wanted <= 0) break;
    const std::size_t got = source.read(window.data(), static_cast<std::size_t>(wanted));
    const std::string_view bytes(window.data(), got);
    for (std::size_t place = bytes.find(kSign); place != bytes.npos;
         place = bytes.find(kSign, place + 1)) {
      const std::string_view rest = bytes.substr(place);
      if (rest.starts_with(kFlacHead) || rest.starts_with(kLoneFlacHead)) {
        return at + static_cast<std::int64_t>(place);
      }
    }
    if (got < kWindow) break;
    at += static_cast<std::int64_t>(got - kFlacHead.size() + 1);
  }
  return std::nullopt;
}

std::optional<std::int64_t> next_sound_by_header(ByteSource& source) {
  if (const auto open = end_of_open_sound(source)) {
    return open->is_file_behind ? std::optional(open->end) : std::nullopt;
  }
  const std::int64_t end = end_by_header(source);
  // An odd length may have been padded.
  for (const std::int64_t at : {end, end + 1}) {
    if (end > 0 && at < source.size() && begins_sound(source, at)) return at;
  }
  return std::nullopt;
}

std::optional<std::int64_t> next_sound(ByteSource& source) {
  if (is_mpeg(source)) {
    const std::int64_t end = mpeg_frames(source, {0, source.size()})->end;
    return end < source.size() ? std::optional(end) : std::nullopt;
  }
  const std::int64_t begin = behind_tags(source);
  if (HeaderBytes(source, begin).text(4) == "fLaC") {
    return next_flac_stream(source, begin + 4, source.size());
  }
  if (holds_pages(source)) return behind_pages(source);
  return next_sound_by_header(source);
}

}  // namespace bbplay::media
