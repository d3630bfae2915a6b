// SPDX-License-Identifier: MIT
#include "media/audio_stream.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "bbplay/model/diagnostics.h"

namespace bbplay::media {
namespace {

constexpr std::size_t kDownmixBlock = 1024;

}  // namespace

AudioStream::AudioStream(AudioReader reader, int rate, Downmix downmix, Spacing spacing,
                         int chunks_per_second, std::shared_ptr<Conversions> conversions)
    : reader_(std::move(reader)),
      downmix_(downmix),
      conversions_(std::move(conversions)),
      frames_(reader_.frames() * rate / reader_.rate()),
      chunk_frames_(std::max(1, rate / chunks_per_second)) {
  if (!conversions_) conversions_ = std::make_shared<Conversions>();
  // Spread over as many frames as it has, a file is what it is.
  const bool is_the_same =
      spacing == Spacing::over_file && frames_ > 0 && frames_ == reader_.frames();
  if (reader_.rate() != rate && !is_the_same) {
    const bool is_stretched = spacing == Spacing::over_file && frames_ > 0;
    try {
      converter_ = is_stretched
                       ? dsp::RateConverter(reader_.rate(), rate, reader_.frames(), frames_)
                       : dsp::RateConverter(reader_.rate(), rate);
    } catch (const std::runtime_error& error) {
      throw InputError(reader_.name() + ": " + error.what());
    }
    conversions_->keep(*converter_);
    reader_.keep_behind(converter_->overlap());
  }
  if (downmix_ == Downmix::mean) {
    channels_.assign(static_cast<std::size_t>(reader_.channels()),
                     std::vector<double>(kDownmixBlock));
  }
}

void AudioStream::read_chunk(std::int64_t chunk, std::span<const std::span<double>> out) {
  assert(out.size() == planes());
  if (converter_) return convert_chunk(chunk, out);
  reader_.seek(chunk * chunk_frames_);
  read_downmixed(out);
}

void AudioStream::convert_chunk(std::int64_t chunk, std::span<const std::span<double>> out) {
  const std::int64_t first = chunk * chunk_frames_;
  const auto input = converter_->input_of(first, out.front().size());
  const std::size_t different = reader_.channels() == 1 ? 1 : planes();
  std::array<std::span<float>, 2> in;
  std::array<std::span<const float>, 2> read;
  for (std::size_t p = 0; p < different; ++p) {
    auto& plane = conversions_->in[p];
    plane.resize(std::max(plane.size(), input.frames));
    read[p] = in[p] = std::span(plane).first(input.frames);
  }
  read_input(input.first, std::span(in).first(different));
  converter_->convert(std::span(read).first(different), first, out.first(different));
  if (different < out.size()) std::ranges::copy(out[0], out[1].begin());
}

void AudioStream::read_input(std::int64_t first, std::span<const std::span<float>> out) {
  const auto count = static_cast<std::int64_t>(out.front().size());
  const auto before = static_cast<std::size_t>(std::clamp<std::int64_t>(-first, 0, count));
  std::array<std::span<float>, 2> rest;
  for (std::size_t p = 0; p < out.size(); ++p) {
    std::ranges::fill(out[p].first(before), 0.0f);
    rest[p] = out[p].subspan(before);
  }
  reader_.seek(first);
  read_downmixed<float>(std::span(rest).first(out.size()));
}

template <class Sample>
void AudioStream::read_downmixed(std::span<const std::span<Sample>> out) {
  if (downmix_ != Downmix::mean) {
    const std::size_t different = reader_.channels() == 1 ? 1 : out.size();
    reader_.read(out.first(different));
    if (different < out.size()) std::ranges::copy(out[0], out[1].begin());
    return;
  }
  std::vector<std::span<double>> blocks(channels_.size());
  for (std::size_t done = 0; done < out[0].size(); done += kDownmixBlock) {
    const auto mean = out[0].subspan(done, std::min(kDownmixBlock, out[0].size() - done));
    for (std::size_t c = 0; c < blocks.size(); ++c) {
      blocks[c] = std::span(channels_[c]).first(mean.size());
    }
    reader_.read(blocks);
    for (std::size_t i = 0; i < mean.size(); ++i) {
      double sum = 0;
      for (const auto block : blocks) sum += block[i];
      mean[i] = static_cast<Sample>(sum / static_cast<double>(blocks.size()));
    }
  }
}

}  // namespace bbplay::media
