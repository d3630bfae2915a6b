// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <vorbis/codec.h>

#include "media/ogg_decoders.h"
#include "media/ogg_packets.h"
#include "media/placed_decoder.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

/// Libvorbis only reads it.
ogg_packet packet_of(std::string_view bytes, std::int64_t number) {
  ogg_packet packet{};
  packet.packet = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  packet.bytes = static_cast<long>(bytes.size());
  packet.b_o_s = number == 0 ? 1 : 0;
  packet.granulepos = -1;
  packet.packetno = number;
  return packet;
}

/// A decoder of libvorbis, a few hundred kB. All that it knows is the packet before, so that streams can
/// take turns with one.
class Synthesis {
 public:
  explicit Synthesis(vorbis_info& info) {
    const model::MemoryCheck memory;
    is_ready_ = vorbis_synthesis_init(&state_, &info) == 0;
    if (!is_ready_) memory.after_failure();
    vorbis_block_init(&state_, &block_);
  }
  ~Synthesis() {
    vorbis_block_clear(&block_);
    vorbis_dsp_clear(&state_);
  }
  Synthesis(const Synthesis&) = delete;
  Synthesis& operator=(const Synthesis&) = delete;

  bool is_ready() const noexcept { return is_ready_; }
  void restart() { vorbis_synthesis_restart(&state_); }

  /// What a packet completes, planar, until the next one; false when it cannot be decoded.
  bool decode(std::string_view bytes, float**& planes, int& frames) {
    ogg_packet packet = packet_of(bytes, 3);
    frames = 0;
    if (vorbis_synthesis(&block_, &packet) != 0) return false;
    vorbis_synthesis_blockin(&state_, &block_);
    frames = vorbis_synthesis_pcmout(&state_, &planes);
    vorbis_synthesis_read(&state_, frames);
    return true;
  }

  const void* user = nullptr;  // the stream that it has decoded for last

 private:
  vorbis_dsp_state state_{};
  vorbis_block block_{};
  bool is_ready_ = false;
};

/// What the head of a stream sets up; stays where it is, for libvorbis keeps pointers to it.
struct Setup {
  vorbis_info info{};
  vorbis_comment comment{};
  Setup() {
    vorbis_info_init(&info);
    vorbis_comment_init(&comment);
  }
  ~Setup() {
    idle_.clear();
    vorbis_comment_clear(&comment);
    vorbis_info_clear(&info);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  bool read(const std::vector<std::string>& head) {
    std::int64_t number = 0;
    for (const std::string& bytes : head) {
      ogg_packet packet = packet_of(bytes, number++);
      if (vorbis_synthesis_headerin(&info, &comment, &packet) != 0) return false;
    }
    return info.channels > 0 && info.rate > 0;
  }

  /// The one that `user` had last, if nobody else has had it since.
  std::unique_ptr<Synthesis> take(const void* user) {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Synthesis>(info);
    const auto own =
        std::ranges::find_if(idle_, [&](const auto& known) { return known->user == user; });
    const auto taken = own != idle_.end() ? own : idle_.begin();
    std::unique_ptr<Synthesis> synthesis = std::move(*taken);
    idle_.erase(taken);
    return synthesis;
  }
  void give_back(std::unique_ptr<Synthesis> synthesis) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(synthesis));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Synthesis>> idle_;  // as many as threads have needed at once
};

/// The three packets of a head, the last of which ends its page.
std::vector<std::string> head_of(OggStream& stream) {
  std::vector<std::string> head;
  for (OggPackets page; head.size() < 3 && stream.next(page);) {
    for (const OggPacket& packet : page.packets) head.emplace_back(stream.bytes_of(packet));
  }
  if (head.size() != 3) head.clear();
  return head;
}

/// Files that an encoder has made in the same way have the same setup, whose tables are larger than all
/// else that a decoder takes. Null for no Vorbis.
std::shared_ptr<Setup> shared_setup(std::vector<std::string> head) {
  if (head.empty()) return nullptr;
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<Setup>> setups;
  const std::string key = head[0] + head[2];  // without the comment
  const std::lock_guard lock(mutex);
  auto setup = setups[key].lock();
  if (setup) return setup;
  std::erase_if(setups, [](const auto& known) { return known.second.expired(); });
  setup = std::make_shared<Setup>();
  if (!setup->read(head)) return nullptr;
  // Builds the tables, which are only read from then on.
  auto first = std::make_unique<Synthesis>(setup->info);
  if (!first->is_ready()) return nullptr;
  setup->give_back(std::move(first));
  setups[key] = setup;
  return setup;
}

/// Two neighbours overlap: a quarter of both together is what the second one completes.
class VorbisLengths {
 public:
  explicit VorbisLengths(Setup& setup) : setup_(&setup) {}

  std::int64_t frames_of(std::string_view bytes, bool follows_a_gap) {
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
  VorbisDecoder(std::shared_ptr<Setup> setup, OggStream stream)
      : setup_(std::move(setup)), packets_(std::move(stream), VorbisLengths(*setup_)) {
    format_ = {.rate = static_cast<int>(setup_->info.rate),
               .channels = setup_->info.channels,
               .frames = packets_.frames(),
               .is_worth_keeping = true};
  }

 private:
  bool ends_wrongly() const noexcept override { return packets_.ends_wrongly(); }

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
    const auto channels = static_cast<std::size_t>(format_.channels);
    const auto frames = static_cast<std::size_t>(packet_.frames);
    samples_.assign(frames * channels, 0.0f);
    auto synthesis = setup_->take(this);
    float** planes = nullptr;
    int got = 0;
    if (packet_.follows_a_gap || synthesis->user != this) synthesis->restart();
    if (!packet_.follows_a_gap && synthesis->user != this) synthesis->decode(before_, planes, got);
    synthesis->user = this;
    const bool is_sound = synthesis->decode(packet_.bytes, planes, got);
    for (std::size_t i = 0; i < std::min(frames, static_cast<std::size_t>(std::max(got, 0))); ++i) {
      for (std::size_t c = 0; c < channels; ++c) samples_[i * channels + c] = planes[c][i];
    }
    setup_->give_back(std::move(synthesis));
    if (is_sound) before_ = packet_.bytes;
  }

  void take(std::size_t offset, std::span<double> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    std::copy_n(samples_.begin() + static_cast<std::ptrdiff_t>(offset * channels),
                interleaved.size(), interleaved.begin());
    xiph_to_wav_order(interleaved, channels);
  }

  std::shared_ptr<Setup> setup_;
  OggPlaces<VorbisLengths> packets_;
  PlacedPacket packet_;
  std::string before_;          // the packet before it
  std::vector<float> samples_;  // of it, interleaved
};

}  // namespace

std::unique_ptr<Decoder> open_ogg_vorbis(OggStream stream) {
  auto setup = shared_setup(head_of(stream));
  if (!setup) return nullptr;
  return std::make_unique<VorbisDecoder>(std::move(setup), std::move(stream));
}

}  // namespace bbplay::media
