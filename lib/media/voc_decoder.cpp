// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "media/decoder.h"
#include "media/placed_decoder.h"
#include "media/voc_blocks.h"

namespace bbplay::media {
namespace {

/// ITU-T G.711: sign, three bits of exponent, four of mantissa.
int of_a_law(unsigned byte) {
  byte ^= 0x55;
  const unsigned exponent = byte >> 4 & 7, mantissa = (byte & 15) << 4;
  const unsigned size = exponent == 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (byte & 0x80) != 0 ? static_cast<int>(size) : -static_cast<int>(size);
}
int of_u_law(unsigned byte) {
  constexpr unsigned kBias = 0x84;
  byte = ~byte & 0xFF;
  const unsigned size = (((byte & 15) << 3) + kBias) << (byte >> 4 & 7);
  return (byte & 0x80) != 0 ? static_cast<int>(kBias) - static_cast<int>(size)
                            : static_cast<int>(size) - static_cast<int>(kBias);
}

double sample_of(const unsigned char* bytes, int codec) {
  constexpr double kOne = 32'768;
  switch (codec) {
    case VocFormat::kSigned16:
      return static_cast<std::int16_t>(bytes[0] | bytes[1] << 8) / kOne;
    case VocFormat::kALaw:
      return of_a_law(bytes[0]) / kOne;
    case VocFormat::kULaw:
      return of_u_law(bytes[0]) / kOne;
    default:
      return (bytes[0] - 128) / 128.0;
  }
}

/// Libsndfile plays the heads of further blocks as sound, or refuses a file that has some.
class VocDecoder final : public PlacedDecoder {
 public:
  VocDecoder(ByteSource& source, VocBlocks blocks) : source_(source), blocks_(std::move(blocks)) {
    format_ = {.rate = blocks_.format().rate,
               .channels = blocks_.format().channels,
               .frames = blocks_.frames(),
               .announced_frames = blocks_.announced_frames(),
               .ends_inside_a_part = blocks_.is_cut_off()};
  }

  Damage damage() override {
    Damage damage;
    blocks_.go_to(0);
    for (VocBlock block; blocks_.next(block);) {
      if (block.is_left_out) damage.add(block.first, 0);
    }
    forget_place();
    return damage;
  }

 private:
  void go_to(std::int64_t frame) override { blocks_.go_to(frame); }

  bool next(Part& part, Wanted) override {
    if (!blocks_.next(block_)) return false;
    part = {block_.first, block_.frames};
    return true;
  }

  void take(std::size_t offset, std::span<double> interleaved) override {
    const VocFormat& format = blocks_.format();
    const auto stride = static_cast<std::size_t>(format.frame_bytes() / format.channels);
    std::ranges::fill(interleaved, 0.0);
    if (block_.is_silence) return;
    bytes_.resize(interleaved.size() * stride);
    source_.seek(block_.at + static_cast<std::int64_t>(offset) * format.frame_bytes(), SEEK_SET);
    const std::size_t samples = source_.read(bytes_.data(), bytes_.size()) / stride;
    for (std::size_t i = 0; i < samples; ++i) {
      interleaved[i] = sample_of(bytes_.data() + i * stride, format.codec);
    }
  }

  ByteSource& source_;
  VocBlocks blocks_;
  VocBlock block_;  // the latest part
  std::vector<unsigned char> bytes_;
};

}  // namespace

std::unique_ptr<Decoder> open_voc(ByteSource& source) {
  auto blocks = VocBlocks::of(source);
  if (!blocks) return nullptr;
  if (!blocks->format().is_decoded()) {
    throw InputError(
        source.name() + ": not a sound file (VOC " +
        (blocks->format().codec < 0 ? "without sound)" : "in an encoding that cannot be decoded)"));
  }
  return std::make_unique<VocDecoder>(source, std::move(*blocks));
}

}  // namespace bbplay::media
