// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace bbplay::dsp {

/// Samples that come from a file, mono, held a few seconds ahead of whoever plays them.
///
/// One thread fills a few slots with service(), the audio thread takes from them with read(); a
/// slot passes from one to the other by the chunk number in it. Memory is taken for what service()
/// is asked to hold, and used again. Movable while nothing runs; a copy begins with nothing read, at
/// the same place.
class ReadAhead {
 public:
  /// Samples first, first + 1, ... (first >= 0) of what is played. Copies of the function are used
  /// by several threads at a time.
  using Read = std::function<void(std::int64_t first, std::span<float> out)>;

  /// frames  how many are played: silence follows
  /// rate    Hz
  ReadAhead(Read read, std::int64_t frames, int rate);
  ReadAhead(const ReadAhead& other);
  ReadAhead(ReadAhead&&) noexcept;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ReadAhead& operator=(ReadAhead&&) noexcept;
  ~ReadAhead();

  /// read() goes on at `frame`, which may be negative.  [not the audio thread]
  void seek(std::int64_t frame) noexcept;

  /// Reads what is missing of the next `frames` samples, as far as there is room: for at least
  /// kSeconds and kFrames. May run beside read(), one call at a time. After a failure nothing more
  /// is read: what is missing is silent.
  /// throws  what `read` throws                                        [not the audio thread]
  void service(std::int64_t frames);
  static constexpr double kSeconds = 4;
  static constexpr std::int64_t kFrames = 1 << 17;

  /// Samples first, first + 1, ...; silence outside 0 .. frames and for what was not read in time.
  /// [audio thread]
  void read(std::int64_t first, std::span<float> out) noexcept;

 private:
  struct Slots;

  Read read_;
  std::int64_t frames_;
  std::size_t count_;
  std::unique_ptr<Slots> slots_;
};

}  // namespace bbplay::dsp
