// SPDX-License-Identifier: MIT
#include "sinks/file/vorbis_comments.h"

#include <cstdint>
#include <optional>

namespace bbplay::sinks {
namespace {

constexpr std::size_t kNumberBytes = 4;

std::optional<std::uint32_t> number_at(std::string_view bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < kNumberBytes) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    number |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << 8 * i;
  }
  return number;
}

std::string number_bytes(std::size_t number) {
  std::string bytes;
  for (std::size_t i = 0; i < kNumberBytes; ++i) bytes += static_cast<char>(number >> 8 * i);
  return bytes;
}

/// Where the text ends whose length stands at `at`.
std::optional<std::size_t> end_of_text(std::string_view bytes, std::size_t at) {
  const auto length = number_at(bytes, at);
  if (!length || bytes.size() - at - kNumberBytes < *length) return std::nullopt;
  return at + kNumberBytes + *length;
}

}  // namespace

std::string with_comments(std::string_view packet, std::size_t start,
                          const std::vector<std::string>& comments) {
  const auto list = end_of_text(packet, start);
  const auto count = list ? number_at(packet, *list) : std::nullopt;
  if (!count) return std::string(packet);
  std::size_t end = *list + kNumberBytes;
  for (std::uint32_t i = 0; i < *count; ++i) {
    const auto next = end_of_text(packet, end);
    if (!next) return std::string(packet);
    end = *next;
  }
  std::string out(packet.substr(0, *list));
  out += number_bytes(*count + comments.size());
  out += packet.substr(*list + kNumberBytes, end - *list - kNumberBytes);
  for (const std::string& comment : comments) out += number_bytes(comment.size()) + comment;
  out += packet.substr(end);
  return out;
}

}  // namespace bbplay::sinks
