// SPDX-License-Identifier: MIT
/// The blocks of a VOC file, in the version of 1993 and its predecessor.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "media/byte_source.h"

namespace bbplay::media {

/// How the samples of a block are written.
struct VocFormat {
  static constexpr int kUnsigned8 = 0, kSigned16 = 4, kALaw = 6, kULaw = 7;  // codecs

  int rate = 0, channels = 0, codec = -1;

  bool is_decoded() const noexcept;
  std::int64_t frame_bytes() const noexcept {
    return std::int64_t{channels} * (codec == kSigned16 ? 2 : 1);
  }
  bool operator==(const VocFormat&) const = default;
};

struct VocBlock {
  std::int64_t first = 0, frames = 0;  // that are there
  std::int64_t announced_frames = 0;   // by its head
  std::int64_t at = 0;                 // byte of the file at which they begin
  bool is_silence = false;             // without bytes
  bool is_left_out = false;            // of another format, or a mark that says to repeat blocks
};

/// The blocks of a file that sound, one after another. They can be short and many: encoders write one for
/// each packet.
class VocBlocks {
 public:
  /// Nothing for other files.
  static std::optional<VocBlocks> of(ByteSource& source);

  /// Of the first block with samples, which all that is played has.
  const VocFormat& format() const noexcept { return format_; }
  std::int64_t frames() const noexcept { return frames_; }
  /// By the head of the block, where there is only one with samples; 0: nobody knows.
  std::int64_t announced_frames() const noexcept { return announced_frames_; }
  /// Whether the last one is not whole.
  bool is_cut_off() const noexcept { return is_cut_off_; }
  /// Whether one says a length of 0, as it does until it is finished, and there is sound.
  bool is_unfinished() const noexcept { return is_unfinished_; }
  /// Byte of the file behind the last one.
  std::int64_t end() const noexcept { return end_; }

  /// Continues with the block that holds a frame, or before it.
  void go_to(std::int64_t frame);
  /// False at the end.
  bool next(VocBlock& block);

 private:
  /// What has to be known in order to read on.
  struct Place {
    std::int64_t at = 0;  // byte of the next block
    std::int64_t frame = 0;
    VocFormat latest;    // of the samples before it
    VocFormat extended;  // what an extension has said of the next block
  };

  VocBlocks(ByteSource& source, std::int64_t begin) : source_(&source) { place_.at = begin; }
  bool is_open(int kind, std::int64_t length, std::int64_t from, const VocFormat& format) const;
  std::int64_t end_of_open(std::int64_t from, const VocFormat& format);
  bool is_followed_by_its_end(std::int64_t behind) const;
  void remember();
  void go_through();

  ByteSource* source_;
  VocFormat format_;
  bool is_cut_off_ = false, is_unfinished_ = false;
  std::int64_t frames_ = 0, announced_frames_ = 0, end_ = 0;
  std::int64_t open_from_ = -1, open_end_ = 0;  // of the block that says no length; -1: none known
  Place place_;
  std::vector<Place> known_;  // some of all places, ascending
  std::int64_t blocks_ = 0;   // gone through
  std::int64_t step_ = 1;     // of which every so many are known
};

}  // namespace bbplay::media
