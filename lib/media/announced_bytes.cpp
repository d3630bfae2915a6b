// SPDX-License-Identifier: MIT
#include "media/announced_bytes.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace bbplay::media {
namespace {

constexpr std::uint64_t kOpen = 0xFFFFFFFF;  // a length that was not known yet
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

std::optional<AnnouncedBytes> audio_of(const ByteSource& source, std::uint64_t announced,
                                       std::uint64_t from) {
  if (announced == 0 || announced == kOpen) return std::nullopt;
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
    if (id == "data") return audio_of(source, long_size != 0 ? long_size : size, at + 8);
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
    if (!header.complete() || size < kHead) return std::nullopt;
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
    if (id == "SSND" && size > kBefore) return audio_of(source, size - kBefore, at + 8 + kBefore);
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

std::optional<AnnouncedBytes> in_au(ByteSource& source) {
  Header header(source, 4);
  const std::uint64_t from = header.big(4), size = header.big(4);
  if (!header.complete()) return std::nullopt;
  return audio_of(source, size, from);
}

}  // namespace

std::optional<AnnouncedBytes> announced_bytes(ByteSource& source) {
  Header header(source, 0);
  const std::string id = header.text(4);
  header.text(4);
  const std::string kind = header.text(4);
  if ((id == "RIFF" || id == "RF64") && kind == "WAVE") return in_riff(source);
  if (id == "FORM" && (kind == "AIFF" || kind == "AIFC")) return in_aiff(source);
  if (id == "riff") return in_w64(source);
  if (id == ".snd") return in_au(source);
  return std::nullopt;
}

}  // namespace bbplay::media
