// SPDX-License-Identifier: MIT
#include "media/audio_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bbplay/model/diagnostics.h"

#include "dsp/filter/rate_converter.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

constexpr std::size_t kBlockFrames = 256;
constexpr double kLargestSample = 1e30;

/// Libraries take a read that fails for the end of the file, and then for damage, or for a shorter
/// file.
std::unique_ptr<Decoder> opened(ByteSource& source) {
  try {
    auto decoder = open_decoder(source);
    source.expect_no_failure();
    return decoder;
  } catch (const InputError&) {
    source.expect_no_failure();
    throw;
  }
}

std::string problem_of(ByteSource source, int rate) {
  try {
    const int own_rate = rate_of(source);
    source.expect_no_failure();
    const std::string problem = dsp::RateConverter::problem(own_rate, rate);
    return problem.empty() ? problem : source.name() + ": " + problem;
  } catch (const InputError&) {
    source.expect_no_failure();
    throw;
  }
}

}  // namespace

std::string sound_problem(const std::filesystem::path& path, int rate) {
  try {
    return problem_of(ByteSource(path), rate);
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string sound_problem(std::string_view bytes, std::string name, int rate) {
  try {
    return problem_of(ByteSource(bytes, std::move(name)), rate);
  } catch (const InputError& error) {
    return error.what();
  }
}

AudioReader::AudioReader(std::unique_ptr<ByteSource> source)
    : own_source_(std::move(source)),
      source_(own_source_.get()),
      decoder_(opened(*source_)),
      interleaved_(kBlockFrames * static_cast<std::size_t>(channels())) {}

AudioReader::AudioReader(ByteSource& source, std::unique_ptr<Decoder> decoder)
    : source_(&source),
      decoder_(std::move(decoder)),
      interleaved_(kBlockFrames * static_cast<std::size_t>(channels())) {}

AudioReader::AudioReader(const std::filesystem::path& path)
    : AudioReader(std::make_unique<ByteSource>(path)) {}

AudioReader::AudioReader(std::string_view bytes, std::string name)
    : AudioReader(std::make_unique<ByteSource>(bytes, std::move(name))) {}

void AudioReader::seek(std::int64_t frame) {
  position_ = std::clamp<std::int64_t>(frame, 0, frames());
  if (readable_ && position_ <= decoded_until_ && position_ >= decoded_until_ - kept_) return;
  const model::MemoryCheck memory;
  kept_ = 0;
  decoded_until_ = position_;
  readable_ = decoder_->seek(position_);
  if (readable_) return;
  memory.after_failure();
  source_->expect_no_failure();
}

void AudioReader::keep_behind(std::size_t frames) {
  if (!decoder_->format().is_worth_keeping) return;
  behind_.assign(frames * static_cast<std::size_t>(channels()), 0.0f);
  kept_ = 0;
}

void AudioReader::keep(std::size_t frames) {
  const auto stride = static_cast<std::size_t>(channels());
  const auto room = static_cast<std::int64_t>(behind_.size() / stride);
  if (room == 0) return;
  for (std::size_t i = 0; i < frames; ++i) {
    const auto slot =
        static_cast<std::size_t>((decoded_until_ + static_cast<std::int64_t>(i)) % room);
    for (std::size_t c = 0; c < stride; ++c) {
      behind_[slot * stride + c] = static_cast<float>(interleaved_[i * stride + c]);
    }
  }
  kept_ = std::min(room, kept_ + static_cast<std::int64_t>(frames));
}

Damage AudioReader::damage() {
  Damage damage = decoder_->damage();
  source_->expect_no_failure();
  readable_ = false;  // until the next seek
  return damage;
}

std::size_t AudioReader::read(std::span<const std::span<double>> planes) {
  return read_planes(planes);
}
std::size_t AudioReader::read(std::span<const std::span<float>> planes) {
  return read_planes(planes);
}

/// One of them would silence all that it is mixed or filtered with; so would what is out of all
/// proportion.
void AudioReader::silence_non_finite(std::size_t samples) {
  for (double& x : std::span(interleaved_).first(samples)) {
    if (std::abs(x) <= kLargestSample) continue;  // not so for NaN
    x = 0;
    ++non_finite_;
  }
}

/// Into interleaved_: what is kept, or what is decoded. Returns how many frames there are.
std::size_t AudioReader::next_frames(std::size_t count) {
  const auto stride = static_cast<std::size_t>(channels());
  if (position_ < decoded_until_) {
    count = std::min(count, static_cast<std::size_t>(decoded_until_ - position_));
    const auto room = static_cast<std::int64_t>(behind_.size() / stride);
    for (std::size_t i = 0; i < count; ++i) {
      const auto slot = static_cast<std::size_t>((position_ + static_cast<std::int64_t>(i)) % room);
      for (std::size_t c = 0; c < stride; ++c) {
        interleaved_[i * stride + c] = static_cast<double>(behind_[slot * stride + c]);
      }
    }
    position_ += static_cast<std::int64_t>(count);
    return count;
  }
  const model::MemoryCheck memory;
  const std::size_t got = decoder_->read(std::span(interleaved_).first(count * stride));
  if (got < count) memory.after_failure();
  if (holds_floats()) silence_non_finite(got * stride);
  keep(got);
  decoded_until_ += static_cast<std::int64_t>(got);
  position_ = decoded_until_;
  if (got < count) readable_ = false;
  return got;
}

template <class Sample>
std::size_t AudioReader::read_planes(std::span<const std::span<Sample>> planes) {
  const auto stride = static_cast<std::size_t>(channels());
  const std::size_t wanted = planes.empty() ? 0 : planes.front().size();
  std::size_t done = 0;
  while (readable_ && done < wanted) {
    const auto left_in_file = static_cast<std::size_t>(frames() - position_);
    const std::size_t count = std::min({wanted - done, kBlockFrames, left_in_file});
    if (count == 0) break;
    const std::size_t got = next_frames(count);
    for (std::size_t c = 0; c < planes.size(); ++c) {
      for (std::size_t i = 0; i < got; ++i) {
        planes[c][done + i] =
            c < stride ? static_cast<Sample>(interleaved_[i * stride + c]) : Sample{0};
      }
    }
    done += got;
    // Decoders that go on behind damage, or put silence in its place, return as many frames as ever.
    source_->expect_no_failure();
  }
  for (const std::span<Sample> plane : planes) {
    std::fill(plane.begin() + static_cast<std::ptrdiff_t>(done), plane.end(), Sample{0});
  }
  return done;
}

}  // namespace bbplay::media
