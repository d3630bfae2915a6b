// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "media/flac_decoder.h"
#include "media/ogg_decoders.h"
#include "media/ogg_stream.h"

namespace bbplay::media {
namespace {

std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Each packet of FLAC in Ogg is a frame (RFC 9639, section 10.1).
class OggFlacFrames {
 public:
  OggFlacFrames(OggStream stream, const FlacInfo& info) : stream_(std::move(stream)), info_(info) {
    stream_.begin_here();
    samples_ = info_.samples > 0 ? info_.samples : end_of_last_frame();
    go_to(0);
  }

  const FlacInfo& info() const noexcept { return info_; }
  std::int64_t samples() const noexcept { return samples_; }

  void go_to(std::int64_t sample) {
    stream_.go_to(sample);
    page_ = {};
    index_ = 0;
  }

  bool next(FlacFrame& frame) {
    while (true) {
      while (index_ == page_.packets.size()) {
        index_ = 0;
        if (!stream_.next(page_)) {
          page_ = {};
          return false;
        }
      }
      const auto bytes = as_bytes(stream_.bytes_of(page_.packets[index_++]));
      const auto header = flac_header(bytes, info_);
      if (!header || !has_right_flac_sum(bytes)) continue;
      frame = *header;
      frame.bytes = bytes;
      return true;
    }
  }

 private:
  /// What the last page says may be anything.
  std::int64_t end_of_last_frame() {
    std::int64_t end = 0;
    bool is_all = false;
    for (std::int64_t back = 1 << 15; end == 0 && !is_all; back *= 8) {
      is_all = stream_.go_back(back);
      page_ = {};
      index_ = 0;
      for (FlacFrame frame; next(frame);) end = std::max(end, frame.first + frame.samples);
    }
    return end;
  }

  OggStream stream_;
  FlacInfo info_;
  std::int64_t samples_ = 0;
  OggPackets page_;
  std::size_t index_ = 0;  // of its next packet
};

}  // namespace

std::unique_ptr<Decoder> open_ogg_flac(OggStream stream) {
  // A sign, two bytes of version, the number of packets with metadata that follow, "fLaC", and the head
  // of what is known about the stream.
  constexpr std::size_t kBefore = 17;
  OggPackets page;
  if (!stream.next(page) || page.packets.size() != 1) return nullptr;
  const std::string_view head = stream.bytes_of(page.packets[0]);
  if (!head.starts_with("\x7F"
                        "FLAC") ||
      head.size() < kBefore + FlacInfo::kBytes)
    return nullptr;
  const FlacInfo info(as_bytes(head).subspan<kBefore, FlacInfo::kBytes>());
  if (info.rate == 0) return nullptr;
  for (bool is_last = false; !is_last;) {  // packets with metadata
    if (!stream.next(page)) return nullptr;
    for (const OggPacket& packet : page.packets) {
      const std::string_view bytes = stream.bytes_of(packet);
      is_last = bytes.empty() || (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
    }
  }
  OggFlacFrames frames(std::move(stream), info);
  const std::int64_t samples = frames.samples();
  return std::make_unique<FlacDecoder<OggFlacFrames>>(std::move(frames), samples);
}

}  // namespace bbplay::media
