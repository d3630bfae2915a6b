// SPDX-License-Identifier: MIT
#include "media/ogg_pages.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bbplay::media {
namespace {

constexpr std::string_view kPage = "OggS";
constexpr char kLast = 4;  // of the flags
constexpr std::size_t kHead = 27, kFlags = 5, kSum = 22, kSegments = 26;

std::string bytes_at(ByteSource& source, std::int64_t at, std::size_t count) {
  std::string bytes(count, '\0');
  source.seek(at, SEEK_SET);
  bytes.resize(source.read(bytes.data(), count));
  return bytes;
}

bool has_head(std::string_view page) {
  return page.size() >= kHead && page.size() >= kHead + static_cast<unsigned char>(page[kSegments]);
}

/// Of a page whose head and segment table are there.
std::size_t page_bytes(std::string_view page) {
  const std::size_t segments = static_cast<unsigned char>(page[kSegments]);
  std::size_t bytes = kHead + segments;
  for (const char lacing : page.substr(kHead, segments))
    bytes += static_cast<unsigned char>(lacing);
  return bytes;
}

/// CRC with the polynomial 0x04C11DB7, the highest bit first, from 0.
constexpr std::array<std::uint32_t, 256> kSums = [] {
  std::array<std::uint32_t, 256> sums{};
  for (std::uint32_t i = 0; i < sums.size(); ++i) {
    std::uint32_t sum = i << 24;
    for (int bit = 0; bit < 8; ++bit) sum = sum << 1 ^ ((sum >> 31) != 0 ? 0x04C11DB7u : 0u);
    sums[i] = sum;
  }
  return sums;
}();

bool has_right_sum(std::string_view page) {
  std::uint32_t sum = 0, written = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const bool is_sum = i >= kSum && i < kSum + 4;
    const auto byte = static_cast<unsigned char>(page[i]);
    if (is_sum) written |= static_cast<std::uint32_t>(byte) << 8 * (i - kSum);
    sum = sum << 8 ^ kSums[(sum >> 24 ^ (is_sum ? 0u : byte)) & 0xFF];
  }
  return sum == written;
}

}  // namespace

bool lacks_last_page(ByteSource& source) {
  constexpr std::int64_t kLongestPages = 1 << 18;  // four pages, or a tag of another kind behind
  if (bytes_at(source, 0, kPage.size()) != kPage) return false;
  const std::int64_t from = std::max<std::int64_t>(0, source.size() - kLongestPages);
  const std::string end = bytes_at(source, from, static_cast<std::size_t>(source.size() - from));
  for (std::size_t at = end.rfind(kPage); at != end.npos; at = end.rfind(kPage, at - 1)) {
    const std::string_view page = std::string_view(end).substr(at);
    if (has_head(page) && (page[kFlags] & kLast) != 0) return page_bytes(page) > page.size();
    if (at == 0) break;
  }
  return true;
}

namespace {

enum class Pages { right, wrong, followed_by_others };

/// Of a file that is cut off, as far as it goes.
Pages check_pages(ByteSource& source) {
  constexpr std::size_t kLongestPage = kHead + 255 + 255 * 255;
  bool is_behind_last = false;
  for (std::int64_t at = 0; at < source.size();) {
    const std::string bytes = bytes_at(source, at, kLongestPage);
    if (!bytes.starts_with(std::string_view(kPage).substr(0, bytes.size()))) {
      return is_behind_last ? Pages::followed_by_others : Pages::wrong;
    }
    if (!has_head(bytes) || page_bytes(bytes) > bytes.size()) return Pages::right;
    const std::size_t length = page_bytes(bytes);
    if (!has_right_sum(std::string_view(bytes).substr(0, length))) return Pages::wrong;
    is_behind_last = (bytes[kFlags] & kLast) != 0;
    at += static_cast<std::int64_t>(length);
  }
  return Pages::right;
}

}  // namespace

bool has_wrong_page(ByteSource& source) { return check_pages(source) != Pages::right; }

bool has_damaged_page(ByteSource& source) {
  return bytes_at(source, 0, kPage.size()) == kPage && check_pages(source) == Pages::wrong;
}

}  // namespace bbplay::media
