// SPDX-License-Identifier: MIT
#include "sinks/file/id3_chapters.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "bbplay/model/text.h"

namespace bbplay::sinks {
namespace {

constexpr std::size_t kHeader = 10;  // bytes, of a tag and of a frame
constexpr std::size_t kMaxChapters = 255;
constexpr std::string_view kTableId = "toc";
constexpr char kUtf16 = 1;  // before a text

std::string big_endian(std::uint64_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

/// Seven bits to a byte, so that no decoder takes it for the beginning of audio.
std::string syncsafe(std::size_t number) {
  std::string bytes;
  for (int shift = 21; shift >= 0; shift -= 7) bytes += static_cast<char>(number >> shift & 0x7Fu);
  return bytes;
}

std::size_t number_at(std::string_view bytes, std::size_t at, int bits) {
  std::size_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    number = number << bits | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

/// UTF-8 as UTF-16 with a byte order mark: version 3 knows nothing else beyond Latin-1.
std::string utf16(std::string_view utf8) {
  std::string out = "\xFF\xFE";
  const auto put = [&](unsigned unit) {
    out += static_cast<char>(unit);
    out += static_cast<char>(unit >> 8);
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[at++]);
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    unsigned point = more == 0 ? first : first & (0x3Fu >> more);
    for (; more > 0 && at < utf8.size(); --more) {
      point = point << 6 | (static_cast<unsigned char>(utf8[at++]) & 0x3Fu);
    }
    if (point >= 0x10000) {
      put(0xD800 + ((point - 0x10000) >> 10));
      put(0xDC00 + ((point - 0x10000) & 0x3FFu));
    } else {
      put(point);
    }
  }
  return out;
}

/// A tag of one version.
class Frames {
 public:
  explicit Frames(unsigned version) : version_(version) {}

  std::string frame(std::string_view id, const std::string& content) const {
    const std::string size = version_ >= 4 ? syncsafe(content.size()) : big_endian(content.size());
    return std::string(id) + size + std::string(2, '\0') + content;
  }

  std::string chapter(const std::string& id, const Chapter& chapter) const {
    constexpr std::uint64_t kUnused = 0xFFFFFFFF;  // for offsets in bytes
    const auto ms = [](std::int64_t time) {
      return big_endian(static_cast<std::uint64_t>(std::min<std::int64_t>(time, UINT32_MAX)));
    };
    return frame("CHAP", id + '\0' + ms(chapter.start_ms) + ms(chapter.end_ms) +
                             big_endian(kUnused) + big_endian(kUnused) +
                             text("TIT2", chapter.title));
  }

  /// Nothing for an empty text.
  std::string text(std::string_view id, const std::string& utf8) const {
    return utf8.empty() ? "" : frame(id, kUtf16 + utf16(model::valid_utf8(utf8)));
  }

  std::string comment(const std::string& utf8) const {
    if (utf8.empty()) return {};
    const std::string no_language = "XXX", no_description = utf16("") + std::string(2, '\0');
    return frame("COMM", kUtf16 + no_language + no_description + utf16(model::valid_utf8(utf8)));
  }

  std::string texts(const FileMetadata& metadata) const {
    constexpr std::size_t kYear = 4;  // "2026-11-25": version 3 has no place for the day beside it
    return text("TIT2", metadata.title) + comment(metadata.comment) +
           text("TSSE", metadata.software) + text("TYER", metadata.date.substr(0, kYear));
  }

  std::string table(std::span<const std::string> ids) const {
    constexpr char kTopLevelInOrder = 3;
    std::string content = std::string(kTableId) + '\0' + kTopLevelInOrder;
    content += static_cast<char>(ids.size());
    for (const std::string& id : ids) content += id + '\0';
    return frame("CTOC", content);
  }

 private:
  unsigned version_;
};

std::string frames_of(const std::vector<Chapter>& chapters, unsigned version) {
  const Frames frames(version);
  std::vector<std::string> ids;
  std::string out;
  for (std::size_t i = 0; i < std::min(chapters.size(), kMaxChapters); ++i) {
    ids.push_back("ch" + std::to_string(i + 1));
    out += frames.chapter(ids.back(), chapters[i]);
  }
  return frames.table(ids) + out;
}

/// Where the frames of a tag end and its padding begins.
std::size_t end_of_frames(std::string_view tag, unsigned version) {
  std::size_t at = kHeader;
  while (at + kHeader <= tag.size() && tag[at] != '\0') {
    at += kHeader + number_at(tag, at + 4, version >= 4 ? 7 : 8);
  }
  return std::min(at, tag.size());
}

}  // namespace

std::optional<FileHead> id3_head(std::string_view written, const std::vector<Chapter>& chapters,
                                 const FileMetadata& metadata) {
  if (written.size() < kHeader) return std::nullopt;
  unsigned version = 3;
  std::size_t replaced = 0;
  std::string kept;
  if (written.starts_with("ID3")) {
    version = static_cast<unsigned char>(written[3]);
    replaced = kHeader + number_at(written, 6, 7);
    if (written.size() < replaced) return std::nullopt;
    const std::string_view tag = written.substr(0, replaced);
    kept = tag.substr(kHeader, end_of_frames(tag, version) - kHeader);
  } else {
    kept = Frames(version).texts(metadata);
  }
  const std::string content = kept + frames_of(chapters, version);
  std::string head = "ID3";
  head += static_cast<char>(version);
  head += std::string(2, '\0') + syncsafe(content.size()) + content;
  return FileHead{replaced, std::move(head)};
}

}  // namespace bbplay::sinks
