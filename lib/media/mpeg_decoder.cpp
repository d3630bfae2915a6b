// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <mpg123.h>

#include "bbplay/model/diagnostics.h"

#include "media/decoder.h"
#include "media/learnt_of_files.h"
#include "media/mpeg_frames.h"
#include "media/placed_decoder.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

// Frames decoded and thrown away before the first one wanted, so that the bit reservoir and the
// overlapping transforms of the decoder are filled. The reservoir reaches back 511 bytes, fewer than 40
// frames even at the lowest bit rate.
constexpr std::int64_t kMostPreFrames = 40, kLeastPreFrames = 5;
constexpr std::int64_t kReservoirBytes = 511, kSideBytes = 38;
// The last bits of what is decoded depend on where decoding began. Every few seconds it begins anew, so
// that a frame is the same wherever reading began.
constexpr std::int64_t kEpochFrames = 64;
// Places remembered by the scan; from the nearest one before it the decoder finds any frame.
constexpr long kIndexEntries = 4096;
// 18 dB above full scale: what no encoder has been given, but damage may lead to.
constexpr float kLargestSample = 8;

struct CloseHandle {
  void operator()(mpg123_handle* handle) const noexcept { mpg123_delete(handle); }
};

class MpegDecoder final : public PlacedDecoder {
 public:
  MpegDecoder(ByteSource& source, ByteRange range)
      : source_(source), range_(range), frames_(mpeg_frames(source, range)) {
    range_.end = frames_->end;
    const model::MemoryCheck memory;
    static const int ready = mpg123_init();  // before version 1.27 it was needed
    int error = ready;
    if (error == MPG123_OK) handle_.reset(mpg123_new(nullptr, &error));
    if (!handle_) {
      memory.after_failure();
      throw InputError(source_.name() + ": " + mpg123_plain_strerror(error));
    }
    mpg123_handle* const handle = handle_.get();
    mpg123_param(handle, MPG123_ADD_FLAGS, MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_QUIET, 0);
    mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE | MPG123_FUZZY, 0);
    mpg123_param(handle, MPG123_INDEX_SIZE, kIndexEntries, 0);
    mpg123_param(handle, MPG123_PREFRAMES, static_cast<long>(pre_frames()), 0);
    mpg123_param(handle, MPG123_RESYNC_LIMIT, -1, 0);  // however long what is damaged
    mpg123_replace_reader_handle(handle, &read_bytes, &seek_bytes, nullptr);

    const std::string part = std::to_string(range_.begin) + ' ' + std::to_string(range_.end);
    static LearntOfFiles<Scan> known;
    scan_ = known.find(source_, part, [this] { return scan(); });
    format_ = scan_->format;
    allow_our_rate_only();
  }

  Damage damage() override {
    Damage damage;
    const std::int64_t length = frames_->samples_per_frame;
    // Where the header tells the delay of the encoder, the first frame is heard from behind it on.
    Part first;
    go_to(0);
    const std::int64_t delay =
        next(first, Wanted::places) ? (latest_ + 1) * length - first.end() : 0;
    forget_place();
    for (const MpegRepair& repair : frames_->repairs) {
      const std::int64_t at = (repair.frame - frames_->before_sound) * length - delay;
      damage.add(std::max<std::int64_t>(at, 0), length);
    }
    return damage;
  }

 private:
  /// What libmpg123 learns by going through all of it.
  struct Scan {
    AudioFormat format;
    std::vector<off_t> index;
    off_t index_step = 1;
  };

  Scan scan() {
    const model::MemoryCheck memory;
    mpg123_handle* const handle = handle_.get();
    long rate = 0;
    int channels = 0;
    int encoding = 0;
    bool opened = open();
    // Before the scan it is what the header says (Xing, Info), or a guess from the first frame.
    std::int64_t announced = opened && frames_->announces_more ? mpg123_length(handle) : 0;
    opened = opened && mpg123_scan(handle) == MPG123_OK;
    if (!opened || mpg123_getformat(handle, &rate, &channels, &encoding) != MPG123_OK) {
      memory.after_failure();
      throw InputError(source_.name() + ": not a sound file (" + mpg123_strerror(handle) + ')');
    }
    auto known = std::make_shared<Scan>();
    off_t* offsets = nullptr;
    std::size_t entries = 0;
    mpg123_index(handle, &offsets, &known->index_step, &entries);
    known->index.assign(offsets, offsets + entries);
    known->format = {.rate = static_cast<int>(rate),
                     .channels = channels,
                     .frames = std::max<std::int64_t>(mpg123_length(handle), 0),
                     .ends_inside_a_part = !frames_->has_end,
                     .is_worth_keeping = true};
    if (frames_->announces_more) {
      format_ = known->format;
      scan_ = known;
      allow_our_rate_only();
      known->format.frames = std::min(known->format.frames, end_of_what_plays());
    }
    // What is missing inside of a file that has its end is not missing there; and some encoders
    // count a little else than a frame.
    const bool lacks_end = frames_->repairs.empty() || !frames_->has_end;
    const std::int64_t missing = announced - known->format.frames;
    if (!lacks_end || missing < frames_->samples_per_frame / 2) announced = 0;
    known->format.announced_frames = std::max<std::int64_t>(announced, 0);
    return *known;
  }

  /// Of a file that lacks some of the frames that it announces, libmpg123 forgets with the padding at its
  /// end also that what the encoder has put in front of the sound is not played.
  std::int64_t end_of_what_plays() {
    for (std::int64_t epoch = format_.frames / this->epoch(); epoch >= 0; --epoch) {
      std::int64_t end = 0;
      enter(epoch);
      for (Part part; next(part, Wanted::places);) end = part.end();
      if (end > 0) return end;
    }
    return 0;
  }

  /// Should the stream change between mono and stereo, it is converted. One of another rate is left to
  /// next(): libmpg123 would write to standard error about a rate that it must not give.
  void allow_our_rate_only() {
    const long* rates = nullptr;
    std::size_t count = 0;
    mpg123_rates(&rates, &count);
    mpg123_format_none(handle_.get());
    for (const long each : std::span(rates, count)) {
      mpg123_format(handle_.get(), each, format_.channels, MPG123_ENC_FLOAT_32);
    }
  }

  static mpg123_ssize_t read_bytes(void* decoder, void* to, std::size_t count) {
    const MpegDecoder& self = *static_cast<MpegDecoder*>(decoder);
    const std::int64_t at = self.source_.tell();
    const std::int64_t left = std::max<std::int64_t>(self.range_.end - at, 0);
    const std::size_t got = self.source_.read(to, std::min(count, static_cast<std::size_t>(left)));
    apply(*self.frames_, at, {static_cast<std::uint8_t*>(to), got});
    return static_cast<mpg123_ssize_t>(got);
  }
  static off_t seek_bytes(void* decoder, off_t offset, int origin) {
    const MpegDecoder& self = *static_cast<MpegDecoder*>(decoder);
    if (origin == SEEK_SET) offset += self.range_.begin;
    if (origin == SEEK_CUR) offset += self.source_.tell();
    if (origin == SEEK_END) offset += self.range_.end;
    if (offset < self.range_.begin || offset > self.range_.end) return -1;
    const std::int64_t at = self.source_.seek(offset, SEEK_SET);
    return at < 0 ? -1 : at - self.range_.begin;
  }

  std::int64_t pre_frames() const {
    if (frames_->shortest <= kSideBytes) return kMostPreFrames;
    const std::int64_t frames = kReservoirBytes / (frames_->shortest - kSideBytes);
    return std::clamp(frames + kLeastPreFrames, kLeastPreFrames, kMostPreFrames);
  }

  bool has_our_rate() {
    long rate = 0;
    int channels = 0;
    int encoding = 0;
    return mpg123_getformat(handle_.get(), &rate, &channels, &encoding) == MPG123_OK &&
           rate == format_.rate;
  }

  void go_to(std::int64_t frame) override { enter(frame / epoch()); }

  std::int64_t epoch() const {
    return kEpochFrames * std::max<std::int64_t>(frames_->samples_per_frame, 384);
  }

  void enter(std::int64_t number) {
    const std::int64_t begin = number * epoch();
    epoch_end_ = begin + epoch();
    at_ = begin;
    // A seek keeps the phase of the synthesis filter's ring buffer, which decides the order of its
    // sums and so their last bits; opened anew the decoder always starts with the same one.
    mpg123_close(handle_.get());
    is_open_ = open() &&
               mpg123_set_index(handle_.get(), const_cast<off_t*>(scan_->index.data()),
                                scan_->index_step, scan_->index.size()) == MPG123_OK &&
               mpg123_seek(handle_.get(), begin, SEEK_SET) == begin;
  }

  bool next(Part& part, Wanted) override {
    if (at_ >= epoch_end_) enter(at_ / epoch());
    const model::MemoryCheck memory;
    while (is_open_) {
      off_t number = 0;
      unsigned char* audio = nullptr;
      std::size_t bytes = 0;
      const int result = mpg123_decode_frame(handle_.get(), &number, &audio, &bytes);
      if (result == MPG123_NEW_FORMAT) continue;
      if (result != MPG123_OK) {
        if (result != MPG123_DONE) memory.after_failure();
        return false;
      }
      latest_ = number;
      const std::size_t count = bytes / sizeof(float);
      if (count == 0) continue;
      samples_.resize(count);
      std::memcpy(samples_.data(), audio, bytes);
      if (!is_sound(number)) std::ranges::fill(samples_, 0.0f);
      const auto frames = static_cast<std::int64_t>(count) / format_.channels;
      part = {at_, std::min(frames, epoch_end_ - at_)};
      at_ += frames;
      return true;
    }
    return false;
  }

  bool is_sound(std::int64_t number) {
    const bool is_repaired = std::ranges::binary_search(
        frames_->repairs, number + frames_->before_sound, {}, &MpegRepair::frame);
    const bool is_finite = std::ranges::all_of(
        samples_, [](float x) { return std::abs(x) <= kLargestSample; });  // not so for NaN
    return !is_repaired && is_finite && has_our_rate();
  }

  void take(std::size_t offset, std::span<double> interleaved) override {
    const auto from = static_cast<std::ptrdiff_t>(offset) * format_.channels;
    std::copy_n(samples_.begin() + from, interleaved.size(), interleaved.begin());
  }

  bool open() {
    source_.seek(range_.begin, SEEK_SET);
    long rate = 0;
    int channels = 0;
    int encoding = 0;
    return mpg123_open_handle(handle_.get(), this) == MPG123_OK &&
           mpg123_getformat(handle_.get(), &rate, &channels, &encoding) == MPG123_OK;
  }

  ByteSource& source_;
  ByteRange range_;
  std::shared_ptr<const MpegFrames> frames_;
  std::unique_ptr<mpg123_handle, CloseHandle> handle_;
  std::shared_ptr<const Scan> scan_;
  bool is_open_ = false;
  std::int64_t latest_ = 0;              // number of the latest frame of the stream
  std::int64_t at_ = 0, epoch_end_ = 0;  // frame of the next part, and where decoding begins anew
  std::vector<float> samples_;           // of the latest part, interleaved
};

}  // namespace

/// The length of an ID3 tag is written seven bits to a byte (ID3v2.4, 3.1).
std::int64_t behind_tags(ByteSource& source, std::int64_t start) {
  constexpr std::int64_t kHead = 10, kFooter = 10;
  for (int tags = 0; tags < 16; ++tags) {
    std::array<unsigned char, kHead> head{};
    if (source.seek(start, SEEK_SET) < 0 || source.read(head.data(), head.size()) != head.size()) {
      break;
    }
    if (std::string_view(reinterpret_cast<const char*>(head.data()), 3) != "ID3") break;
    std::int64_t length = 0;
    for (std::size_t i = 6; i < head.size(); ++i) length = length << 7 | (head[i] & 0x7F);
    start += kHead + length + ((head[5] & 0x10u) != 0 ? kFooter : 0);
  }
  return start;
}

std::unique_ptr<Decoder> open_mpeg(ByteSource& source, ByteRange range) {
  return std::make_unique<MpegDecoder>(source, range);
}

}  // namespace bbplay::media
