// SPDX-License-Identifier: MIT
#include <algorithm>

#define OV_EXCLUDE_STATIC_CALLBACKS
#include <vorbis/vorbisfile.h>

#include "bbplay/model/diagnostics.h"

#include "media/decoder.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

ov_callbacks callbacks() {
  ov_callbacks io{};
  io.read_func = [](void* to, std::size_t size, std::size_t count, void* source) {
    return size == 0 ? 0 : static_cast<ByteSource*>(source)->read(to, size * count) / size;
  };
  io.seek_func = [](void* source, ogg_int64_t offset, int origin) {
    return static_cast<ByteSource*>(source)->seek(offset, origin) < 0 ? -1 : 0;
  };
  io.tell_func = [](void* source) {
    return static_cast<long>(static_cast<ByteSource*>(source)->tell());
  };
  return io;
}

class VorbisDecoder final : public Decoder {
 public:
  explicit VorbisDecoder(ByteSource& source) {
    const model::MemoryCheck memory;
    if (ov_open_callbacks(&source, &file_, nullptr, 0, callbacks()) != 0) {
      memory.after_failure();
      throw InputError(source.name() + ": not a sound file (damaged Ogg Vorbis)");
    }
    const vorbis_info* first = ov_info(&file_, 0);
    for (int link = 0; link < static_cast<int>(ov_streams(&file_)); ++link) {
      const vorbis_info* info = ov_info(&file_, link);
      if (info->channels != first->channels || info->rate != first->rate) {
        ov_clear(&file_);
        throw InputError(source.name() + ": its chained Ogg streams differ in rate or channels");
      }
    }
    format_ = {static_cast<int>(first->rate), first->channels,
               std::max<std::int64_t>(ov_pcm_total(&file_, -1), 0)};
  }
  ~VorbisDecoder() override { ov_clear(&file_); }

  bool seek(std::int64_t frame) override { return ov_pcm_seek(&file_, frame) == 0; }

  std::size_t read(std::span<double> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    const std::size_t frames = interleaved.size() / channels;
    std::size_t done = 0;
    while (done < frames) {
      float** planar = nullptr;
      int link = 0;
      const long got = ov_read_float(&file_, &planar, static_cast<int>(frames - done), &link);
      if (got == OV_HOLE) continue;  // damaged packets are left out, as every player does
      if (got <= 0) break;
      for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
          interleaved[(done + i) * channels + c] = static_cast<double>(planar[c][i]);
        }
      }
      done += static_cast<std::size_t>(got);
    }
    xiph_to_wav_order(interleaved.first(done * channels), channels);
    return done;
  }

 private:
  OggVorbis_File file_{};
};

}  // namespace

std::unique_ptr<Decoder> open_vorbis(ByteSource& source) {
  return std::make_unique<VorbisDecoder>(source);
}

}  // namespace bbplay::media
