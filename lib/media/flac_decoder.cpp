// SPDX-License-Identifier: MIT
#include "media/flac_decoder.h"

#include <algorithm>
#include <new>

#include <FLAC/stream_decoder.h>

namespace bbplay::media {

struct FlacFrameDecoder::State {
  struct Delete {
    void operator()(FLAC__StreamDecoder* one) const noexcept { FLAC__stream_decoder_delete(one); }
  };
  std::unique_ptr<FLAC__StreamDecoder, Delete> decoder;
  std::size_t channels = 0;
  std::span<const std::uint8_t> left;  // bytes that libFLAC has not asked for yet
  std::int64_t next = 0;               // sample behind the latest frame
  bool is_decoded = false;
  double scale = 1;
  std::vector<std::int32_t> samples;  // of the latest frame, interleaved
};

FlacFrameDecoder::FlacFrameDecoder(const FlacInfo& info) : state_(std::make_unique<State>()) {
  state_->decoder.reset(FLAC__stream_decoder_new());
  if (!state_->decoder) throw std::bad_alloc();
  state_->channels = static_cast<std::size_t>(info.channels);

  const auto read = [](const FLAC__StreamDecoder*, FLAC__byte* to, std::size_t* count, void* of) {
    auto& left = static_cast<State*>(of)->left;
    *count = std::min(*count, left.size());
    std::copy_n(left.begin(), *count, to);
    left = left.subspan(*count);
    return *count > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
                      : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
  };
  const auto write = [](const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                        const FLAC__int32* const* planes, void* of) {
    State& state = *static_cast<State*>(of);
    const bool fits = frame->header.channels == state.channels &&
                      frame->header.blocksize * state.channels == state.samples.size();
    if (fits) {
      state.is_decoded = true;
      state.scale = 1 / static_cast<double>(std::int64_t{1} << (frame->header.bits_per_sample - 1));
      for (std::size_t i = 0; i < state.samples.size(); ++i) {
        state.samples[i] = planes[i % state.channels][i / state.channels];
      }
    }
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  };
  const auto fail = [](const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* of) {
    static_cast<State*>(of)->is_decoded = false;
  };
  if (FLAC__stream_decoder_init_stream(state_->decoder.get(), read, nullptr, nullptr, nullptr,
                                       nullptr, write, nullptr, fail,
                                       state_.get()) != FLAC__STREAM_DECODER_INIT_STATUS_OK) {
    throw std::bad_alloc();
  }
  std::vector<std::uint8_t> head{'f', 'L', 'a', 'C', 0x80, 0, 0, FlacInfo::kBytes};
  head.insert(head.end(), info.bytes.begin(), info.bytes.end());
  state_->left = head;
  FLAC__stream_decoder_process_until_end_of_metadata(state_->decoder.get());
  state_->left = {};
}

FlacFrameDecoder::FlacFrameDecoder(FlacFrameDecoder&&) noexcept = default;
FlacFrameDecoder::~FlacFrameDecoder() = default;

bool FlacFrameDecoder::decode(const FlacFrame& frame) {
  State& state = *state_;
  state.samples.resize(static_cast<std::size_t>(frame.samples) * state.channels);
  // libFLAC 1.4 would give silence for the frames that lie between, instead of this one.
  if (frame.first != state.next) FLAC__stream_decoder_flush(state.decoder.get());
  state.next = frame.first + frame.samples;
  state.left = frame.bytes;
  state.is_decoded = false;
  FLAC__stream_decoder_process_single(state.decoder.get());
  const bool is_as_expected = state.is_decoded && (state.left.empty() || !frame.is_whole);
  // Otherwise it may have stopped anywhere.
  if (!is_as_expected || !frame.is_whole) FLAC__stream_decoder_flush(state.decoder.get());
  if (!state.is_decoded) std::ranges::fill(state.samples, 0);
  return state.is_decoded;
}

void FlacFrameDecoder::take(std::size_t offset, std::span<double> interleaved) const {
  const std::int32_t* const from = state_->samples.data() + offset * state_->channels;
  for (std::size_t i = 0; i < interleaved.size(); ++i) interleaved[i] = state_->scale * from[i];
}

}  // namespace bbplay::media
