// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bbplay/sinks/file/file_format.h"
#include "bbplay/sinks/file/output_file.h"

namespace bbplay::sinks {

/// Gives an Ogg stream the serial number that is asked for (encoders choose one at random, so that
/// two files of the same sound would differ), and its headers more comments.
class OggStream {
 public:
  /// container  ogg (Vorbis) or opus
  /// comments   added to those of the encoder
  OggStream(Container container, std::uint32_t serial, std::vector<std::string> comments);
  ~OggStream();
  OggStream(const OggStream&) = delete;
  OggStream& operator=(const OggStream&) = delete;

  /// Takes the next bytes of the stream and passes complete pages on, those of the headers when all
  /// of them are there.
  /// throws  WriteError
  void write(const void* bytes, std::size_t count, OutputFile& output);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bbplay::sinks
