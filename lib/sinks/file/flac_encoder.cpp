// SPDX-License-Identifier: MIT
#include "sinks/file/flac_encoder.h"

#include <algorithm>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "sinks/file/flac_head.h"
#include "sinks/file/wav_header.h"

namespace bbplay::sinks {
namespace {

/// So many that setting an encoder up does not matter.
constexpr std::size_t kFramesPerBatch = 32;
constexpr std::size_t kChannels = 2;
/// Beyond that the one who hands out the batches has no time for more.
constexpr unsigned kMaxThreads = 32;
constexpr std::size_t kStreamInfo = 8, kStreamInfoBytes = 34;  // behind the marker and its header

void put_big_endian(std::string& bytes, std::size_t at, std::uint64_t number, std::size_t count) {
  while (count-- > 0) bytes[at++] = static_cast<char>(number >> 8 * count);
}

}  // namespace

FlacEncoder::FlacEncoder(const FlacSettings& settings, const std::vector<std::string>& comments,
                         unsigned jobs, EncodedOutput& output)
    : settings_(settings),
      jobs_(std::clamp(jobs > 0 ? jobs : std::thread::hardware_concurrency(), 1u, kMaxThreads)),
      output_(output),
      head_(flac_stream_head(settings)),
      samples_per_frame_(flac_frame_samples(head_)) {
  const auto with_tags = flac_head(head_, comments, 0);
  if (with_tags) head_ = with_tags->bytes;
  output_.write(head_.data(), head_.size());
}

template <class Sample, class ToSample>
void FlacEncoder::collect(std::span<const Sample> samples, ToSample to_sample) {
  samples_ += samples.size() / kChannels;
  const std::size_t batch_samples = kFramesPerBatch * samples_per_frame_ * kChannels;
  while (!samples.empty()) {
    // Not before there is more: the last frame of a stream need not be a whole one.
    if (batch_.size() == batch_samples) begin_batch();
    if (batch_.empty()) batch_.reserve(batch_samples);
    const std::size_t count = std::min(samples.size(), batch_samples - batch_.size());
    const std::size_t before = batch_.size();
    batch_.resize(before + count);
    std::ranges::transform(samples.first(count),
                           batch_.begin() + static_cast<std::ptrdiff_t>(before), to_sample);
    samples = samples.subspan(count);
  }
}

void FlacEncoder::write(std::span<const std::int16_t> samples) {
  md5_.add(std::as_bytes(samples));
  collect(samples, [](std::int16_t x) { return std::int32_t{x}; });
}

void FlacEncoder::write(std::span<std::int32_t> samples) {
  const int shift = 32 - settings_.bits;
  collect(std::span<const std::int32_t>(samples), [shift](std::int32_t x) { return x >> shift; });
  const std::size_t bytes = pack_high_bytes(samples.data(), samples.size(), settings_.bits / 8);
  md5_.add(std::as_bytes(samples).first(bytes));
}

void FlacEncoder::begin_batch() {
  // One more than there are threads, so that none waits for the writing of another's.
  while (under_way_.size() > (jobs_ > 1 ? jobs_ : 0)) write_first_batch();
  const std::size_t samples = batch_.size() / kChannels;
  auto batch = std::make_shared<const std::vector<std::int32_t>>(std::move(batch_));
  const auto encode = [settings = settings_, batch, number = next_number_] {
    return encode_flac(settings, *batch, number);
  };
  batch_ = {};
  next_number_ +=
      static_cast<std::uint32_t>((samples + samples_per_frame_ - 1) / samples_per_frame_);
  if (jobs_ > 1) {
    try {
      under_way_.push_back(std::async(std::launch::async, encode));
      return;
    } catch (const std::system_error&) {
      // The system has no more threads.
    }
  }
  under_way_.push_back(std::async(std::launch::deferred, encode));
}

void FlacEncoder::write_first_batch() {
  const FlacFrames frames = under_way_.front().get();
  under_way_.pop_front();
  const char* next = frames.bytes.data();
  for (const std::size_t length : frames.lengths) {
    output_.write(next, length);
    next += length;
    smallest_frame_ = smallest_frame_ == 0 ? length : std::min(smallest_frame_, length);
    largest_frame_ = std::max(largest_frame_, length);
  }
}

std::string FlacEncoder::stream_info() const {
  std::string info = head_.substr(kStreamInfo, kStreamInfoBytes);
  put_big_endian(info, 4, smallest_frame_, 3);
  put_big_endian(info, 7, largest_frame_, 3);
  // 36 bits for the length; 0 says that it is unknown.
  const std::uint64_t length = samples_ >> 36 == 0 ? samples_ : 0;
  const auto before = static_cast<unsigned char>(info[13]) & 0xF0u;
  info[13] = static_cast<char>(before | length >> 32);
  put_big_endian(info, 14, length, 4);
  return info;
}

void FlacEncoder::finish() {
  if (!batch_.empty()) begin_batch();
  while (!under_way_.empty()) write_first_batch();
  std::string info = stream_info();
  const auto sum = md5_.finish();
  std::ranges::transform(sum, info.end() - sum.size(),
                         [](std::byte byte) { return static_cast<char>(byte); });
  output_.seek(kStreamInfo);
  output_.write(info.data(), info.size());
}

}  // namespace bbplay::sinks
