// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <vorbis/codec.h>

#include "media/ogg_decoders.h"
#include "media/ogg_packets.h"
#include "media/placed_decoder.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

ogg_packet packet_of(std::string& bytes, std::int64_t number) {
  ogg_packet packet{};
  packet.packet = reinterpret_cast<unsigned char*>(bytes.data());
  packet.bytes = static_cast<long>(bytes.size());
  packet.b_o_s = number == 0 ? 1 : 0;
  packet.granulepos = -1;
  packet.packetno = number;
  return packet;
}

/// What the head of a stream sets up; stays where it is, for libvorbis keeps pointers to it.
struct Setup {
  vorbis_info info{};
  vorbis_comment comment{};
  Setup() {
    vorbis_info_init(&info);
    vorbis_comment_init(&comment);
  }
  ~Setup() {
    vorbis_comment_clear(&comment);
    vorbis_info_clear(&info);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  /// Reads three packets, the last of which ends its page.
  bool read(OggStream& stream) {
    std::int64_t number = 0;
    for (OggPackets page; number < 3 && stream.next(page);) {
      for (std::string& bytes : page.packets) {
        ogg_packet packet = packet_of(bytes, number++);
        if (number > 3 || vorbis_synthesis_headerin(&info, &comment, &packet) != 0) return false;
      }
    }
    return number == 3 && info.channels > 0 && info.rate > 0;
  }
};

/// Two neighbours overlap: a quarter of both together is what the second one completes.
class VorbisLengths {
 public:
  explicit VorbisLengths(Setup& setup) : setup_(&setup) {}

  std::int64_t frames_of(std::string& bytes, bool follows_a_gap) {
    ogg_packet packet = packet_of(bytes, 3);
    const long block = vorbis_packet_blocksize(&setup_->info, &packet);
    const std::int64_t own = std::max<long>(block, 0);
    if (follows_a_gap) before_ = 0;
    if (own == 0) return 0;  // no packet of sound
    const std::int64_t frames = before_ > 0 ? (before_ + own) / 4 : 0;
    before_ = own;
    return frames;
  }

 private:
  Setup* setup_;
  std::int64_t before_ = 0;
};

class VorbisDecoder final : public PlacedDecoder {
 public:
  VorbisDecoder(std::unique_ptr<Setup> setup, OggStream stream)
      : setup_(std::move(setup)), packets_(std::move(stream), VorbisLengths(*setup_)) {
    const model::MemoryCheck memory;
    is_ready_ = vorbis_synthesis_init(&state_, &setup_->info) == 0;
    if (!is_ready_) memory.after_failure();
    vorbis_block_init(&state_, &block_);
    format_ = {.rate = static_cast<int>(setup_->info.rate),
               .channels = setup_->info.channels,
               .frames = packets_.frames(),
               .is_worth_keeping = true};
  }
  ~VorbisDecoder() override {
    vorbis_block_clear(&block_);
    vorbis_dsp_clear(&state_);
  }
  bool is_ready() const { return is_ready_; }

 private:
  void go_to(std::int64_t frame) override { packets_.go_to(frame); }

  bool next(Part& part, Wanted wanted) override {
    while (packets_.next(packet_)) {
      if (wanted == Wanted::samples) decode();
      if (packet_.frames == 0) continue;
      part = {packet_.first, packet_.frames};
      return true;
    }
    return false;
  }

  void decode() {
    if (packet_.follows_a_gap) vorbis_synthesis_restart(&state_);
    const auto channels = static_cast<std::size_t>(format_.channels);
    const auto frames = static_cast<std::size_t>(packet_.frames);
    samples_.assign(frames * channels, 0.0f);
    ogg_packet packet = packet_of(packet_.bytes, 3);
    if (vorbis_synthesis(&block_, &packet) != 0) return;
    vorbis_synthesis_blockin(&state_, &block_);
    float** planes = nullptr;
    const int got = vorbis_synthesis_pcmout(&state_, &planes);
    if (got <= 0) return;
    for (std::size_t i = 0; i < std::min(frames, static_cast<std::size_t>(got)); ++i) {
      for (std::size_t c = 0; c < channels; ++c) samples_[i * channels + c] = planes[c][i];
    }
    vorbis_synthesis_read(&state_, got);
  }

  void take(std::size_t offset, std::span<double> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(offset * channels),
                interleaved.size(), interleaved.begin());
    xiph_to_wav_order(interleaved, channels);
  }

  std::unique_ptr<Setup> setup_;
  OggPlaces<VorbisLengths> packets_;
  vorbis_dsp_state state_{};
  vorbis_block block_{};
  bool is_ready_ = false;
  PlacedPacket packet_;
  std::vector<float> samples_;  // of it, interleaved
};

}  // namespace

std::unique_ptr<Decoder> open_ogg_vorbis(OggStream stream) {
  auto setup = std::make_unique<Setup>();
  if (!setup->read(stream)) return nullptr;
  auto decoder = std::make_unique<VorbisDecoder>(std::move(setup), std::move(stream));
  if (!decoder->is_ready()) return nullptr;
  return decoder;
}

}  // namespace bbplay::media
