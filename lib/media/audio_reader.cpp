// SPDX-License-Identifier: MIT
#include "media/audio_reader.h"

#include <algorithm>
#include <utility>

namespace bbplay::media {
namespace {

constexpr std::size_t kBlockFrames = 4096;

}  // namespace

AudioReader::AudioReader(const std::filesystem::path& path)
    : name_(path.string()),
      decoder_(open_decoder(std::make_unique<ByteSource>(path))),
      interleaved_(kBlockFrames * static_cast<std::size_t>(channels())) {}

AudioReader::AudioReader(std::string_view bytes, std::string name)
    : name_(name),
      decoder_(open_decoder(std::make_unique<ByteSource>(bytes, std::move(name)))),
      interleaved_(kBlockFrames * static_cast<std::size_t>(channels())) {}

void AudioReader::seek(std::int64_t frame) {
  position_ = std::clamp<std::int64_t>(frame, 0, frames());
  readable_ = decoder_->seek(position_);
}

std::size_t AudioReader::read(std::span<const std::span<double>> planes) {
  return read_planes(planes);
}
std::size_t AudioReader::read(std::span<const std::span<float>> planes) {
  return read_planes(planes);
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
    const std::size_t got = decoder_->read(std::span(interleaved_).first(count * stride));
    for (std::size_t c = 0; c < planes.size(); ++c) {
      for (std::size_t i = 0; i < got; ++i) {
        planes[c][done + i] =
            c < stride ? static_cast<Sample>(interleaved_[i * stride + c]) : Sample{0};
      }
    }
    done += got;
    position_ += static_cast<std::int64_t>(got);
    if (got < count) readable_ = false;
  }
  for (const std::span<Sample> plane : planes) {
    std::fill(plane.begin() + static_cast<std::ptrdiff_t>(done), plane.end(), Sample{0});
  }
  return done;
}

}  // namespace bbplay::media
