// SPDX-License-Identifier: MIT
#include "media/announced_bytes.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace bbplay::media {
namespace {

constexpr int kMostChunks = 1'000;

/// The next bytes of a source, as numbers; zeros past the end.
class Header {
 public:
  Header(ByteSource& source, std::int64_t at) : source_(source) { source.seek(at, SEEK_SET); }

  std::string text(std::size_t bytes) {
    std::string text(bytes, '\0');
    complete_ = source_.read(text.data(), bytes) == bytes && complete_;
    return text;
  }
  std::uint64_t little(std::size_t bytes) {
    const std::string text = this->text(bytes);
    return number(text.rbegin(), text.rend());
  }
  std::uint64_t big(std::size_t bytes) {
    const std::string text = this->text(bytes);
    return number(text.begin(), text.end());
  }
  bool complete() const { return complete_; }

 private:
  template <class Iterator>
  static std::uint64_t number(Iterator begin, Iterator end) {
    std::uint64_t value = 0;
    for (; begin != end; ++begin) value = value << 8 | static_cast<unsigned char>(*begin);
    return value;
  }

  ByteSource& source_;
  bool complete_ = true;
};

/// Whether a length of 32 bits was not known when the header was written, into a pipe: 0, -1, the
/// largest number, or near one of these where something is counted in or out (sox has 0x7F000000).
bool is_open(std::uint64_t length) {
  constexpr std::uint64_t kNear = 0x1000;
  const auto is_up_to = [&](std::uint64_t most) { return length <= most && most - length < kNear; };
  return length == 0 || is_up_to(0xFFFFFFFF) || is_up_to(0x7FFFFFFF) ||
         (length >= 0x7F000000 && length - 0x7F000000 < kNear);
}

/// The same of 64 bits.
bool is_open_long(std::uint64_t length) { return length == 0 || length >= 1ULL << 60; }

std::optional<AnnouncedBytes> audio_of(const ByteSource& source, std::uint64_t announced,
                                       std::uint64_t from) {
  const auto size = static_cast<std::uint64_t>(source.size());
  return AnnouncedBytes{announced, size - std::min(from, size)};
}

std::optional<AnnouncedBytes> in_riff(ByteSource& source) {
  std::uint64_t at = 12, long_size = 0;
  for (int i = 0; i < kMostChunks; ++i) {
    Header header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(4);
    const std::uint64_t size = header.little(4);
    if (!header.complete()) return std::nullopt;
    if (id == "ds64") {  // EBU Tech 3306: RIFF size, then data size
      header.little(8);
      long_size = header.little(8);
    }
    if (id == "data") {
      if (long_size == 0 ? is_open(size) : is_open_long(long_size)) return std::nullopt;
      return audio_of(source, long_size != 0 ? long_size : size, at + 8);
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> in_w64(ByteSource& source) {
  constexpr std::uint64_t kHead = 24;  // a GUID and a size, which counts them
  std::uint64_t at = 40;
  for (int i = 0; i < kMostChunks; ++i) {
    Header header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(16);
    const std::uint64_t size = header.little(8);
    if (!header.complete() || size <= kHead || is_open_long(size)) return std::nullopt;
    if (id.starts_with("data")) return audio_of(source, size - kHead, at + kHead);
    at += (size + 7) / 8 * 8;
    if (at > static_cast<std::uint64_t>(source.size())) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> in_aiff(ByteSource& source) {
  constexpr std::uint64_t kBefore = 8;  // offset and block size
  std::uint64_t at = 12;
  for (int i = 0; i < kMostChunks; ++i) {
    Header header(source, static_cast<std::int64_t>(at));
    const std::string id = header.text(4);
    const std::uint64_t size = header.big(4);
    if (!header.complete()) return std::nullopt;
    if (id == "SSND") {
      if (size <= kBefore || is_open(size)) return std::nullopt;
      return audio_of(source, size - kBefore, at + 8 + kBefore);
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

/// Blocks of sound, of which a new kind and the continuation of another one count here.
std::optional<AnnouncedBytes> in_voc(ByteSource& source) {
  constexpr int kEnd = 0, kSound = 1, kMoreSound = 2, kNewSound = 9;
  const auto size = static_cast<std::uint64_t>(source.size());
  std::uint64_t at = Header(source, 20).little(2);
  AnnouncedBytes sound;
  for (int i = 0; i < kMostChunks && at < size; ++i) {
    Header header(source, static_cast<std::int64_t>(at));
    const auto kind = static_cast<int>(header.little(1));
    if (kind == kEnd) break;
    const std::uint64_t length = header.little(3), from = at + 4;
    if (!header.complete()) break;
    at = from + length;
    if (kind != kSound && kind != kMoreSound && kind != kNewSound) continue;
    const std::uint64_t about = kind == kSound ? 2 : kind == kNewSound ? 12 : 0;
    sound.announced += length - std::min(about, length);
    sound.present += std::min(at, size) - std::min(from + about, size);
  }
  if (sound.announced == 0) return std::nullopt;
  return sound;
}

std::optional<AnnouncedBytes> in_au(ByteSource& source) {
  Header header(source, 4);
  const std::uint64_t from = header.big(4), size = header.big(4);
  if (!header.complete() || is_open(size)) return std::nullopt;
  return audio_of(source, size, from);
}

}  // namespace

std::optional<ByteRange> mpeg_in_wav(ByteSource& source) {
  constexpr std::uint64_t kMpeg = 0x55;
  Header riff(source, 0);
  if (!riff.text(12).starts_with("RIFF")) return std::nullopt;
  std::int64_t at = 12;
  bool is_mpeg = false;
  for (int i = 0; i < kMostChunks; ++i) {
    Header header(source, at);
    const std::string id = header.text(4);
    const auto size = static_cast<std::int64_t>(header.little(4));
    if (id == "fmt ") is_mpeg = header.little(2) == kMpeg;
    if (!header.complete() || (id == "data" && !is_mpeg)) return std::nullopt;
    if (id == "data") {
      const std::int64_t begin = at + 8, rest = source.size() - begin;
      return ByteRange{
          begin, begin + (is_open(static_cast<std::uint64_t>(size)) ? rest : std::min(size, rest))};
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> announced_bytes(ByteSource& source) {
  Header header(source, 0);
  const std::string id = header.text(4);
  header.text(4);
  const std::string kind = header.text(4);
  if ((id == "RIFF" || id == "RF64") && kind == "WAVE") return in_riff(source);
  if (id == "FORM" && (kind == "AIFF" || kind == "AIFC")) return in_aiff(source);
  if (id == "riff") return in_w64(source);
  if (id == ".snd") return in_au(source);
  if (id == "Crea") return in_voc(source);
  return std::nullopt;
}

}  // namespace bbplay::media
