// SPDX-License-Identifier: MIT
#include "sinks/file/flac_frame.h"

#include <cassert>

namespace bbplay::sinks {
namespace {

constexpr std::size_t kCrcBytes = 2;  // of the checksum at the end of a frame

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

/// Highest bit first, from 0.
template <unsigned kBits, unsigned kPolynomial>
unsigned crc_of(std::string_view bytes) {
  constexpr unsigned kHighest = 1u << (kBits - 1), kAll = (1u << kBits) - 1;
  unsigned crc = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    crc ^= unsigned{byte_at(bytes, i)} << (kBits - 8);
    for (int bit = 0; bit < 8; ++bit) {
      crc = ((crc & kHighest) != 0 ? (crc << 1) ^ kPolynomial : crc << 1) & kAll;
    }
  }
  return crc;
}

std::uint8_t crc_8(std::string_view bytes) {
  return static_cast<std::uint8_t>(crc_of<8, 0x07>(bytes));
}

constexpr unsigned kPolynomial16 = 0x8005;
unsigned crc_16(std::string_view bytes) { return crc_of<16, kPolynomial16>(bytes); }

/// Product of two polynomials modulo that of the CRC-16.
unsigned product(unsigned a, unsigned b) {
  unsigned sum = 0;
  for (unsigned bit = 0x8000; bit != 0; bit >>= 1) {
    sum = (sum & 0x8000u) != 0 ? ((sum << 1) ^ kPolynomial16) & 0xFFFFu : sum << 1;
    if ((b & bit) != 0) sum ^= a;
  }
  return sum;
}

/// A CRC-16 after so many more bytes that are 0: x^8 comes on top for each.
unsigned past_zeros(unsigned crc, std::size_t bytes) {
  for (unsigned power = 0x100; bytes != 0; bytes >>= 1, power = product(power, power)) {
    if ((bytes & 1) != 0) crc = product(crc, power);
  }
  return crc;
}

/// Bytes of a number that is coded like a character of UTF-8.
std::size_t coded_length(std::uint8_t first) {
  if (first < 0x80) return 1;
  std::size_t length = 0;
  for (unsigned bit = 0x80; bit != 0 && (first & bit) != 0; bit >>= 1) ++length;
  return length;
}

void append_coded(std::uint32_t number, std::string& out) {
  if (number < 0x80) {
    out += static_cast<char>(number);
    return;
  }
  // So many bytes of six bits each follow the first, which keeps what room its length leaves.
  unsigned more = 1;
  while (number >> (5 * more + 6) != 0) ++more;
  out += static_cast<char>((0xFF00u >> (more + 1) & 0xFFu) | number >> 6 * more);
  while (more-- > 0) out += static_cast<char>(0x80u | (number >> 6 * more & 0x3Fu));
}

/// Samples per channel by the code for them; 0: a code that stands for none.
std::size_t samples_of(unsigned code, std::string_view more) {
  if (code == 1) return 192;
  if (code >= 2 && code <= 5) return std::size_t{144} << code;
  if (code == 6) return byte_at(more, 0) + std::size_t{1};
  if (code == 7) return (std::size_t{byte_at(more, 0)} << 8 | byte_at(more, 1)) + 1;
  return code >= 8 ? std::size_t{1} << code : 0;
}

}  // namespace

std::optional<FlacFrameHeader> flac_frame_header(std::string_view bytes) {
  if (bytes.size() <= kFlacFrameNumber || byte_at(bytes, 0) != 0xFF ||
      (byte_at(bytes, 1) & 0xFEu) != 0xF8) {
    return std::nullopt;
  }
  const unsigned size_code = byte_at(bytes, 2) >> 4, rate_code = byte_at(bytes, 2) & 0x0Fu;
  const std::size_t size_bytes = size_code == 6 ? 1 : size_code == 7 ? 2 : 0;
  const std::size_t rate_bytes = rate_code == 12 ? 1 : rate_code == 13 || rate_code == 14 ? 2 : 0;
  FlacFrameHeader header;
  header.number_end = kFlacFrameNumber + coded_length(byte_at(bytes, kFlacFrameNumber));
  header.crc_at = header.number_end + size_bytes + rate_bytes;
  if (bytes.size() <= header.crc_at ||
      crc_8(bytes.substr(0, header.crc_at)) != byte_at(bytes, header.crc_at)) {
    return std::nullopt;
  }
  header.samples = samples_of(size_code, bytes.substr(header.number_end));
  return header.samples > 0 ? std::optional(header) : std::nullopt;
}

void append_flac_frame(std::string_view frame, std::uint32_t number, std::string& out) {
  const auto header = flac_frame_header(frame);
  assert(header && number >> 31 == 0);
  const std::size_t begin = out.size();
  out += frame.substr(0, kFlacFrameNumber);
  append_coded(number, out);
  out += frame.substr(header->number_end, header->crc_at - header->number_end);
  out += static_cast<char>(crc_8(std::string_view(out).substr(begin)));

  const std::string_view head = frame.substr(0, header->crc_at + 1);
  const std::string_view rest = frame.substr(head.size(), frame.size() - head.size() - kCrcBytes);
  // CRCs are linear: what follows the head is not gone through again.
  const std::size_t old_at = frame.size() - kCrcBytes;
  const unsigned old = unsigned{byte_at(frame, old_at)} << 8 | byte_at(frame, old_at + 1);
  const unsigned change = crc_16(head) ^ crc_16(std::string_view(out).substr(begin));
  const unsigned crc = old ^ past_zeros(change, rest.size());
  out += rest;
  out += static_cast<char>(crc >> 8);
  out += static_cast<char>(crc);
}

}  // namespace bbplay::sinks
