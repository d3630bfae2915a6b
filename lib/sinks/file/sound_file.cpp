// SPDX-License-Identifier: MIT
#include "sinks/file/sound_file.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "bbplay/dsp/block_ops.h"
#include "bbplay/sinks/errors.h"

#include "sinks/file/containers.h"
#include "sinks/file/file_tags.h"
#include "sinks/file/wav_header.h"

namespace bbplay::sinks {
namespace {

// 128 KiB of 16-bit audio: large enough to write at full speed, small enough to stay in L2.
constexpr std::size_t kFramesPerCall = 32 * 1024;
// The Vorbis encoder takes memory on the stack in proportion to a call.
constexpr std::size_t kLossyFramesPerCall = 4096;

/// Libraries of lossy encodings take floats and keep what they hold.
bool has_integers(const FileFormat& format) {
  return format.encoding && *format.encoding != Encoding::float32 &&
         *format.encoding != Encoding::float64;
}

std::int64_t beyond_full_scale(std::span<const float> samples) {
  if (dsp::peak(samples) <= 1) return 0;
  return std::ranges::count_if(samples, [](float x) { return std::abs(x) > 1; });
}

int integer_bits(const FileFormat& format) {
  if (!format.encoding) return 16;
  switch (*format.encoding) {
    case Encoding::pcm24:
      return 24;
    case Encoding::pcm32:
      return 32;
    default:
      return 16;
  }
}

/// What the quality of 0 (small) to 1 (fast) is as a level of FLAC's search.
int flac_level(std::optional<double> quality) {
  constexpr int kSmallest = 8, kUsual = 5;
  if (!quality) return kUsual;
  return static_cast<int>(std::lrint((1 - std::clamp(*quality, 0.0, 1.0)) * kSmallest));
}

/// A WAV file that is too long for RIFF becomes one of RF64.
FileFormat format_of(const FileRequest& request, bool is_stream) {
  FileFormat format = request.format;
  if (format.container != Container::wav || is_stream) return format;
  const std::int64_t bytes = request.frames * frame_bytes(format) + tag_bytes(request.metadata);
  if (bytes > kRiffLimit) format.container = Container::rf64;
  return format;
}

}  // namespace

/// libsndfile's way to the bytes.
struct SoundFile::Callbacks {
  template <class Act>
  static sf_count_t guarded(void* user, Act act) noexcept {
    auto& self = *static_cast<SoundFile*>(user);
    try {
      return act(self.encoded_);
    } catch (...) {
      if (!self.failure_) self.failure_ = std::current_exception();
      return 0;
    }
  }
  static sf_count_t length(void* user) {
    return guarded(user, [](EncodedOutput& file) { return file.length(); });
  }
  static sf_count_t seek(sf_count_t offset, int whence, void* user) {
    return guarded(user, [&](EncodedOutput& file) {
      const std::int64_t from = whence == SEEK_SET   ? 0
                                : whence == SEEK_CUR ? file.position()
                                                     : file.length();
      file.seek(from + offset);
      return file.position();
    });
  }
  static sf_count_t read(void*, sf_count_t, void*) { return 0; }
  static sf_count_t write(const void* bytes, sf_count_t count, void* user) {
    return guarded(user, [&](EncodedOutput& file) {
      file.write(bytes, static_cast<std::size_t>(count));
      return count;
    });
  }
  static sf_count_t tell(void* user) {
    return guarded(user, [](EncodedOutput& file) { return file.position(); });
  }
};

void SoundFile::Close::operator()(sf_private_tag* file) const { sf_close(file); }

SoundFile::SoundFile(const FileRequest& request)
    : listener_(request.listener),
      output_(request.path, request.force),
      format_(format_of(request, output_.is_stream())),
      encoded_(output_, format_.container, request),
      truncating_(request.format.encoding == Encoding::pcm16 && !request.dither && request.cut_off),
      rounding_(integer_bits(request.format), request.dither, request.seed) {
  check_format(request.format, request.rate, request.frames, output_.is_stream());
  if (format_.container == Container::wav && output_.is_stream()) {
    const auto header = wav_stream_header(*format_.encoding, request.rate);
    output_.write(header.data(), header.size());
  } else if (format_.container == Container::flac) {
    open_flac(request);
  } else if (format_.container != Container::raw) {
    open_encoder(request);
  }
}

SoundFile::~SoundFile() = default;

void SoundFile::open_flac(const FileRequest& request) {
  const FlacSettings settings{request.rate, integer_bits(format_), flac_level(request.quality)};
  try {
    flac_.emplace(settings, tag_comments(request.metadata), request.jobs, encoded_);
  } catch (const FormatError& error) {
    throw FormatError(output_.name() + ": cannot be written as flac at " +
                      std::to_string(request.rate) + " Hz: " + error.what());
  }
}

void SoundFile::open_encoder(const FileRequest& request) {
  SF_INFO info{};
  info.samplerate = encoded_rate(format_, request.rate);
  if (info.samplerate != request.rate) {
    resampler_.emplace(request.rate, info.samplerate,
                       [this](ConstStereoBlock block) { write_encoded(block); });
  }
  info.channels = 2;
  info.format = sndfile_format(format_);
  static SF_VIRTUAL_IO io{&Callbacks::length, &Callbacks::seek, &Callbacks::read, &Callbacks::write,
                          &Callbacks::tell};
  encoder_.reset(sf_open_virtual(&io, SFM_WRITE, &info, this));
  if (failure_) std::rethrow_exception(failure_);
  if (!encoder_) {
    throw FormatError(output_.name() + ": cannot be written as " +
                      std::string(name_of(format_.container)) + " at " +
                      std::to_string(request.rate) + " Hz: " + sf_strerror(nullptr));
  }
  // Peaks come with the time of day: two renders of a track would differ.
  sf_command(encoder_.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  sf_command(encoder_.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  if (request.quality) {
    double quality = std::clamp(*request.quality, 0.0, 1.0);
    sf_command(encoder_.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
  }
  put_tags(encoder_.get(), format_.container, request.metadata);
}

void SoundFile::fail() {
  if (failure_) std::rethrow_exception(failure_);
  throw WriteError(output_.name() + ": cannot write: " + sf_strerror(encoder_.get()));
}

template <class Sample>
Sample* SoundFile::samples(std::size_t frames) {
  const std::size_t words = (2 * frames * sizeof(Sample) + 7) / 8;
  if (samples_.size() < words) samples_.resize(words);
  return reinterpret_cast<Sample*>(samples_.data());
}

template <class Write>
void SoundFile::pass_on(Write write, std::size_t frames) {
  const auto count = static_cast<sf_count_t>(frames);
  if (write(encoder_.get(), count) != count || failure_) fail();
}

void SoundFile::encode(ConstStereoBlock block) {
  const std::size_t frames = block.frames();
  const bool plain = encoder_ == nullptr;
  if (!format_.encoding || *format_.encoding == Encoding::float32) {
    float* out = samples<float>(frames);
    interleave(block, out);
    if (plain) return output_.write(out, frames * 2 * sizeof *out);
    pass_on([&](SNDFILE* file, sf_count_t n) { return sf_writef_float(file, out, n); }, frames);
  } else if (*format_.encoding == Encoding::float64) {
    double* out = samples<double>(frames);
    interleave(block, out);
    if (plain) return output_.write(out, frames * 2 * sizeof *out);
    pass_on([&](SNDFILE* file, sf_count_t n) { return sf_writef_double(file, out, n); }, frames);
  } else if (truncating_) {
    std::int16_t* out = samples<std::int16_t>(frames);
    interleave_truncated(block, out);
    if (flac_) return flac_->write(std::span<const std::int16_t>(out, 2 * frames));
    if (plain) return output_.write(out, frames * 2 * sizeof *out);
    pass_on([&](SNDFILE* file, sf_count_t n) { return sf_writef_short(file, out, n); }, frames);
  } else {
    std::int32_t* out = samples<std::int32_t>(frames);
    rounding_.interleave(block, frames_, out);
    if (flac_) return flac_->write(std::span(out, 2 * frames));
    if (plain) {
      const std::size_t bytes = pack_high_bytes(out, 2 * frames, sample_bytes(*format_.encoding));
      return output_.write(out, bytes);
    }
    pass_on([&](SNDFILE* file, sf_count_t n) { return sf_writef_int(file, out, n); }, frames);
  }
}

void SoundFile::write(ConstStereoBlock block) {
  if (listener_) listener_(block);
  // Asked no longer once something has been heard.
  if (silent_) {
    const float lost = has_integers(format_) ? std::ldexp(0.5f, 1 - integer_bits(format_)) : 0;
    silent_ = dsp::peak(block.left) <= lost && dsp::peak(block.right) <= lost;
  }
  if (has_integers(format_)) {
    clipped_samples_ += beyond_full_scale(block.left) + beyond_full_scale(block.right);
  }
  resampler_ ? resampler_->write(block) : write_encoded(block);
}

void SoundFile::write_encoded(ConstStereoBlock block) {
  const std::size_t at_a_time = format_.encoding ? kFramesPerCall : kLossyFramesPerCall;
  while (block.frames() > 0) {
    const std::size_t frames = std::min(block.frames(), at_a_time);
    encode(block.first(frames));
    frames_ += static_cast<std::int64_t>(frames);
    block = block.dropping(frames);
  }
}

void SoundFile::commit() {
  if (resampler_) resampler_->finish();
  const bool is_encoded = encoder_ || flac_;
  if (flac_) flac_->finish();
  if (encoder_) {
    const int error = sf_close(encoder_.release());
    if (failure_) std::rethrow_exception(failure_);
    if (error != SF_ERR_NO_ERROR) {
      throw WriteError(output_.name() + ": cannot be completed: " + sf_error_number(error));
    }
  }
  if (is_encoded) encoded_.finish(frames_);
  output_.commit();
}

}  // namespace bbplay::sinks
