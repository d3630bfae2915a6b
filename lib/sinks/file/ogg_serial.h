// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "bbplay/sinks/file/output_file.h"

namespace bbplay::sinks {

/// Gives the pages of an Ogg stream the serial number that is asked for. Encoders choose one at
/// random, so that two files of the same sound would differ.
class OggSerial {
 public:
  explicit OggSerial(std::uint32_t serial);
  ~OggSerial();
  OggSerial(const OggSerial&) = delete;
  OggSerial& operator=(const OggSerial&) = delete;

  /// Takes the next bytes of the stream and passes complete pages on.
  /// throws  WriteError
  void write(const void* bytes, std::size_t count, OutputFile& output);

 private:
  struct State;
  std::uint32_t serial_;
  std::unique_ptr<State> state_;
};

}  // namespace bbplay::sinks
