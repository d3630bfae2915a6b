// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "media/decoder.h"

namespace bbplay::media {

/// Of files that consist of parts which say where they belong: frames of FLAC and MPEG audio, packets
/// in pages of Ogg. A part that is damaged is left out; there is silence in its place, and all others
/// stand where they stood.
class PlacedDecoder : public Decoder {
 public:
  bool seek(std::int64_t frame) final;
  std::size_t read(std::span<double> interleaved) final;
  Damage damage() override;

 protected:
  struct Part {
    std::int64_t first = 0, frames = 0;
    std::int64_t end() const noexcept { return first + frames; }
  };
  enum class Wanted { samples, places };

  /// Places the decoder before `frame`, so far that all that sounds from there on is as it is when
  /// the file is read from its beginning.
  virtual void go_to(std::int64_t frame) = 0;
  /// Next part, in the order of the file; false at the end.
  virtual bool next(Part& part, Wanted wanted) = 0;
  /// Whether the file says another end than it has, which is where what plays ends.
  virtual bool ends_wrongly() const noexcept { return false; }
  /// Frames of the latest part from `offset` on, all of which it has.
  virtual void take(std::size_t offset, std::span<double> interleaved) = 0;
  /// After going elsewhere than read() and seek() know of.
  void forget_place() noexcept {
    part_ = {};
    started_ = false;
  }

 private:
  Part part_;
  std::int64_t position_ = 0;
  bool started_ = false;
};

}  // namespace bbplay::media
