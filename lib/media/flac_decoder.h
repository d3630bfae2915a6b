// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "media/flac_frames.h"
#include "media/placed_decoder.h"

namespace bbplay::media {

class FlacLibraries;

/// Decodes frames of FLAC one by one, by libFLAC, which is given nothing else: where a frame begins and
/// whether it is whole is known already. Keeps the latest frame alone; what decodes it is shared with
/// all streams of the same kind. Movable.
class FlacFrameDecoder {
 public:
  /// throws  std::bad_alloc
  explicit FlacFrameDecoder(const FlacInfo& info);

  /// Whether it could be decoded; otherwise its samples are 0.
  bool decode(const FlacFrame& frame);
  /// Samples of the latest frame, interleaved, full scale 1.
  void take(std::size_t offset, std::span<double> interleaved) const;

 private:
  std::shared_ptr<FlacLibraries> libraries_;
  std::size_t channels_;
  double scale_ = 1;
  std::vector<std::int32_t> samples_;  // of the latest frame, interleaved
};

/// FLAC in whatever wraps its frames: Frames has next(FlacFrame&) and go_to(sample).
template <class Frames>
class FlacDecoder final : public PlacedDecoder {
 public:
  /// announced  samples by the head, where they are others than there are
  FlacDecoder(Frames frames, std::int64_t samples, std::int64_t announced = 0,
              bool ends_inside_a_frame = false)
      : frames_(std::move(frames)), decoder_(frames_.info()) {
    format_ = {.rate = frames_.info().rate,
               .channels = frames_.info().channels,
               .frames = samples,
               .announced_frames = announced,
               .ends_inside_a_part = ends_inside_a_frame,
               .is_worth_keeping = frames_.info().bits <= 24};
  }

 private:
  void go_to(std::int64_t frame) override { frames_.go_to(frame); }
  bool next(Part& part, Wanted wanted) override {
    for (FlacFrame frame; frames_.next(frame);) {
      const bool is_decoded =
          (wanted == Wanted::samples || !frame.is_whole) && decoder_.decode(frame);
      if (!is_decoded && !frame.is_whole) continue;
      part = {frame.first, frame.samples};
      return true;
    }
    return false;
  }
  void take(std::size_t offset, std::span<double> interleaved) override {
    decoder_.take(offset, interleaved);
  }

  Frames frames_;
  FlacFrameDecoder decoder_;
};

}  // namespace bbplay::media
