// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "media/converted_decoder.h"
#include "media/decoder.h"
#include "media/ogg_decoders.h"
#include "media/ogg_links.h"
#include "media/ogg_pages.h"
#include "model/track_limits.h"

namespace bbplay::media {
namespace {

/// What begins the first packet of a stream.
struct Codec {
  std::string_view sign, name;
  bool is_decoded = false;
};
using namespace std::string_view_literals;
constexpr Codec kCodecs[] = {
    {"\1vorbis"sv, "Vorbis", true},
    {"OpusHead"sv, "Opus", true},
    {"\x7F"
     "FLAC"sv,
     "FLAC", true},
    {"\x80theora"sv, "Theora", false},
    {"Speex   "sv, "Speex", false},
    {"fishead\0"sv, "Skeleton", false},
};

/// By the first page of a stream; null for none of them.
const Codec* codec_of(const OggPage& page) {
  const auto* const codec = std::ranges::find_if(
      kCodecs, [&](const Codec& known) { return page.beginning.starts_with(known.sign); });
  return codec == std::end(kCodecs) ? nullptr : codec;
}

/// What a part of a file holds, e.g. "Theora and Speex".
std::string content_of(ByteSource& source, ByteRange part, bool& is_decoded) {
  std::string content;
  OggPages pages(source, part);
  for (OggPage page; pages.next(page) && page.is_first;) {
    const Codec* const codec = codec_of(page);
    is_decoded = is_decoded || (codec != nullptr && codec->is_decoded);
    content += (content.empty() ? "" : " and ") +
               std::string(codec != nullptr ? codec->name : "something unknown");
  }
  return content.empty() ? "a stream without its beginning" : content;
}

std::unique_ptr<Decoder> open_stream(const OggStream& stream) {
  if (auto vorbis = open_ogg_vorbis(stream)) return vorbis;
  if (auto opus = open_ogg_opus(stream)) return opus;
  return open_ogg_flac(stream);
}

/// The first stream in a part of a file that can be decoded, and does not say that it lasts longer than
/// any track; null for none.
std::unique_ptr<Decoder> open_link(ByteSource& source, ByteRange part) {
  for (const std::uint32_t serial : ogg_serials(source, part)) {
    auto decoder = open_stream({source, part, serial});
    if (!decoder) continue;
    const AudioFormat& format = decoder->format();
    if (static_cast<double>(format.frames) <= kMaxTrackSeconds * format.rate) return decoder;
  }
  return nullptr;
}

/// Parts that stand one behind the other, as one stream of the rate of the first and the most channels
/// of any. What cannot be decoded is silent. One of them is open at a time.
class ChainedDecoder final : public Decoder {
 public:
  /// first  that can be decoded
  ChainedDecoder(ByteSource& source, const std::vector<ByteRange>& parts, const Decoder& first)
      : source_(source), end_(parts.back().end) {
    format_ = first.format();
    std::unique_ptr<Decoder> before;  // kept for a moment, for what the next one can share with it
    std::int64_t frames = 0;
    for (const ByteRange part : parts) {
      auto decoder = open_at_our_rate(part);
      links_.push_back({part.begin, frames, decoder != nullptr});
      if (decoder) {
        format_.channels = std::max(format_.channels, decoder->format().channels);
        format_.is_worth_keeping = format_.is_worth_keeping && decoder->format().is_worth_keeping;
        frames += decoder->format().frames;
        before = std::move(decoder);
      } else {
        frames += length_without_head(part);
      }
    }
    format_.frames = frames;
  }

  bool seek(std::int64_t frame) override {
    position_ = frame;
    return enter() || frame == format_.frames;
  }

  std::size_t read(std::span<double> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    const std::size_t frames = interleaved.size() / channels;
    std::size_t done = 0;
    while (done < frames && position_ < format_.frames) {
      if (position_ >= end_of(current_) && !enter()) break;
      const auto left = static_cast<std::size_t>(end_of(current_) - position_);
      const std::size_t count = std::min(frames - done, left);
      const auto out = interleaved.subspan(done * channels, count * channels);
      const std::size_t got = decoder_ ? read_link(out) : 0;
      done += got;
      position_ += static_cast<std::int64_t>(got);
      if (got == count) continue;
      // Only of the last one the end is the end of all.
      if (source_.has_failed() || (decoder_ && current_ + 1 == links_.size())) break;
      std::ranges::fill(out.subspan(got * channels), 0.0);
      done += count - got;
      position_ += static_cast<std::int64_t>(count - got);
    }
    return done;
  }

  Damage damage() override {
    Damage damage;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const std::int64_t begin = links_[i].first, frames = end_of(i) - begin;
      const auto decoder = links_[i].plays ? open_at_our_rate(part_of(i)) : nullptr;
      Damage own;
      if (decoder) own = decoder->damage();
      damage.append(own, begin);
      const bool is_last = i + 1 == links_.size();
      const bool is_left_out = !decoder && frames == 0;
      if (is_left_out || (own.reach < frames && !(decoder && is_last))) {
        damage.add(begin + own.reach, frames - own.reach);
      }
    }
    current_ = kNone;
    decoder_.reset();
    return damage;
  }

 private:
  struct Link {
    std::int64_t begin = 0;  // byte of the file
    std::int64_t first = 0;  // frame
    bool plays = false;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::int64_t end_of(std::size_t link) const {
    if (link == kNone) return 0;
    return link + 1 < links_.size() ? links_[link + 1].first : format_.frames;
  }
  ByteRange part_of(std::size_t link) const {
    return {links_[link].begin, link + 1 < links_.size() ? links_[link + 1].begin : end_};
  }

  std::unique_ptr<Decoder> open_at_our_rate(ByteRange part) {
    auto decoder = open_link(source_, part);
    if (!decoder || decoder->format().rate == format_.rate) return decoder;
    return std::make_unique<ConvertedDecoder>(source_, std::move(decoder), format_.rate);
  }

  /// By its last page, as if its units were the frames of the first part. Nothing where the part is
  /// of another kind, whose units can be anything, or says more than so many bytes can hold.
  std::int64_t length_without_head(ByteRange part) {
    constexpr std::int64_t kMostFramesOfAByte = 960;  // of Opus
    OggPage page;
    OggPages pages(source_, part);
    if (!pages.next(page)) return 0;
    const Codec* const codec = page.is_first ? codec_of(page) : nullptr;
    if (page.is_first && !(codec != nullptr && codec->is_decoded)) return 0;
    const std::int64_t frames = OggStream(source_, part, page.serial).last_granule();
    return frames <= (part.end - part.begin) * kMostFramesOfAByte ? frames : 0;
  }

  /// Goes to the link that holds `position_`, and there.
  bool enter() {
    const auto behind = std::ranges::upper_bound(links_, position_, {}, &Link::first);
    const auto link = static_cast<std::size_t>(behind - links_.begin()) - 1;
    if (position_ >= format_.frames) return false;
    if (link != current_) {
      decoder_ = links_[link].plays ? open_at_our_rate(part_of(link)) : nullptr;
      current_ = link;
    }
    if (!links_[link].plays) return true;
    if (decoder_ && decoder_->seek(position_ - links_[link].first)) return true;
    current_ = kNone;
    return false;
  }

  /// A mono part is heard on both sides.
  std::size_t read_link(std::span<double> out) {
    const auto channels = static_cast<std::size_t>(format_.channels);
    const auto own = static_cast<std::size_t>(decoder_->format().channels);
    if (own == channels) return decoder_->read(out);
    const std::size_t frames = out.size() / channels;
    samples_.resize(std::max(samples_.size(), frames * own));
    const std::size_t got = decoder_->read(std::span(samples_).first(frames * own));
    for (std::size_t i = 0; i < got; ++i) {
      for (std::size_t c = 0; c < channels; ++c) {
        const bool is_there = c < own || (own == 1 && c == 1);
        out[i * channels + c] = is_there ? samples_[i * own + std::min(c, own - 1)] : 0;
      }
    }
    return got;
  }

  ByteSource& source_;
  std::int64_t end_;  // byte of the file
  std::vector<Link> links_;
  std::size_t current_ = kNone;       // that is open
  std::unique_ptr<Decoder> decoder_;  // its own, where it plays
  std::int64_t position_ = 0;
  std::vector<double> samples_;  // of a link with fewer channels
};

}  // namespace

std::unique_ptr<Decoder> open_ogg(ByteSource& source) {
  if (!holds_pages(source)) return nullptr;
  const std::vector<ByteRange> links = ogg_links(source);
  std::string content;
  bool is_decoded = false;
  for (const ByteRange link : links) {
    if (auto decoder = open_link(source, link)) {
      if (links.size() == 1) return decoder;
      return std::make_unique<ChainedDecoder>(source, links, *decoder);
    }
    if (content.empty()) content = content_of(source, link, is_decoded);
  }
  throw InputError(source.name() + ": not a sound file (Ogg that holds " + content +
                   (is_decoded ? ", damaged)" : "; Vorbis, Opus and FLAC can be decoded)"));
}

}  // namespace bbplay::media
