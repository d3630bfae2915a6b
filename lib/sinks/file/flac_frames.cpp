// SPDX-License-Identifier: MIT
#include "sinks/file/flac_frames.h"

#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include <FLAC/stream_encoder.h>

#include "bbplay/sinks/errors.h"

#include "sinks/file/flac_frame.h"

namespace bbplay::sinks {
namespace {

constexpr unsigned kChannels = 2;

/// libFLAC's encoder, and what it says.
class Encoder {
 public:
  /// first_number  of the first frame
  Encoder(const FlacSettings& settings, std::uint32_t first_number)
      : encoder_(FLAC__stream_encoder_new()), first_number_(first_number) {
    if (!encoder_) throw std::bad_alloc();
    FLAC__stream_encoder_set_channels(encoder_.get(), kChannels);
    FLAC__stream_encoder_set_sample_rate(encoder_.get(), static_cast<unsigned>(settings.rate));
    FLAC__stream_encoder_set_bits_per_sample(encoder_.get(), static_cast<unsigned>(settings.bits));
    FLAC__stream_encoder_set_compression_level(encoder_.get(),
                                               static_cast<unsigned>(settings.level));
    const auto status =
        FLAC__stream_encoder_init_stream(encoder_.get(), &take, nullptr, nullptr, nullptr, this);
    if (failed_) throw std::bad_alloc();
    if (status != FLAC__STREAM_ENCODER_INIT_STATUS_OK) {
      throw FormatError(FLAC__StreamEncoderInitStatusString[status]);
    }
  }

  void encode(std::span<const std::int32_t> interleaved) {
    const auto samples = static_cast<unsigned>(interleaved.size() / kChannels);
    const bool done =
        FLAC__stream_encoder_process_interleaved(encoder_.get(), interleaved.data(), samples) &&
        FLAC__stream_encoder_finish(encoder_.get());
    if (done) return;
    const auto state = FLAC__stream_encoder_get_state(encoder_.get());
    if (failed_ || state == FLAC__STREAM_ENCODER_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    throw std::runtime_error(std::string("libFLAC: ") + FLAC__StreamEncoderStateString[state]);
  }

  const std::string& head() const noexcept { return head_; }
  FlacFrames& frames() noexcept { return frames_; }

 private:
  struct Delete {
    void operator()(FLAC__StreamEncoder* encoder) const { FLAC__stream_encoder_delete(encoder); }
  };

  static FLAC__StreamEncoderWriteStatus take(const FLAC__StreamEncoder*, const FLAC__byte* bytes,
                                             std::size_t count, std::uint32_t samples,
                                             std::uint32_t number, void* user) noexcept {
    auto& self = *static_cast<Encoder*>(user);
    const std::string_view piece(reinterpret_cast<const char*>(bytes), count);
    try {
      self.take(piece, samples, number);
      return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
    } catch (const std::bad_alloc&) {
      self.failed_ = true;  // libFLAC is C and must not be thrown through
      return FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
    }
  }

  void take(std::string_view piece, std::uint32_t samples, std::uint32_t number) {
    if (samples == 0) {
      head_ += piece;
      return;
    }
    const std::size_t before = frames_.bytes.size();
    append_flac_frame(piece, first_number_ + number, frames_.bytes);
    frames_.lengths.push_back(frames_.bytes.size() - before);
  }

  std::string head_;
  FlacFrames frames_;
  bool failed_ = false;
  std::unique_ptr<FLAC__StreamEncoder, Delete> encoder_;  // after what it writes into
  std::uint32_t first_number_;
};

}  // namespace

std::string flac_stream_head(const FlacSettings& settings) { return Encoder(settings, 0).head(); }

std::size_t flac_frame_samples(std::string_view head) {
  constexpr std::size_t kLargestFrame = 10;  // behind the marker, a block header and the smallest
  const auto byte = [&](std::size_t i) {
    return std::size_t{static_cast<unsigned char>(head[kLargestFrame + i])};
  };
  return byte(0) << 8 | byte(1);
}

FlacFrames encode_flac(const FlacSettings& settings, std::span<const std::int32_t> interleaved,
                       std::uint32_t first_number) {
  Encoder encoder(settings, first_number);
  encoder.encode(interleaved);
  return std::move(encoder.frames());
}

}  // namespace bbplay::sinks
