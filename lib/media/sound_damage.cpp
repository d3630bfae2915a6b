// SPDX-License-Identifier: MIT
#include "media/sound_damage.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"

#include "media/announced_bytes.h"
#include "media/audio_reader.h"
#include "media/next_sound.h"
#include "media/ogg_pages.h"
#include "media/other_files.h"
#include "media/sound_kind.h"
#include "media/sound_length.h"
#include "media/voc_blocks.h"

namespace bbplay::media {
namespace {

std::string text_of_seconds(double seconds) {
  return text_of(std::round(seconds * 1e3) / 1e3) + " s";
}

std::string cut_off(double found_s, double expected_s) {
  return "is cut off: " + text_of_seconds(found_s) + " of " + text_of_seconds(expected_s) +
         " are there, " + text_of_seconds(expected_s - found_s) + " are missing";
}

bool plays_at(AudioReader& reader, std::int64_t frame) {
  double sample = 0;
  const std::span<double> plane(&sample, 1);
  reader.seek(frame);
  return reader.read(std::span(&plane, 1)) == 1;
}

/// The frames before the first that cannot be read, when the last one cannot. Found by reading them
/// all: in a file that is cut off seeking is no help.
std::int64_t frames_that_play(AudioReader& reader) {
  if (reader.frames() == 0 || plays_at(reader, reader.frames() - 1)) return reader.frames();
  std::vector<double> samples(4096);
  const std::span<double> plane(samples);
  std::int64_t found = 0;
  reader.seek(0);
  for (std::size_t got = samples.size(); got == samples.size();) {
    got = reader.read(std::span(&plane, 1));
    found += static_cast<std::int64_t>(got);
  }
  return found;
}

std::string undecodable(const Damage& damage, double rate) {
  const std::string lost = text_of_seconds(static_cast<double>(damage.frames) / rate);
  const std::string at = text_of_seconds(static_cast<double>(damage.first) / rate);
  if (damage.frames == 0)
    return "holds something at " + at + " that cannot be decoded: it is left out";
  if (damage.places == 1) return "is damaged: " + lost + " from " + at + " on cannot be decoded";
  return "is damaged in " + std::to_string(damage.places) + " places: " + lost +
         " in all, the first at " + at + ", cannot be decoded";
}

std::string wrong_ends(const Damage& damage, double rate) {
  const std::string at = text_of_seconds(static_cast<double>(damage.first_wrong_end) / rate);
  if (damage.wrong_ends == 1) {
    return "says another length on its last page than it has: what is there is played, up to " + at;
  }
  return "says other lengths on " + std::to_string(damage.wrong_ends) +
         " last pages than its streams have: what is there is played, of the first up to " + at;
}

/// Looks for samples that are no numbers; in a file of many minutes at stretches all over it.
std::string no_numbers_in(AudioReader& reader) {
  constexpr std::int64_t kStretch = 4096, kMostStretches = 2048;
  if (!reader.holds_floats()) return {};
  std::vector<double> samples(kStretch);
  const std::span<double> plane(samples);
  const std::int64_t stretches = (reader.frames() + kStretch - 1) / kStretch;
  const std::int64_t looks = std::min(stretches, kMostStretches);
  std::int64_t read = 0, first = -1;
  for (std::int64_t look = 0; look < looks; ++look) {
    const std::int64_t at = stretches * look / looks * kStretch;
    if (reader.position() != at) reader.seek(at);
    read += static_cast<std::int64_t>(reader.read(std::span(&plane, 1)));
    if (first < 0 && reader.non_finite() > 0) first = at;
  }
  if (first < 0) return {};
  if (reader.non_finite() == read * reader.channels()) {
    return "has no sample that is a number: it is silent";
  }
  return "has samples that are no numbers, the first at about " +
         text_of_seconds(static_cast<double>(first) / reader.rate()) + ": they are silent";
}

std::string damage_inside(ByteSource& source, AudioReader& reader) {
  const Damage damage = reader.damage();
  if (damage.places > 0) return undecodable(damage, reader.rate());
  if (damage.wrong_ends > 0) return wrong_ends(damage, reader.rate());
  // Of the pages at the end, and of what is no page, nobody knows how long they last.
  if (const std::int64_t bytes = bytes_beside_pages(source); bytes > 0) {
    return "is damaged: " + std::to_string(bytes) +
           " bytes of it are no whole pages: they are left out";
  }
  reader.seek(0);
  return no_numbers_in(reader);
}

/// Less than a millisecond at the end is the doing of careless writers.
bool is_worth_telling(double missing_frames, double rate) { return missing_frames * 1e3 >= rate; }

bool is_unfinished(ByteSource& source) {
  if (const auto blocks = VocBlocks::of(source)) return blocks->is_unfinished();
  const auto length = sound_length(source);
  return length && length->kind == SoundLength::Kind::none;
}

/// What is missing at the end.
std::string missing_at_end(ByteSource& source, AudioReader& reader) {
  const double rate = reader.rate();
  const auto frames = static_cast<double>(reader.frames());
  if (reader.frames() == 0) return "is empty: there is no sound in it";
  if (is_unfinished(source)) {
    return "says a length of 0, as a recording that was interrupted does: all of it is played, " +
           text_of_seconds(frames / rate);
  }
  if (const auto bytes = announced_bytes(source)) {
    if (bytes->present >= bytes->announced || bytes->present == 0) return {};
    const auto blocks = std::max<std::uint64_t>(bytes->present_blocks(), 1);
    const double whole =
        frames * static_cast<double>(bytes->announced_blocks()) / static_cast<double>(blocks);
    return is_worth_telling(whole - frames, rate) ? cut_off(frames / rate, whole / rate)
                                                  : std::string();
  }
  const std::int64_t announced = reader.announced_frames();
  if (is_worth_telling(static_cast<double>(announced) - frames, rate)) {
    return cut_off(frames / rate, static_cast<double>(announced) / rate);
  }
  const auto found = static_cast<double>(frames_that_play(reader));
  if (is_worth_telling(frames - found, rate)) return cut_off(found / rate, frames / rate);
  if (reader.ends_inside_a_part()) {
    return "is cut off: its last part is not whole, and " + text_of_seconds(frames / rate) +
           " are there";
  }
  if (!lacks_last_page(source)) return {};
  return "is cut off: its last page is missing, and " + text_of_seconds(frames / rate) +
         " are there";
}

/// Of the file from byte `begin` on.
template <class... Bytes>
std::unique_ptr<ByteSource> source_of(std::int64_t begin, std::int64_t end, const Bytes&... bytes) {
  auto source = std::make_unique<ByteSource>(bytes...);
  source->keep(begin, end);
  return source;
}

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

/// Of one sound, without what follows it. The second source is another way to the same bytes: the reader's
/// is in use.
std::string damage_of_one(ByteSource& source, AudioReader reader) {
  std::string damage = missing_at_end(source, reader);
  return damage.empty() ? damage_inside(source, reader) : damage;
}

/// Of a file that is none of sound that can be read.
std::string other_behind(ByteSource& source) {
  if (unread_sound(source).empty() && other_file(source).empty()) return {};
  return "another file follows the sound in it: " + std::to_string(source.size()) +
         " bytes are not played";
}

/// What follows the first sound, which ends where `next` begins.
template <class... Bytes>
std::string left_out_behind(std::int64_t next, const Bytes&... bytes) {
  constexpr int kMostSounds = 100;
  double seconds = 0;
  int sounds = 0;
  std::optional<std::int64_t> more;
  std::int64_t begin = next;
  for (int files = 0; files < kMostSounds; ++files, begin += *more) {
    try {
      const AudioReader reader(source_of(begin, kEnd, bytes...));
      seconds += static_cast<double>(reader.frames()) / reader.rate();
      sounds += reader.frames() > 0 ? 1 : 0;
    } catch (const InputError&) {
      if (sounds == 0) return other_behind(*source_of(begin, kEnd, bytes...));
      break;  // it only begins like one
    }
    more = next_sound(*source_of(begin, kEnd, bytes...));
    if (!more) break;
  }
  if (sounds == 0) return {};
  if (sounds == 1) {
    return "another sound follows the first one in it: " + text_of_seconds(seconds) +
           " are not played";
  }
  return std::string(more ? "more than " : "") + std::to_string(sounds) +
         " sounds follow the first one in it: " + text_of_seconds(seconds) + " are not played";
}

template <class... Bytes>
std::string damage_in(const Bytes&... bytes) {
  try {
    ByteSource source(bytes...);
    const std::int64_t begin = leave_front(source);
    const std::int64_t next = next_sound(source).value_or(source.size());
    const bool is_alone = next == source.size();
    const std::string behind = is_alone ? std::string() : left_out_behind(begin + next, bytes...);
    source.keep(0, next);
    const std::string damage =
        damage_of_one(source, AudioReader(source_of(begin, begin + next, bytes...)));
    if (damage.empty() && behind.empty()) return {};
    const bool are_both = !damage.empty() && !behind.empty();
    return source.name() + ": " + damage + (are_both ? "; " : "") + behind;
  } catch (const InputError&) {
    return {};
  } catch (const ReadError&) {
    return {};  // whoever plays it will meet with it
  }
}

}  // namespace

std::string sound_damage(const std::filesystem::path& path) { return damage_in(path); }

std::string sound_damage(std::string_view bytes, std::string name) {
  return damage_in(bytes, name);
}

}  // namespace bbplay::media
