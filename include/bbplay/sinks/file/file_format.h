// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay {

enum class Container { wav, rf64, flac, ogg, opus, mp3, aiff, au, caf, w64, raw };
enum class Encoding { pcm16, pcm24, pcm32, float32, float64 };

/// How audio is stored.
struct FileFormat {
  Container container = Container::wav;
  std::optional<Encoding> encoding = Encoding::pcm16;  // absent for lossy codecs
};

/// "wav", "rf64", ...: names for --format and extensions alike.
std::string_view name_of(Container container);
/// "pcm16", "float", ...
std::string_view name_of(Encoding encoding);
std::vector<std::string_view> container_names();
/// The names and their other spellings ("aif"), in lower case.
std::vector<std::string_view> container_spellings();
/// By any of them, in any case.
std::optional<Container> container_named(std::string_view name);
std::vector<std::string_view> encoding_names();
std::optional<Encoding> encoding_named(std::string_view name);

/// Container from `format` if it is not empty, else from the extension of `path`; a stream ("-", a
/// pipe, a device) is WAV unless told otherwise.
///
/// throws  FormatError: unknown name or extension, or an encoding the container does not have
FileFormat file_format(const std::filesystem::path& path, std::string_view format,
                       std::optional<Encoding> encoding);

/// Throws FormatError when `format` cannot hold `frames` stereo frames at `rate` Hz.
void check_format(const FileFormat& format, int rate, std::int64_t frames, bool stream);

/// The rate of the file, in Hz, when audio at `rate` Hz is written to it: Opus has only some, and
/// what has another one is converted on the way.
int encoded_rate(const FileFormat& format, int rate);

}  // namespace bbplay
