// SPDX-License-Identifier: MIT
#include "media/mpeg_header.h"

namespace bbplay::media {
namespace {

/// ISO 11172-3 and 13818-3, section 2.4.2.3.
constexpr int kKilobits[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},  // 1, layer I
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},     // 1, layer II
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},      // 1, layer III
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},     // 2, layer I
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},          // 2, layers II and III
};
constexpr int kRates[3] = {44'100, 48'000, 32'000};  // Hz, of version 1

}  // namespace

bool is_version_1(const MpegHeader& header) { return (header[1] >> 3 & 3) == 3; }
int layer_of(const MpegHeader& header) { return 4 - (header[1] >> 1 & 3); }

bool is_mpeg_header(const MpegHeader& header) {
  return header[0] == 0xFF && (header[1] & 0xE0) == 0xE0 && (header[1] >> 3 & 3) != 1 &&
         (header[1] >> 1 & 3) != 0 && header[2] >> 4 != 15 && (header[2] >> 2 & 3) != 3;
}

bool is_of_the_same_kind(const MpegHeader& a, const MpegHeader& b) {
  return a[1] >> 1 == b[1] >> 1 && (a[2] >> 2 & 3) == (b[2] >> 2 & 3);
}

std::int64_t length_of(const MpegHeader& header) {
  const int layer = layer_of(header);
  const bool is_1 = is_version_1(header);
  const int row = is_1 ? layer - 1 : layer == 1 ? 3 : 4;
  const std::int64_t bits = kKilobits[row][header[2] >> 4] * 1000;
  // Version 2 halves the rates of version 1, and 2.5 those of version 2.
  const int rate = kRates[header[2] >> 2 & 3] >> (is_1 ? 0 : (header[1] >> 3 & 3) == 2 ? 1 : 2);
  const int padding = header[2] >> 1 & 1;
  if (bits == 0) return 0;
  if (layer == 1) return (12 * bits / rate + padding) * 4;
  const int factor = layer == 3 && !is_1 ? 72 : 144;
  return factor * bits / rate + padding;
}

}  // namespace bbplay::media
