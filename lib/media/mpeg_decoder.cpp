// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include <mpg123.h>

#include "bbplay/model/diagnostics.h"

#include "media/decoder.h"
#include "model/memory_check.h"

namespace bbplay::media {
namespace {

// Frames decoded and thrown away before the first one wanted, so that the bit reservoir and the
// overlapping transforms of the decoder are filled. The reservoir reaches back 511 bytes, fewer
// than 40 frames even at the lowest bit rate.
constexpr long kPreFrames = 40;
// Places remembered by the scan; from the nearest one before it the decoder finds any frame.
constexpr long kIndexEntries = 4096;

/// Behind ID3 tags (ID3v2.4, 3.1), whose length is written seven bits to a byte.
std::int64_t start_of_mpeg(ByteSource& source) {
  constexpr std::int64_t kHead = 10, kFooter = 10;
  std::int64_t start = 0;
  for (int tags = 0; tags < 16; ++tags) {
    std::array<unsigned char, kHead> head{};
    if (source.seek(start, SEEK_SET) < 0 || source.read(head.data(), head.size()) != head.size()) {
      break;
    }
    if (std::string_view(reinterpret_cast<const char*>(head.data()), 3) != "ID3") break;
    std::int64_t length = 0;
    for (std::size_t i = 6; i < head.size(); ++i) length = length << 7 | (head[i] & 0x7F);
    start += kHead + length + ((head[5] & 0x10u) != 0 ? kFooter : 0);
  }
  return start;
}

struct CloseHandle {
  void operator()(mpg123_handle* handle) const noexcept { mpg123_delete(handle); }
};

class MpegDecoder final : public Decoder {
 public:
  explicit MpegDecoder(ByteSource& source) : source_(source) {
    const model::MemoryCheck memory;
    static const int ready = mpg123_init();  // before version 1.27 it was needed
    int error = ready;
    if (error == MPG123_OK) handle_.reset(mpg123_new(nullptr, &error));
    if (!handle_) {
      memory.after_failure();
      throw InputError(source_.name() + ": " + mpg123_plain_strerror(error));
    }
    mpg123_handle* const handle = handle_.get();
    mpg123_param(handle, MPG123_ADD_FLAGS, MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_QUIET, 0);
    mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE | MPG123_FUZZY, 0);
    mpg123_param(handle, MPG123_INDEX_SIZE, kIndexEntries, 0);
    mpg123_param(handle, MPG123_PREFRAMES, kPreFrames, 0);
    mpg123_replace_reader_handle(handle, &read_bytes, &seek_bytes, nullptr);

    long rate = 0;
    int channels = 0;
    int encoding = 0;
    bool opened = open();
    // Before the scan it is what the header says (Xing, Info), or a guess from the first frame.
    const std::int64_t announced = opened && has_length_header() ? mpg123_length(handle) : 0;
    opened = opened && mpg123_scan(handle) == MPG123_OK;
    if (!opened || mpg123_getformat(handle, &rate, &channels, &encoding) != MPG123_OK) {
      memory.after_failure();
      throw InputError(source_.name() + ": not a sound file (" + mpg123_strerror(handle) + ')');
    }
    // Should the stream change between mono and stereo, it is converted. One of another rate is
    // left to read(): libmpg123 would write to standard error about a rate that it must not give.
    const long* rates = nullptr;
    std::size_t count = 0;
    mpg123_rates(&rates, &count);
    mpg123_format_none(handle);
    for (const long each : std::span(rates, count)) {
      mpg123_format(handle, each, channels, MPG123_ENC_FLOAT_32);
    }
    format_ = {static_cast<int>(rate), channels, std::max<std::int64_t>(mpg123_length(handle), 0),
               std::max<std::int64_t>(announced, 0)};
    off_t* offsets = nullptr;
    std::size_t entries = 0;
    mpg123_index(handle, &offsets, &index_step_, &entries);
    index_.assign(offsets, offsets + entries);
  }

  bool seek(std::int64_t frame) override {
    // A seek keeps the phase of the synthesis filter's ring buffer, which decides the order of its
    // sums and so their last bits; opened anew the decoder always starts with the same one.
    mpg123_close(handle_.get());
    return open() &&
           mpg123_set_index(handle_.get(), index_.data(), index_step_, index_.size()) ==
               MPG123_OK &&
           mpg123_seek(handle_.get(), frame, SEEK_SET) == frame;
  }

  std::size_t read(std::span<double> interleaved) override {
    const auto channels = static_cast<std::size_t>(format_.channels);
    std::array<float, 4096> block;
    std::size_t done = 0;
    while (done < interleaved.size()) {
      const std::size_t wanted =
          std::min(interleaved.size() - done, block.size() / channels * channels);
      std::size_t bytes = 0;
      const int result = mpg123_read(handle_.get(), block.data(), wanted * sizeof(float), &bytes);
      const std::size_t got = bytes / sizeof(float);
      std::copy_n(block.begin(), got, interleaved.begin() + static_cast<std::ptrdiff_t>(done));
      done += got;
      if (result == MPG123_NEW_FORMAT && !has_our_rate()) break;
      if (result != MPG123_OK && result != MPG123_NEW_FORMAT) break;
    }
    return done / channels;
  }

 private:
  static mpg123_ssize_t read_bytes(void* source, void* to, std::size_t count) {
    return static_cast<mpg123_ssize_t>(static_cast<ByteSource*>(source)->read(to, count));
  }
  static off_t seek_bytes(void* source, off_t offset, int origin) {
    return static_cast<ByteSource*>(source)->seek(offset, origin);
  }

  /// Whether a Xing or Info header stands in the first frame. Its length is of 32 bits, behind
  /// flags of which the lowest says that it is there.
  bool has_length_header() {
    std::array<char, 8192> head{};
    const std::int64_t position = source_.tell();
    source_.seek(start_of_mpeg(source_), SEEK_SET);
    const std::string_view bytes(head.data(), source_.read(head.data(), head.size()));
    source_.seek(position, SEEK_SET);
    for (const std::string_view name : {"Xing", "Info"}) {
      const std::size_t at = bytes.substr(0, 200).find(name);
      if (at != bytes.npos && at + 8 <= bytes.size()) return (bytes[at + 7] & 1) != 0;
    }
    return false;
  }

  bool has_our_rate() {
    long rate = 0;
    int channels = 0;
    int encoding = 0;
    return mpg123_getformat(handle_.get(), &rate, &channels, &encoding) == MPG123_OK &&
           rate == format_.rate;
  }

  bool open() {
    source_.seek(0, SEEK_SET);
    long rate = 0;
    int channels = 0;
    int encoding = 0;
    return mpg123_open_handle(handle_.get(), &source_) == MPG123_OK &&
           mpg123_getformat(handle_.get(), &rate, &channels, &encoding) == MPG123_OK;
  }

  ByteSource& source_;
  std::unique_ptr<mpg123_handle, CloseHandle> handle_;
  std::vector<off_t> index_;
  off_t index_step_ = 1;
};

}  // namespace

bool is_mpeg(ByteSource& source) {
  std::array<unsigned char, 4> head{};
  source.seek(start_of_mpeg(source), SEEK_SET);
  const bool whole = source.read(head.data(), head.size()) == head.size();
  const bool synchronised = head[0] == 0xFF && (head[1] & 0xE0u) == 0xE0;
  const bool has_version = (head[1] & 0x18u) != 0x08, has_layer = (head[1] & 0x06u) != 0;
  const bool has_rates = (head[2] & 0xF0u) != 0xF0 && (head[2] & 0x0Cu) != 0x0C;
  return whole && synchronised && has_version && has_layer && has_rates;
}

std::unique_ptr<Decoder> open_mpeg(ByteSource& source) {
  return std::make_unique<MpegDecoder>(source);
}

}  // namespace bbplay::media
