// SPDX-License-Identifier: MIT
#include "media/flac_decoder.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <new>
#include <utility>

#include <FLAC/stream_decoder.h>

namespace bbplay::media {
namespace {

using Head = std::array<std::uint8_t, FlacInfo::kBytes>;

/// A decoder of libFLAC, a few hundred kB.
class FlacLibrary {
 public:
  /// throws  std::bad_alloc
  explicit FlacLibrary(const Head& head);
  FlacLibrary(const FlacLibrary&) = delete;
  FlacLibrary& operator=(const FlacLibrary&) = delete;

  /// Fills `samples`, interleaved, as many as the frame has; false when it could not be decoded.
  bool decode(const FlacFrame& frame, std::span<std::int32_t> samples);
  /// What makes full scale 1 of the samples decoded last.
  double scale() const noexcept { return scale_; }

 private:
  struct Delete {
    void operator()(FLAC__StreamDecoder* one) const noexcept { FLAC__stream_decoder_delete(one); }
  };

  static FLAC__StreamDecoderReadStatus read(const FLAC__StreamDecoder*, FLAC__byte* to,
                                            std::size_t* count, void* of) {
    auto& left = static_cast<FlacLibrary*>(of)->left_;
    *count = std::min(*count, left.size());
    std::copy_n(left.begin(), *count, to);
    left = left.subspan(*count);
    return *count > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
                      : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
  }

  static FLAC__StreamDecoderWriteStatus write(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                              const FLAC__int32* const* planes, void* of) {
    FlacLibrary& self = *static_cast<FlacLibrary*>(of);
    const std::span<std::int32_t> samples = self.samples_;
    const bool fits = frame->header.channels == self.channels_ &&
                      frame->header.blocksize * self.channels_ == samples.size();
    if (fits) {
      self.is_decoded_ = true;
      self.scale_ = 1 / static_cast<double>(std::int64_t{1} << (frame->header.bits_per_sample - 1));
      for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = planes[i % self.channels_][i / self.channels_];
      }
    }
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  }

  static void fail(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* of) {
    static_cast<FlacLibrary*>(of)->has_failed_ = true;
  }

  std::unique_ptr<FLAC__StreamDecoder, Delete> decoder_;
  std::size_t channels_;
  std::span<const std::uint8_t> left_;  // bytes that libFLAC has not asked for yet
  std::span<std::int32_t> samples_;     // where they go
  bool is_decoded_ = false;
  bool has_failed_ = false;  // silence comes out then, where only the sum is wrong
  double scale_ = 1;
};

FlacLibrary::FlacLibrary(const Head& head)
    : decoder_(FLAC__stream_decoder_new()),
      channels_(static_cast<std::size_t>(FlacInfo(head).channels)) {
  if (!decoder_ || FLAC__stream_decoder_init_stream(decoder_.get(), read, nullptr, nullptr, nullptr,
                                                    nullptr, write, nullptr, fail,
                                                    this) != FLAC__STREAM_DECODER_INIT_STATUS_OK) {
    throw std::bad_alloc();
  }
  std::vector<std::uint8_t> stream{'f', 'L', 'a', 'C', 0x80, 0, 0, FlacInfo::kBytes};
  stream.insert(stream.end(), head.begin(), head.end());
  left_ = stream;
  FLAC__stream_decoder_process_until_end_of_metadata(decoder_.get());
  left_ = {};
}

bool FlacLibrary::decode(const FlacFrame& frame, std::span<std::int32_t> samples) {
  // The frame before may be of another stream, and libFLAC may have stopped anywhere in it. Where frames
  // were left out, libFLAC 1.4 would also give silence for them, instead of this one.
  FLAC__stream_decoder_flush(decoder_.get());
  left_ = frame.bytes;
  samples_ = samples;
  is_decoded_ = has_failed_ = false;
  FLAC__stream_decoder_process_single(decoder_.get());
  left_ = {};
  samples_ = {};
  return is_decoded_ && !has_failed_;
}

/// What decides how frames are read: neither how long the stream and its frames are, nor its MD5 sum.
Head kind_of(const FlacInfo& info) {
  Head kind = info.bytes;
  std::fill(kind.begin() + 4, kind.begin() + 10, std::uint8_t{0});
  kind[13] &= 0xF0;
  std::fill(kind.begin() + 14, kind.end(), std::uint8_t{0});
  return kind;
}

}  // namespace

/// Those of all streams of one kind. A frame depends on no other, so that streams can take turns.
class FlacLibraries {
 public:
  explicit FlacLibraries(const Head& kind) : kind_(kind) {}

  std::unique_ptr<FlacLibrary> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<FlacLibrary>(kind_);
    std::unique_ptr<FlacLibrary> library = std::move(idle_.back());
    idle_.pop_back();
    return library;
  }
  void give_back(std::unique_ptr<FlacLibrary> library) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(library));
  }

 private:
  Head kind_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<FlacLibrary>> idle_;  // as many as threads have needed at once
};

namespace {

std::shared_ptr<FlacLibraries> shared_libraries(const FlacInfo& info) {
  static std::mutex mutex;
  static std::map<Head, std::weak_ptr<FlacLibraries>> known;
  const Head kind = kind_of(info);
  const std::lock_guard lock(mutex);
  auto libraries = known[kind].lock();
  if (libraries) return libraries;
  std::erase_if(known, [](const auto& one) { return one.second.expired(); });
  libraries = std::make_shared<FlacLibraries>(kind);
  known[kind] = libraries;
  return libraries;
}

}  // namespace

FlacFrameDecoder::FlacFrameDecoder(const FlacInfo& info)
    : libraries_(shared_libraries(info)), channels_(static_cast<std::size_t>(info.channels)) {}

bool FlacFrameDecoder::decode(const FlacFrame& frame) {
  samples_.resize(static_cast<std::size_t>(frame.samples) * channels_);
  auto library = libraries_->take();
  const bool is_decoded = library->decode(frame, samples_);
  scale_ = library->scale();
  libraries_->give_back(std::move(library));
  if (!is_decoded) std::ranges::fill(samples_, 0);
  return is_decoded;
}

void FlacFrameDecoder::take(std::size_t offset, std::span<double> interleaved) const {
  const std::int32_t* const from = samples_.data() + offset * channels_;
  for (std::size_t i = 0; i < interleaved.size(); ++i) interleaved[i] = scale_ * from[i];
}

}  // namespace bbplay::media
