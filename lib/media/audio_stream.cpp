// SPDX-License-Identifier: MIT
#include "media/audio_stream.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "bbplay/model/diagnostics.h"

namespace bbplay::media {
namespace {

constexpr std::size_t kInputBlock = 1024;

std::array<std::span<double>, 2> part(std::span<const std::span<double>> planes, std::size_t offset,
                                      std::size_t count) {
  std::array<std::span<double>, 2> out;
  for (std::size_t p = 0; p < planes.size(); ++p) out[p] = planes[p].subspan(offset, count);
  return out;
}

}  // namespace

AudioStream::AudioStream(AudioReader reader, int rate, Downmix downmix, Spacing spacing,
                         int chunks_per_second, std::shared_ptr<Conversions> conversions)
    : reader_(std::move(reader)), downmix_(downmix), conversions_(std::move(conversions)) {
  std::int64_t grid = 1;
  frames_ = reader_.frames();
  if (!conversions_) conversions_ = std::make_shared<Conversions>();
  if (reader_.rate() != rate) {
    try {
      converter_ = conversions_->converter(reader_.rate(), rate, planes());
    } catch (const std::runtime_error& error) {
      throw InputError(reader_.name() + ": " + error.what());
    }
    grid = converter_->out_period();
    frames_ = reader_.frames() * rate / reader_.rate();
    in_frames_ = kInputBlock;
  }
  const int shortest = std::max(1, rate / chunks_per_second);
  chunk_frames_ = (shortest + grid - 1) / grid * grid;
  const bool comes_out_even = reader_.frames() * rate % reader_.rate() == 0;
  if (converter_ && spacing == Spacing::over_file && !comes_out_even && frames_ > 0) {
    converter_.reset();
    in_step_ = static_cast<double>(reader_.frames()) / static_cast<double>(frames_);
    interpolator_ =
        conversions_->interpolator(std::min(1.0, static_cast<double>(rate) / reader_.rate()));
    const double longest = in_step_ * static_cast<double>(chunk_frames_);
    in_frames_ = static_cast<std::size_t>(longest) +
                 static_cast<std::size_t>(2 * interpolator_->reach() + 2);
    reader_.keep_behind(static_cast<std::size_t>(2 * interpolator_->reach() + 4));
  }
  if (converter_) {
    // What a chunk reads beyond its end, and the next one from before its beginning.
    const double filter = 1024 * std::max(1.0, static_cast<double>(reader_.rate()) / rate);
    reader_.keep_behind(static_cast<std::size_t>(converter_->warm_up()) + kInputBlock +
                        static_cast<std::size_t>(filter));
  }
  if (downmix_ == Downmix::mean) {
    channels_.assign(static_cast<std::size_t>(reader_.channels()),
                     std::vector<double>(kInputBlock));
  }
}

void AudioStream::read_chunk(std::int64_t chunk, std::span<const std::span<double>> out) {
  assert(out.size() == planes());
  for (auto& plane : conversions_->in) plane.resize(std::max(plane.size(), in_frames_));
  for (auto& plane : conversions_->unheard) plane.resize(std::max(plane.size(), in_frames_));
  if (converter_) {
    convert_chunk(chunk, out);
  } else if (interpolator_) {
    stretch_chunk(chunk, out);
  } else {
    reader_.seek(chunk * chunk_frames_);
    read_downmixed(out);
  }
}

void AudioStream::convert_chunk(std::int64_t chunk, std::span<const std::span<double>> out) {
  const std::int64_t periods = converter_->warm_up() / converter_->in_period();
  std::int64_t next_in =
      chunk * chunk_frames_ / converter_->out_period() * converter_->in_period() -
      converter_->warm_up();
  auto to_drop = static_cast<std::size_t>(periods * converter_->out_period());
  std::size_t done = 0;
  std::size_t unused = 0;  // input read but not yet taken, at the end of in_

  converter_->restart();
  reader_.seek(next_in);
  while (done < out.front().size()) {
    if (unused == 0) {
      read_input(next_in, kInputBlock);
      next_in += static_cast<std::int64_t>(kInputBlock);
      unused = kInputBlock;
    }
    std::array<std::span<const double>, 2> in;
    for (std::size_t p = 0; p < planes(); ++p)
      in[p] = std::span(conversions_->in[p]).first(kInputBlock).last(unused);
    std::array<std::span<double>, 2> to = part(out, done, out.front().size() - done);
    if (to_drop > 0) {
      for (std::size_t p = 0; p < planes(); ++p) {
        to[p] = std::span(conversions_->unheard[p]).first(std::min(to_drop, kInputBlock));
      }
    }
    const dsp::RateConverter::Progress progress =
        converter_->process(std::span(in).first(planes()), std::span(to).first(planes()));
    unused -= progress.used;
    if (to_drop > 0) {
      to_drop -= progress.made;
    } else {
      done += progress.made;
    }
  }
}

void AudioStream::stretch_chunk(std::int64_t chunk, std::span<const std::span<double>> out) {
  const std::int64_t first = chunk * chunk_frames_;
  const auto in_first =
      static_cast<std::int64_t>(std::floor(static_cast<double>(first) * in_step_)) -
      interpolator_->reach();
  reader_.seek(in_first);
  read_input(in_first, in_frames_);
  std::array<std::span<const float>, 2> in;
  for (std::size_t p = 0; p < planes(); ++p) {
    const auto read = std::span(conversions_->in[p]).first(in_frames_);
    conversions_->interpolated[p].assign(read.begin(), read.end());
    in[p] = conversions_->interpolated[p];
  }
  interpolator_->interpolate(std::span(in).first(planes()),
                             {first, in_step_, static_cast<double>(in_first)}, out);
}

void AudioStream::read_input(std::int64_t first, std::size_t count) {
  const auto before = static_cast<std::size_t>(
      std::clamp<std::int64_t>(-first, 0, static_cast<std::int64_t>(count)));
  for (auto& plane : conversions_->in) std::fill_n(plane.begin(), before, 0.0);
  const std::array<std::span<double>, 2> whole{conversions_->in[0], conversions_->in[1]};
  const auto rest = part(std::span(whole).first(planes()), before, count - before);
  read_downmixed(std::span(rest).first(planes()));
}

void AudioStream::read_downmixed(std::span<const std::span<double>> out) {
  if (downmix_ == Downmix::stereo) {
    const bool mono = reader_.channels() == 1;
    reader_.read(mono ? out.first(1) : out);
    if (mono) std::copy(out[0].begin(), out[0].end(), out[1].begin());
    return;
  }
  std::vector<std::span<double>> blocks(channels_.size());
  for (std::size_t done = 0; done < out[0].size(); done += kInputBlock) {
    const auto sum = out[0].subspan(done, std::min(kInputBlock, out[0].size() - done));
    for (std::size_t c = 0; c < blocks.size(); ++c) {
      blocks[c] = std::span(channels_[c]).first(sum.size());
    }
    reader_.read(blocks);
    std::fill(sum.begin(), sum.end(), 0.0);
    for (const auto block : blocks) {
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += block[i];
    }
    for (double& value : sum) value /= static_cast<double>(blocks.size());
  }
}

}  // namespace bbplay::media
