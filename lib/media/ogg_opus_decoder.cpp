// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <opus_multistream.h>

#include "media/ogg_decoders.h"
#include "media/ogg_packets.h"
#include "media/placed_decoder.h"

namespace bbplay::media {
namespace {

constexpr int kClock = 48'000;  // Hz, of all that Opus counts
// What an Opus decoder gives depends, ever less, on all that it has decoded. Every few seconds it begins
// anew, so that a frame depends on no more than this, wherever reading began; and so long before what is
// heard that the differences have died away.
constexpr std::int64_t kEpoch = 4 * kClock, kBefore = kClock * 3 / 5;

/// RFC 7845, section 5.1.
struct OpusHead {
  int channels = 0, rate = 0, streams = 1, coupled = 0;
  std::int64_t skipped = 0;  // frames of 48 kHz at the beginning
  int gain = 0;              // dB / 256
  std::array<unsigned char, 255> mapping{};
};

std::optional<OpusHead> head_of(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < 19 || !bytes.starts_with("OpusHead") || byte(8) >= 16) return std::nullopt;
  OpusHead head;
  head.channels = byte(9);
  head.skipped = byte(10) | byte(11) << 8;
  const std::int64_t rate =
      byte(12) | byte(13) << 8 | byte(14) << 16 | std::int64_t{byte(15)} << 24;
  head.gain = static_cast<std::int16_t>(byte(16) | byte(17) << 8);
  // What it was made of; Opus can be decoded at a few rates only.
  head.rate = rate == 8'000 || rate == 12'000 || rate == 16'000 || rate == 24'000
                  ? static_cast<int>(rate)
                  : kClock;
  const unsigned family = byte(18);
  if (head.channels == 0) return std::nullopt;
  if (family == 0) {
    if (head.channels > 2) return std::nullopt;
    head.coupled = head.channels - 1;
    head.mapping[1] = 1;
    return head;
  }
  const auto channels = static_cast<std::size_t>(head.channels);
  if ((family != 1 && family != 255) || bytes.size() < 21 + channels) return std::nullopt;
  head.streams = byte(19);
  head.coupled = byte(20);
  for (std::size_t c = 0; c < channels; ++c) head.mapping[c] = byte(21 + c);
  return head;
}

struct OpusLengths {
  std::int64_t frames_of(std::string_view bytes, bool) const {
    const int frames =
        opus_packet_get_nb_samples(reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<opus_int32>(bytes.size()), kClock);
    return std::max(frames, 0);
  }
};

class OpusDecoder final : public PlacedDecoder {
 public:
  OpusDecoder(const OpusHead& head, OggStream stream)
      : skipped_(head.skipped),
        packets_(std::move(stream), OpusLengths{}),
        step_(kClock / head.rate) {
    int error = 0;
    decoder_.reset(opus_multistream_decoder_create(head.rate, head.channels, head.streams,
                                                   head.coupled, head.mapping.data(), &error));
    if (decoder_) opus_multistream_decoder_ctl(decoder_.get(), OPUS_SET_GAIN(head.gain));
    format_ = {.rate = head.rate,
               .channels = head.channels,
               .frames = std::max<std::int64_t>(0, packets_.frames() - skipped_) / step_,
               .is_worth_keeping = true};
  }
  bool is_ready() const { return decoder_ != nullptr; }

 private:
  struct Destroy {
    void operator()(OpusMSDecoder* decoder) const noexcept {
      opus_multistream_decoder_destroy(decoder);
    }
  };

  bool ends_wrongly() const noexcept override { return packets_.ends_wrongly(); }

  void go_to(std::int64_t frame) override { enter((frame * step_ + skipped_) / kEpoch); }

  void enter(std::int64_t epoch) {
    epoch_end_ = (epoch + 1) * kEpoch;
    from_ = std::max<std::int64_t>(0, epoch * kEpoch - kBefore);
    packets_.go_to(from_);
    is_fresh_ = false;
  }

  bool next(Part& part, Wanted wanted) override {
    while (packets_.next(packet_)) {
      if (packet_.frames == 0 || packet_.first < from_) continue;
      std::int64_t end = packet_.first + packet_.frames;
      if (wanted == Wanted::samples) {
        if (packet_.first >= epoch_end_) {
          enter(packet_.first / kEpoch);
          continue;
        }
        decode();
        end = std::min(end, epoch_end_);
      }
      // Packets last a whole number of steps, what is skipped at the beginning need not.
      const std::int64_t shift = (skipped_ + step_ - 1) / step_;
      part.first = packet_.first / step_ - shift;
      part.frames = end / step_ - shift - part.first;
      return true;
    }
    return false;
  }

  void decode() {
    if (!is_fresh_ || packet_.follows_a_gap) {
      opus_multistream_decoder_ctl(decoder_.get(), OPUS_RESET_STATE);
      is_fresh_ = true;
    }
    const auto channels = static_cast<std::size_t>(format_.channels);
    samples_.assign(static_cast<std::size_t>(packet_.frames / step_) * channels, 0.0f);
    const int got = opus_multistream_decode_float(
        decoder_.get(), reinterpret_cast<const unsigned char*>(packet_.bytes.data()),
        static_cast<opus_int32>(packet_.bytes.size()), samples_.data(),
        static_cast<int>(packet_.frames / step_), 0);
    if (got < 0) std::ranges::fill(samples_, 0.0f);
  }

  void take(std::size_t offset, std::span<double> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(offset * channels),
                interleaved.size(), interleaved.begin());
    xiph_to_wav_order(interleaved, channels);
  }

  std::int64_t skipped_;
  OggPlaces<OpusLengths> packets_;
  std::int64_t step_;  // of the clock, from frame to frame
  std::unique_ptr<OpusMSDecoder, Destroy> decoder_;
  std::int64_t epoch_end_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t from_ = 0;  // packets before it are not decoded
  bool is_fresh_ = false;  // has begun anew
  PlacedPacket packet_;
  std::vector<float> samples_;  // of it, interleaved
};

}  // namespace

std::unique_ptr<Decoder> open_ogg_opus(OggStream stream) {
  OggPackets page;
  if (!stream.next(page) || page.packets.size() != 1) return nullptr;
  const auto head = head_of(stream.bytes_of(page.packets[0]));
  if (!head) return nullptr;
  // The comment, which may take several pages and ends its last one.
  do {
    if (!stream.next(page)) return nullptr;
  } while (page.packets.empty());
  if (!stream.bytes_of(page.packets[0]).starts_with("OpusTags")) return nullptr;
  auto decoder = std::make_unique<OpusDecoder>(*head, std::move(stream));
  if (!decoder->is_ready()) return nullptr;
  return decoder;
}

}  // namespace bbplay::media
