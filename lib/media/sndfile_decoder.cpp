// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sndfile.h>

#include "bbplay/model/diagnostics.h"

#include "media/announced_bytes.h"
#include "media/audio_reader.h"
#include "media/caf_lengths.h"
#include "media/caf_packets.h"
#include "media/decoder.h"
#include "media/flac_decoder.h"
#include "media/flac_frames.h"
#include "media/next_sound.h"
#include "media/open_sound.h"
#include "media/other_chunks.h"
#include "media/other_files.h"
#include "media/sds_blocks.h"
#include "media/sound_kind.h"
#include "media/w64_chunks.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

SF_VIRTUAL_IO callbacks() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* source) -> sf_count_t {
    return static_cast<ByteSource*>(source)->size();
  };
  io.seek = [](sf_count_t offset, int origin, void* source) -> sf_count_t {
    return static_cast<ByteSource*>(source)->seek(offset, origin);
  };
  io.read = [](void* to, sf_count_t count, void* source) -> sf_count_t {
    return static_cast<sf_count_t>(
        static_cast<ByteSource*>(source)->read(to, static_cast<std::size_t>(count)));
  };
  io.tell = [](void* source) -> sf_count_t { return static_cast<ByteSource*>(source)->tell(); };
  return io;
}

struct CloseFile {
  void operator()(SNDFILE* file) const noexcept { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, CloseFile>;

/// What is said of a file that cannot be opened. `problem` is what the library says of one whose format it knows;
/// of others it only guesses.
std::string complaint(ByteSource& source, const std::string& problem) {
  const std::string unread = unread_sound(source);
  if (!unread.empty()) return unread;
  const std::string other(other_file(source));
  // Of a file that is cut off behind its first letters nothing but a text is left.
  const bool is_cut_sound =
      other == "a text" && !begins_like_utf16(source) && begins_like_read_sound(source);
  if (!other.empty() && !is_cut_sound) return "not a sound file (" + other + ')';
  return begins_like_read_sound(source) ? "not a sound file (" + problem + ')' : "not a sound file";
}

/// is_cut_off  gets whether a header has been mended that says more than there is; may be null
File open_file(ByteSource& source, SF_INFO& info, bool* is_cut_off = nullptr) {
  SF_VIRTUAL_IO io = callbacks();
  // It would look for frames all over what follows, and play noise.
  if (begins_like_mpeg(source) || begins_like_utf16(source)) {
    throw InputError(source.name() + ": " +
                     complaint(source, "it begins like MPEG audio, but no frames follow"));
  }
  // It lets libmpg123 write warnings to standard error about tags.
  if (const std::int64_t begin = behind_tags(source); begin > 0) {
    if (begin >= source.size()) {
      throw InputError(source.name() + ": not a sound file (an ID3 tag, and no sound behind it)");
    }
    source.keep(begin, source.size());
  }
  if (const auto other = next_sound_by_header(source)) source.keep(0, *other);
  close_open_sound(source);
  if (!leave_out_other_chunks(source)) {
    throw InputError(source.name() + ": " + complaint(source, "its chunks lead to no sound"));
  }
  leave_samples_of_w64(source);
  mend_w64_format(source);
  const bool is_mended = mend_caf_lengths(source);
  mend_caf_packets(source);
  mend_sds_blocks(source);
  if (is_cut_off != nullptr) *is_cut_off = is_mended;
  source.seek(0, SEEK_SET);
  info = {};
  const model::MemoryCheck memory;
  File file(sf_open_virtual(&io, SFM_READ, &info, &source));
  if (!file) {
    memory.after_failure();
    throw InputError(source.name() + ": " + complaint(source, sf_strerror(nullptr)));
  }
  if (info.channels < 1 || info.samplerate < 1 || info.frames < 0) {
    throw InputError(source.name() + ": sound file without sound");
  }
  return file;
}

/// Centuries; libsndfile has such numbers for files that do not say their length, as programs that
/// write into a pipe leave them.
constexpr sf_count_t kMostFrames = sf_count_t{1} << 40;

struct Block {
  std::uint64_t bytes = 1;
  sf_count_t frames = 0;  // 0: what the header says
};

/// bytes  of a block, as the header says
Block block_of(int format, std::uint64_t bytes) {
  const bool is_aiff = (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_AIFF;
  if ((format & SF_FORMAT_SUBMASK) != SF_FORMAT_GSM610) return {bytes, is_aiff ? 64 : 0};
  return is_aiff ? Block{33, 160} : Block{65, 320};
}

/// Of IMA ADPCM and GSM libsndfile counts a block that is cut off, and plays what is left of the one before in place of
/// what is missing; in a WAV of an odd number of blocks of GSM it counts one more, for the byte that fills them up.
sf_count_t whole_frames(ByteSource& source, const SF_INFO& info) {
  const int encoding = info.format & SF_FORMAT_SUBMASK;
  if (encoding != SF_FORMAT_IMA_ADPCM && encoding != SF_FORMAT_GSM610) return info.frames;
  const std::int64_t place = source.tell();  // libsndfile reads on from there
  const auto bytes = announced_bytes(source);
  source.seek(place, SEEK_SET);
  if (!bytes) return info.frames;
  const std::uint64_t held = std::min(bytes->present, bytes->announced);
  const Block block = block_of(info.format, bytes->block);
  const auto blocks = static_cast<sf_count_t>(held / block.bytes);
  if (block.frames > 0) return std::min(info.frames, blocks * block.frames);
  if (bytes->present >= bytes->announced) return info.frames;
  const sf_count_t counted = blocks + (held % block.bytes != 0 ? 1 : 0);
  return counted == 0 ? 0 : info.frames / counted * blocks;
}

class SndfileDecoder final : public Decoder {
 public:
  SndfileDecoder(ByteSource& source, File file, const SF_INFO& info, bool is_cut_off)
      : source_(source), file_(std::move(file)), info_(info) {
    // By its packets, and libsndfile lets a seek to one that is missing succeed.
    const bool is_alac = (info.format & SF_FORMAT_SUBMASK) >= SF_FORMAT_ALAC_16 &&
                         (info.format & SF_FORMAT_SUBMASK) <= SF_FORMAT_ALAC_32;
    const std::int64_t announced = is_alac && is_cut_off ? info.frames : 0;
    if (announced > 0) info_.frames = count_frames();
    if (info_.frames > kMostFrames) info_.frames = count_frames();
    info_.frames = whole_frames(source, info_);
    const int encoding = info.format & SF_FORMAT_SUBMASK;
    format_ = {.rate = info.samplerate,
               .channels = info.channels,
               .frames = info_.frames,
               .announced_frames = announced,
               .holds_floats = encoding == SF_FORMAT_FLOAT || encoding == SF_FORMAT_DOUBLE};
    forwards_only_ = info.seekable == 0;
  }

  bool seek(std::int64_t frame) override {
    if (forwards_only_) return skip_to(frame);
    return sf_seek(file_.get(), frame, SEEK_SET) == frame;
  }

  std::size_t read(std::span<double> interleaved) override {
    const auto frames = static_cast<sf_count_t>(interleaved.size()) / format_.channels;
    const sf_count_t got =
        std::max<sf_count_t>(sf_readf_double(file_.get(), interleaved.data(), frames), 0);
    position_ += got;
    return static_cast<std::size_t>(got);
  }

 private:
  /// By going through all of them; the file is at its beginning again afterwards.
  std::int64_t count_frames() {
    std::vector<double> passed(4096 * static_cast<std::size_t>(info_.channels));
    std::int64_t frames = 0;
    for (sf_count_t got = 4096; got == 4096; frames += got) {
      got = std::max<sf_count_t>(sf_readf_double(file_.get(), passed.data(), 4096), 0);
    }
    file_.reset();
    file_ = open_file(source_, info_);
    return frames;
  }

  /// For the few encodings that can only be read from front to back (GSM 6.10).
  bool skip_to(std::int64_t frame) {
    if (frame < position_) {
      file_.reset();
      file_ = open_file(source_, info_);
      position_ = 0;
    }
    std::vector<double> discarded(4096 * static_cast<std::size_t>(format_.channels));
    while (position_ < frame) {
      const auto left =
          static_cast<std::size_t>(frame - position_) * static_cast<std::size_t>(format_.channels);
      if (read(std::span(discarded).first(std::min(left, discarded.size()))) == 0) return false;
    }
    return true;
  }

  ByteSource& source_;
  File file_;
  SF_INFO info_;
  bool forwards_only_ = false;
  std::int64_t position_ = 0;  // meaningful while nothing seeks
};

}  // namespace

void xiph_to_wav_order(std::span<double> interleaved, std::size_t channels) noexcept {
  const bool has_centre = channels == 3 || (channels >= 5 && channels <= 8);
  if (!has_centre) return;
  for (std::size_t i = 0; i + channels <= interleaved.size(); i += channels) {
    std::swap(interleaved[i + 1], interleaved[i + 2]);
  }
}

std::unique_ptr<Decoder> open_flac(ByteSource& source) {
  auto file = FlacFile::of(source);
  if (!file) return nullptr;
  FlacFrameDecoder decoder(file->info());
  const FlacFile::Length length =
      file->length([&](const FlacFrame& frame) { return decoder.decode(frame); });
  const std::int64_t announced = file->info().samples;
  return std::make_unique<FlacDecoder<FlacFile>>(std::move(*file), length.samples, announced,
                                                 length.ends_inside_a_frame);
}

namespace {

std::optional<ByteRange> mpeg_in(ByteSource& source) {
  if (is_mpeg(source)) return ByteRange{0, source.size()};
  return mpeg_in_wav(source);
}

}  // namespace

std::unique_ptr<Decoder> open_decoder(ByteSource& source) {
  leave_front(source);
  // Not after libsndfile has looked at it: it lets libmpg123 write warnings to standard error.
  if (const auto mpeg = mpeg_in(source)) return open_mpeg(source, *mpeg);
  if (auto flac = open_flac(source)) return flac;
  if (auto ogg = open_ogg(source)) return ogg;
  if (auto voc = open_voc(source)) return voc;
  SF_INFO info{};
  bool is_cut_off = false;
  File file = open_file(source, info, &is_cut_off);
  return std::make_unique<SndfileDecoder>(source, std::move(file), info, is_cut_off);
}

int rate_of(ByteSource& source) {
  leave_front(source);
  if (const auto mpeg = mpeg_in(source)) return open_mpeg(source, *mpeg)->format().rate;
  if (const auto flac = FlacFile::of(source)) return flac->info().rate;
  if (const auto ogg = open_ogg(source)) return ogg->format().rate;
  if (const auto voc = open_voc(source)) return voc->format().rate;
  SF_INFO info{};
  open_file(source, info);
  return info.samplerate;
}

}  // namespace bbplay::media
