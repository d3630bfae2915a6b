// SPDX-License-Identifier: MIT
/// The frames of FLAC (RFC 9639, section 9), found by their checksums.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "media/byte_source.h"

namespace bbplay::media {

/// What a stream says about itself.
struct FlacInfo {
  static constexpr std::size_t kBytes = 34;
  std::array<std::uint8_t, kBytes> bytes{};  // as it says it
  std::int64_t samples_per_frame = 0;  // of every frame but the last, where frames are numbered
  std::int64_t samples = 0;            // of each channel; 0: unknown
  int rate = 0, channels = 0, bits = 0;

  explicit FlacInfo(std::span<const std::uint8_t, kBytes> bytes);
};

struct FlacFrame {
  std::int64_t first = 0, samples = 0;  // of each channel
  std::int64_t at = 0;                  // byte of the file
  std::span<const std::uint8_t> bytes;
  bool is_whole = true;  // false: something else may follow, and its sum is not known to be right
};

/// A frame as far as its header tells; nothing when these bytes begin none.
std::optional<FlacFrame> flac_header(std::span<const std::uint8_t> bytes, const FlacInfo& info);
bool has_right_flac_sum(std::span<const std::uint8_t> frame);

/// The whole frames of a native FLAC file, behind ID3 tags or not. Which ones they are does not depend
/// on where looking began.
///
/// Of streams that stand one behind the other, as `cat` joins them, only the first one counts. Where it ends
/// is looked for when some places all over the file show that its frames are numbered from 0 again.
class FlacFile {
 public:
  /// Nothing for other files.
  static std::optional<FlacFile> of(ByteSource& source);

  const FlacInfo& info() const noexcept { return info_; }
  struct Length {
    std::int64_t samples = 0;  // of each channel
    bool ends_inside_a_frame = false;
  };
  using CanBeDecoded = std::function<bool(const FlacFrame&)>;
  /// Where the head does not say it, by looking for the last frame; likewise where the head says more
  /// than can stand behind that.
  ///
  /// can_be_decoded  asked for what may be whole, and something else stands behind it
  Length length(const CanBeDecoded& can_be_decoded);

  /// Continues with the frame that holds a sample, or before it.
  void go_to(std::int64_t sample);
  /// The bytes are there until the next call.
  bool next(FlacFrame& frame);

 private:
  struct Candidate {
    std::size_t begin = 0;  // in bytes_
    FlacFrame frame;
    std::uint16_t sum = 0;
  };

  FlacFile(ByteSource& source, const FlacInfo& info, std::int64_t frames_at);
  /// What the last frames say, and the byte behind the last one that counts.
  struct End {
    Length length;
    std::int64_t at = 0;
  };
  End last_frames(const CanBeDecoded& can_be_decoded);
  bool has_room_for_the_rest(const End& end) const noexcept;
  void leave_out_others();
  bool seem_to_be_others();
  void end_behind_last();
  bool next_of_file(FlacFrame& frame);
  void start_at(std::int64_t byte);
  void fill();
  void add_sums(std::size_t until);
  void forget_before(std::size_t index);
  FlacFrame taken(const Candidate& candidate, bool is_whole);

  ByteSource* source_;
  FlacInfo info_;
  std::int64_t frames_at_, end_;  // bytes of the file between which frames are
  bool is_alone_ = false;         // nothing but its frames is left before end_, as far as is known
  std::int64_t offset_ = 0;       // number of the first sample, in a part of a longer stream
  std::vector<std::uint8_t> bytes_;
  std::int64_t bytes_at_ = 0;    // of the file
  std::size_t scanned_ = 0;      // of bytes_
  std::size_t taken_until_ = 0;  // of bytes_
  std::vector<Candidate> candidates_;
};

}  // namespace bbplay::media
