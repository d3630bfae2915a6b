// SPDX-License-Identifier: MIT
#include "scheduler/clip_files.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bbplay/model/diagnostics.h"

namespace bbplay::scheduler {
namespace {

// Long chunks suit what converts them, short ones keep little of each clip in memory.
constexpr std::size_t kClipsPerChunkInASecond = 20;
constexpr int kMostChunksPerSecond = 16;

int chunks_per_second(std::size_t at_once) {
  return std::clamp(static_cast<int>(at_once / kClipsPerChunkInASecond),
                    media::AudioStream::kChunksPerSecond, kMostChunksPerSecond);
}

media::AudioReader reader_of(const Clip& clip) {
  if (clip.data.empty()) return media::AudioReader(clip.path);
  return media::AudioReader(clip.data, clip.pointer + ": audio data");
}

}  // namespace

ClipFiles::ClipFiles(int rate, Fidelity fidelity, std::size_t at_once)
    : rate_(rate),
      spacing_(fidelity == Fidelity::reference ? media::Spacing::over_file
                                               : media::Spacing::by_rate),
      chunks_per_second_(chunks_per_second(at_once)),
      most_open_(media::most_open_sources()),
      conversions_(std::make_shared<media::Conversions>()) {}

media::AudioStream& ClipFiles::stream_of(const Clip& clip) {
  auto found = open_.find(&clip);
  if (found == open_.end()) {
    make_room();
    media::AudioStream stream(reader_of(clip), rate_, media::Downmix::stereo, spacing_,
                              chunks_per_second_, conversions_);
    found = open_.emplace(&clip, Open{std::move(stream)}).first;
  }
  found->second.read_at = ++reads_;
  return found->second.stream;
}

/// Clips that sound at once are read in turns, so the one that was read last is needed last; but what
/// has not been read for some turns is not needed at all.
void ClipFiles::make_room() {
  constexpr std::uint64_t kTurns = 4;
  while (open_.size() >= most_open_) {
    const auto by_read = [](const auto& a, const auto& b) {
      return a.second.read_at < b.second.read_at;
    };
    const auto [oldest, latest] = std::minmax_element(open_.begin(), open_.end(), by_read);
    const bool is_idle = reads_ - oldest->second.read_at > kTurns * open_.size();
    open_.erase(is_idle ? oldest : latest);
  }
}

ClipFiles::Length ClipFiles::length_of(const Clip& clip) {
  const bool is_file = clip.data.empty();
  const std::pair<std::string, const char*> key(is_file ? clip.path.string() : std::string(),
                                                is_file ? nullptr : clip.data.data());
  const auto known = lengths_.find(key);
  if (known != lengths_.end()) return known->second;
  const media::AudioStream& stream = stream_of(clip);
  return lengths_[key] = {stream.frames(), stream.chunk_frames()};
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
    close(clip);  // it would go on in the middle of something
    throw;
  }
  return {left_, right_};
}

}  // namespace bbplay::scheduler
