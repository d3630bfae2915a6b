// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include <FLAC/stream_decoder.h>
#include <gtest/gtest.h>

#include "bbplay/sinks/file/file_sink.h"

#include "dsp/noise/random.h"
#include "sinks/file/flac_frame.h"
#include "sinks/file/flac_frames.h"
#include "support/scratch_folder.h"

namespace bbplay {
namespace {

using test::bytes_of;
using test::ScratchFolder;

constexpr int kRate = 44'100;

/// A tone, silence and noise, some samples each: frames of every kind.
std::vector<float> channel(std::size_t frames, double hz, std::uint32_t seed) {
  std::vector<float> samples(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const auto random = dsp::philox4x32({static_cast<std::uint32_t>(i), 0, 0, 0}, {seed, 0});
    const double noise = random[0] * 0x1p-32 - 0.5;
    const double tone = std::sin(2 * M_PI * hz * static_cast<double>(i) / kRate);
    const std::size_t part = i / 30'000 % 4;
    samples[i] = static_cast<float>(part == 0   ? 0.5 * tone
                                    : part == 1 ? 0.5 * tone + 0.01 * noise
                                    : part == 2 ? 0
                                                : noise);
  }
  return samples;
}

StereoBuffer audio_of(std::size_t frames) {
  StereoBuffer audio(frames);
  std::ranges::copy(channel(frames, 200, 1), audio.block().left.begin());
  std::ranges::copy(channel(frames, 204, 2), audio.block().right.begin());
  return audio;
}

std::vector<std::int32_t> integers(std::size_t frames, int bits) {
  const auto left = channel(frames, 200, 1), right = channel(frames, 204, 2);
  std::vector<std::int32_t> samples;
  for (std::size_t i = 0; i < frames; ++i) {
    samples.push_back(static_cast<std::int32_t>(std::ldexp(left[i], bits - 1)));
    samples.push_back(static_cast<std::int32_t>(std::ldexp(right[i], bits - 1)));
  }
  return samples;
}

/// Decodes with libFLAC, which looks at every checksum.
class Decoded {
 public:
  explicit Decoded(const std::filesystem::path& path) {
    FLAC__StreamDecoder* decoder = FLAC__stream_decoder_new();
    FLAC__stream_decoder_set_md5_checking(decoder, true);
    const auto status =
        FLAC__stream_decoder_init_file(decoder, path.c_str(), &take, nullptr, &complain, this);
    complete_ = status == FLAC__STREAM_DECODER_INIT_STATUS_OK &&
                FLAC__stream_decoder_process_until_end_of_stream(decoder);
    announced_ = FLAC__stream_decoder_get_total_samples(decoder);
    const bool has_md5 = FLAC__stream_decoder_get_md5_checking(decoder);
    md5_is_right_ = FLAC__stream_decoder_finish(decoder) && has_md5;
    FLAC__stream_decoder_delete(decoder);
  }

  const std::vector<std::int32_t>& samples() const { return samples_; }
  void expect_sound(std::size_t frames) const {
    EXPECT_TRUE(complete_);
    EXPECT_EQ(complaints_, 0);
    EXPECT_EQ(announced_, frames);
    EXPECT_EQ(samples_.size(), 2 * frames);
    EXPECT_TRUE(in_order_);
    EXPECT_TRUE(md5_is_right_);
  }

 private:
  static FLAC__StreamDecoderWriteStatus take(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                             const FLAC__int32* const buffer[], void* user) {
    auto& self = *static_cast<Decoded*>(user);
    // The decoder makes a sample number of the number of the frame.
    self.in_order_ &= frame->header.number.sample_number == self.samples_.size() / 2;
    for (unsigned i = 0; i < frame->header.blocksize; ++i) {
      self.samples_.push_back(buffer[0][i]);
      self.samples_.push_back(buffer[1][i]);
    }
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  }
  static void complain(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* user) {
    ++static_cast<Decoded*>(user)->complaints_;
  }

  std::vector<std::int32_t> samples_;
  std::uint64_t announced_ = 0;
  int complaints_ = 0;
  bool complete_ = false, in_order_ = true, md5_is_right_ = false;
};

/// 0 over a whole frame with its checksum at the end.
unsigned crc_16(std::string_view bytes) {
  unsigned crc = 0;
  for (const char byte : bytes) {
    for (unsigned bit = 0x80; bit != 0; bit >>= 1) {
      const bool carries = ((crc >> 15) & 1u) != ((static_cast<unsigned char>(byte) & bit) != 0);
      crc = ((crc << 1) ^ (carries ? 0x8005u : 0u)) & 0xFFFFu;
    }
  }
  return crc;
}

TEST(FlacFrames, OfPartsOfAStreamAreThoseOfTheWhole) {
  for (const int bits : {16, 24}) {
    for (const int level : {0, 2, 3, 5, 8}) {
      for (const int rate : {8'000, 44'100, 100'010}) {
        const sinks::FlacSettings settings{rate, bits, level};
        const std::size_t in_frame = sinks::flac_frame_samples(sinks::flac_stream_head(settings));
        for (const std::size_t last : {std::size_t{1}, in_frame - 1, in_frame}) {
          const auto samples =
              integers(140 * in_frame + last, bits);  // numbers of one and two bytes
          const std::size_t part = 2 * 20 * in_frame;
          std::string bytes;
          for (std::size_t at = 0; at < samples.size(); at += part) {
            const auto piece = std::span(samples).subspan(at, std::min(part, samples.size() - at));
            const auto number = static_cast<std::uint32_t>(at / 2 / in_frame);
            bytes += sinks::encode_flac(settings, piece, number).bytes;
          }
          EXPECT_EQ(bytes, sinks::encode_flac(settings, samples, 0).bytes)
              << bits << ' ' << level << ' ' << rate << ' ' << last;
        }
      }
    }
  }
}

TEST(FlacFrames, HaveChecksumsUnderNumbersOfAnyLength) {
  const std::map<std::uint32_t, std::size_t> coded{
      {0, 1},       {0x7F, 1},     {0x80, 2},     {0x7FF, 2},     {0x800, 3},     {0xFFFF, 3},
      {0x10000, 4}, {0x1FFFFF, 4}, {0x200000, 5}, {0x3FFFFFF, 5}, {0x4000000, 6}, {0x7FFFFFFF, 6}};
  const auto samples = integers(35'000, 16);
  const auto plain = sinks::encode_flac({}, samples, 0);
  for (const auto& [number, length] : coded) {
    const std::string_view first = std::string_view(plain.bytes).substr(0, plain.lengths[0]);
    std::string frame;
    sinks::append_flac_frame(first, number, frame);
    EXPECT_EQ(frame.size(), first.size() + length - 1) << number;
    const auto header = sinks::flac_frame_header(frame);
    ASSERT_TRUE(header) << number;
    EXPECT_EQ(header->samples, 4096u);
    EXPECT_EQ(header->number_end, 4 + length) << number;
    EXPECT_EQ(crc_16(frame), 0u) << number;
    std::string back;
    sinks::append_flac_frame(frame, 0, back);
    EXPECT_EQ(back, first) << number;
  }
}

TEST(FlacFile, IsSoundWhateverItsLength) {
  const ScratchFolder folder;
  constexpr std::size_t kBatch = 32 * 4096;
  for (const auto encoding : {Encoding::pcm16, Encoding::pcm24}) {
    for (const std::size_t frames : {std::size_t{0}, std::size_t{1}, std::size_t{4095}, kBatch - 1,
                                     kBatch, kBatch + 1, 3 * kBatch, 4 * kBatch + 5'000}) {
      const StereoBuffer audio = audio_of(frames);
      std::string bytes;
      for (const unsigned jobs : {1u, 2u, 3u, 0u}) {
        FileRequest request;
        request.path = folder / "a.flac";
        request.format = {Container::flac, encoding};
        request.rate = kRate;
        request.frames = static_cast<std::int64_t>(frames);
        request.force = true;
        request.jobs = jobs;
        request.metadata.title = "night";
        FileSink sink(request);
        const std::size_t block = 10'000 * jobs + 977;
        for (std::size_t at = 0; at < frames; at += block) {
          sink.write(std::as_const(audio).block().subblock(at, std::min(block, frames - at)));
        }
        sink.commit();
        if (bytes.empty()) bytes = bytes_of(request.path);
        EXPECT_EQ(bytes_of(request.path), bytes) << frames << ' ' << jobs;
      }
      const Decoded file(folder / "a.flac");
      file.expect_sound(frames);
      const double full = encoding == Encoding::pcm16 ? 32767 : 8388607;
      for (std::size_t i = 0; i < frames; ++i) {
        ASSERT_NEAR(file.samples()[2 * i], full * audio.block().left[i], 1) << i;
        ASSERT_NEAR(file.samples()[2 * i + 1], full * audio.block().right[i], 1) << i;
      }
    }
  }
}

TEST(FlacFile, IsFasterOrSmallerByItsQuality) {
  const ScratchFolder folder;
  const StereoBuffer audio = audio_of(200'000);
  std::vector<std::uintmax_t> bytes;
  for (const double quality : {0.0, 0.375, 1.0}) {
    FileRequest request;
    request.path = folder / (std::to_string(quality) + ".flac");
    request.format = {Container::flac, Encoding::pcm16};
    request.quality = quality;
    FileSink sink(request);
    sink.write(std::as_const(audio).block());
    sink.commit();
    Decoded(request.path).expect_sound(audio.frames());
    bytes.push_back(std::filesystem::file_size(request.path));
  }
  EXPECT_LT(bytes[0], bytes[1]);
  EXPECT_LT(bytes[1], bytes[2]);
}

}  // namespace
}  // namespace bbplay
