// SPDX-License-Identifier: MIT
#include "bbplay/sinks/file/file_format.h"

#include <algorithm>
#include <array>

#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"
#include "bbplay/sinks/errors.h"
#include "bbplay/sinks/file/output_file.h"

#include "sinks/file/containers.h"

namespace bbplay {
namespace {

using enum Encoding;
using sinks::ContainerTraits;

constexpr std::array kEncodings{pcm16, pcm24, pcm32, float32, float64};

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

const ContainerTraits* by_name(std::string_view name) {
  for (const ContainerTraits& traits : sinks::kContainers) {
    if (name == traits.name || (!traits.alias.empty() && name == traits.alias)) return &traits;
  }
  return nullptr;
}

const ContainerTraits& container_for(const std::filesystem::path& path, std::string_view format) {
  if (!format.empty()) {
    if (const auto* traits = by_name(model::lowered(std::string(format)))) return *traits;
    throw FormatError("unknown format \"" + std::string(format) +
                      "\" (known: " + joined(container_names()) + ")" +
                      model::did_you_mean(format, container_spellings()));
  }
  std::string extension = model::lowered(path.extension().string());
  if (!extension.empty()) extension.erase(0, 1);
  if (const auto* traits = by_name(extension)) return *traits;

  if (sinks::is_stream(path)) return *by_name("wav");
  throw FormatError(path.string() + ": no known extension (" + joined(container_names()) +
                    "); --format names the container" +
                    model::did_you_mean(extension, container_spellings()));
}

}  // namespace

std::string_view name_of(Container container) { return sinks::traits_of(container).name; }

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case pcm16:
      return "pcm16";
    case pcm24:
      return "pcm24";
    case pcm32:
      return "pcm32";
    case float32:
      return "float";
    case float64:
      return "double";
  }
  return {};
}

std::vector<std::string_view> container_names() {
  std::vector<std::string_view> names;
  for (const ContainerTraits& traits : sinks::kContainers) names.push_back(traits.name);
  return names;
}

std::vector<std::string_view> container_spellings() {
  std::vector<std::string_view> names = container_names();
  for (const ContainerTraits& traits : sinks::kContainers) {
    if (!traits.alias.empty()) names.push_back(traits.alias);
  }
  return names;
}

std::optional<Container> container_named(std::string_view name) {
  const ContainerTraits* traits = by_name(model::lowered(name));
  return traits != nullptr ? std::optional(traits->container) : std::nullopt;
}

std::vector<std::string_view> encoding_names() {
  std::vector<std::string_view> names;
  for (const Encoding encoding : kEncodings) names.push_back(name_of(encoding));
  return names;
}

std::optional<Encoding> encoding_named(std::string_view name) {
  for (const Encoding encoding : kEncodings) {
    if (name == name_of(encoding)) return encoding;
  }
  return std::nullopt;
}

FileFormat file_format(const std::filesystem::path& path, std::string_view format,
                       std::optional<Encoding> encoding) {
  const ContainerTraits& traits = container_for(path, format);
  if (traits.lossy()) {
    if (encoding) {
      throw FormatError(std::string(traits.name) +
                        " has an encoding of its own; --quality sets how fine it is");
    }
    return {traits.container, std::nullopt};
  }
  const Encoding chosen = encoding.value_or(pcm16);
  if (!traits.holds(chosen)) {
    throw FormatError(std::string(traits.name) + " does not hold " + std::string(name_of(chosen)));
  }
  return {traits.container, chosen};
}

void check_format(const FileFormat& format, int rate, std::int64_t frames, bool stream) {
  const ContainerTraits& traits = sinks::traits_of(format.container);
  const std::string name(traits.name);
  if (stream && !traits.streamable) {
    throw FormatError(name + " needs a file; a stream takes wav, raw, flac, ogg, opus or mp3");
  }
  if (!traits.takes(rate) && traits.other_rates_become == 0) {
    std::string known;
    for (const int each : traits.rates) known += (known.empty() ? "" : ", ") + std::to_string(each);
    throw FormatError(name + " has no rate of " + std::to_string(rate) + " Hz (known: " + known +
                      "); --rate renders at another one");
  }
  if (format.container == Container::flac && rate > sinks::kFlacMaxRate) {
    throw FormatError("flac has no rate of " + std::to_string(rate) + " Hz");
  }
  if (traits.four_gigabytes && frames * sinks::frame_bytes(format) > sinks::kRiffLimit) {
    throw FormatError(name + " cannot pass 4 GiB; wav (as RF64), w64, caf and flac can");
  }
}

int encoded_rate(const FileFormat& format, int rate) {
  const ContainerTraits& traits = sinks::traits_of(format.container);
  return traits.takes(rate) || traits.other_rates_become == 0 ? rate : traits.other_rates_become;
}

}  // namespace bbplay
