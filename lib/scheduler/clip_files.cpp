// SPDX-License-Identifier: MIT
#include "scheduler/clip_files.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "bbplay/model/diagnostics.h"

namespace bbplay::scheduler {
namespace {

// A decoder takes up to some megabytes.
constexpr std::size_t kMostOpen = 12;

// Long chunks suit decoders, which have to find their place for each; short ones keep little of each
// clip in memory.
constexpr std::size_t kManyClips = 32;
constexpr int kShortChunksPerSecond = 16;

media::AudioReader reader_of(const Clip& clip) {
  if (clip.data.empty()) return media::AudioReader(clip.path);
  return media::AudioReader(clip.data, clip.pointer + ": audio data");
}

}  // namespace

ClipFiles::ClipFiles(int rate, Fidelity fidelity, std::size_t at_once)
    : rate_(rate),
      spacing_(fidelity == Fidelity::reference ? media::Spacing::over_file
                                               : media::Spacing::by_rate),
      chunks_per_second_(at_once > kManyClips ? kShortChunksPerSecond
                                              : media::AudioStream::kChunksPerSecond) {}

media::AudioStream& ClipFiles::stream_of(const Clip& clip) {
  const char* const bytes = clip.data.empty() ? nullptr : clip.data.data();
  const std::string path = bytes == nullptr ? clip.path.string() : std::string();
  const auto found = std::ranges::find_if(
      open_, [&](const Open& file) { return file.bytes == bytes && file.path == path; });
  if (found != open_.end()) {
    std::rotate(found, std::next(found), open_.end());
  } else {
    if (open_.size() == kMostOpen) open_.erase(open_.begin());
    open_.push_back({path, bytes,
                     media::AudioStream(reader_of(clip), rate_, media::Downmix::stereo, spacing_,
                                        chunks_per_second_)});
  }
  return open_.back().stream;
}

ClipFiles::Length ClipFiles::length_of(const Clip& clip) {
  const media::AudioStream& stream = stream_of(clip);
  return {stream.frames(), stream.chunk_frames()};
}

ClipFiles::Planes ClipFiles::read_chunk(const Clip& clip, std::int64_t chunk,
                                        const Length& length) {
  media::AudioStream& stream = stream_of(clip);
  if (stream.frames() != length.frames || stream.chunk_frames() != length.chunk_frames) {
    throw InputError(clip.path.string() + ": has become another file while it was played");
  }
  left_.resize(static_cast<std::size_t>(length.chunk_frames));
  right_.resize(left_.size());
  const std::array<std::span<double>, 2> planes{left_, right_};
  try {
    stream.read_chunk(chunk, planes);
  } catch (...) {
    open_.pop_back();  // it would go on in the middle of something
    throw;
  }
  return {left_, right_};
}

}  // namespace bbplay::scheduler
