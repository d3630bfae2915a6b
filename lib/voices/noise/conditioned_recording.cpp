// SPDX-License-Identifier: MIT
#include "voices/noise/conditioned_recording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <system_error>
#include <utility>

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_pieces.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/noise_spectrum.h"

namespace bbplay::voices {
namespace {

constexpr double kSilence = 1e-8;
constexpr std::int64_t kChunksPerPiece = 2;
constexpr std::size_t kRemembered = 16;  // files

/// The signal in pieces of some chunks each; the last one takes what is left over, so that none is
/// too short for the padding of a filter.
struct Pieces {
  std::int64_t frames = 0, length = 1;

  explicit Pieces(const media::AudioStream& stream)
      : frames(stream.frames()), length(kChunksPerPiece * stream.chunk_frames()) {}
  std::int64_t count() const noexcept { return std::max<std::int64_t>(1, frames / length); }
  std::int64_t begin(std::int64_t index) const noexcept { return index * length; }
  std::int64_t end(std::int64_t index) const noexcept {
    return index + 1 == count() ? frames : begin(index + 1);
  }
  std::int64_t holding(std::int64_t frame) const noexcept {
    return std::min(frame / length, count() - 1);
  }
};

void read_piece(media::AudioStream& stream, const Pieces& pieces, std::int64_t index,
                std::vector<double>& out) {
  const std::int64_t begin = pieces.begin(index), end = pieces.end(index);
  const std::int64_t chunk_frames = stream.chunk_frames();
  out.clear();
  std::vector<double> left(static_cast<std::size_t>(chunk_frames)), right(left.size());
  const std::array<std::span<double>, 2> planes = {left, right};
  for (std::int64_t at = begin; at < end; at += chunk_frames) {
    stream.read_chunk(at / chunk_frames, planes);
    out.insert(out.end(), left.begin(), left.begin() + std::min(chunk_frames, end - at));
  }
}

dsp::Section only(const std::vector<dsp::Section>& sections) { return sections.front(); }

media::AudioStream opened(const std::filesystem::path& path, int rate) {
  return {media::AudioReader(path), rate, media::Downmix::stereo};
}

}  // namespace

/// How each filter enters each piece, and the peak of the whole.
struct ConditionedRecording::Passes {
  Pieces pieces;
  dsp::ZeroPhasePieces low_pass, high_pass;
  double scale = 1;

  Passes(const Pieces& of, int rate)
      : pieces(of),
        low_pass(only(dsp::butterworth_low_pass(1, dsp::conditioning_low_pass_hz(rate), rate)), 6,
                 static_cast<std::size_t>(of.count())),
        high_pass(only(dsp::butterworth_high_pass(2, dsp::kConditioningHighPassHz, rate)), 9,
                  static_cast<std::size_t>(of.count())) {}
};

/// Four walks over the file, there and back, each with one pass of a filter more.
class ConditionedRecording::Learning {
 public:
  Learning(const std::filesystem::path& path, int rate)
      : stream_(opened(path, rate)), pieces_(stream_), passes_(pieces_, rate) {
    dsp::ZeroPhasePieces& low = passes_.low_pass;
    dsp::ZeroPhasePieces& high = passes_.high_pass;
    forwards([&](std::size_t k) { low.learn_forward(k, piece_); });
    backwards([&](std::size_t k) {
      low.forward(k, piece_);
      low.learn_backward(k, piece_);
    });
    forwards([&](std::size_t k) {
      low.forward(k, piece_);
      low.backward(k, piece_);
      high.learn_forward(k, piece_);
    });
    double peak = 0;
    backwards([&](std::size_t k) {
      low.forward(k, piece_);
      low.backward(k, piece_);
      high.forward(k, piece_);
      high.learn_backward(k, piece_);
      for (const double x : piece_) peak = std::max(peak, std::abs(x));
    });
    passes_.scale = dsp::kSourcePeak / (peak + kSilence);
  }

  Passes take() && { return std::move(passes_); }

 private:
  template <class Act>
  void forwards(Act act) {
    for (std::int64_t k = 0; k < pieces_.count(); ++k) with_piece(k, act);
  }
  template <class Act>
  void backwards(Act act) {
    for (std::int64_t k = pieces_.count() - 1; k >= 0; --k) with_piece(k, act);
  }
  /// The piece where a walk turns round is still there.
  template <class Act>
  void with_piece(std::int64_t index, Act act) {
    if (index != latest_) read_piece(stream_, pieces_, index, decoded_);
    latest_ = index;
    piece_ = decoded_;
    act(static_cast<std::size_t>(index));
  }

  media::AudioStream stream_;
  Pieces pieces_;
  Passes passes_;
  std::int64_t latest_ = -1;
  std::vector<double> decoded_, piece_;
};

std::shared_ptr<const ConditionedRecording::Passes> ConditionedRecording::shared_passes(
    const std::filesystem::path& path, int rate) {
  struct Known {
    std::filesystem::path path;
    std::filesystem::file_time_type written;
    std::uintmax_t bytes = 0;
    int rate = 0;
    std::shared_ptr<const Passes> passes;
  };
  static std::mutex mutex;
  static std::vector<Known> files;  // the most recent first
  std::error_code ignored;
  Known asked{path, std::filesystem::last_write_time(path, ignored),
              std::filesystem::file_size(path, ignored), rate, nullptr};
  const std::lock_guard lock(mutex);
  const auto known = std::find_if(files.begin(), files.end(), [&](const Known& file) {
    return file.path == asked.path && file.written == asked.written && file.bytes == asked.bytes &&
           file.rate == asked.rate;
  });
  if (known != files.end()) {
    std::rotate(files.begin(), known, known + 1);
    return files.front().passes;
  }
  asked.passes = std::make_shared<const Passes>(Learning(path, rate).take());
  files.insert(files.begin(), asked);
  if (files.size() > kRemembered) files.pop_back();
  return asked.passes;
}

ConditionedRecording::ConditionedRecording(const std::filesystem::path& path, int rate)
    : path_(path), rate_(rate), passes_(shared_passes(path, rate)) {}

ConditionedRecording::ConditionedRecording(const ConditionedRecording& other)
    : path_(other.path_), rate_(other.rate_), passes_(other.passes_) {}

std::int64_t ConditionedRecording::frames() const noexcept { return passes_->pieces.frames; }

void ConditionedRecording::read(std::int64_t first, std::span<double> out) {
  read_samples(first, out);
}
void ConditionedRecording::read(std::int64_t first, std::span<float> out) {
  read_samples(first, out);
}

template <class Sample>
void ConditionedRecording::read_samples(std::int64_t first, std::span<Sample> out) {
  const Pieces& pieces = passes_->pieces;
  while (!out.empty()) {
    const std::int64_t index = pieces.holding(first);
    if (index != latest_) {
      latest_ = -1;
      if (!stream_) stream_.emplace(opened(path_, rate_));
      read_piece(*stream_, pieces, index, piece_);
      // The file may be another one by now.
      piece_.resize(static_cast<std::size_t>(pieces.end(index) - pieces.begin(index)));
      const auto k = static_cast<std::size_t>(index);
      passes_->low_pass.forward(k, piece_);
      passes_->low_pass.backward(k, piece_);
      passes_->high_pass.forward(k, piece_);
      passes_->high_pass.backward(k, piece_);
      for (double& x : piece_) x *= passes_->scale;
      latest_ = index;
    }
    const auto offset = static_cast<std::size_t>(first - pieces.begin(index));
    const std::size_t count = std::min(out.size(), piece_.size() - offset);
    std::transform(piece_.begin() + static_cast<std::ptrdiff_t>(offset),
                   piece_.begin() + static_cast<std::ptrdiff_t>(offset + count), out.begin(),
                   [](double x) { return static_cast<Sample>(x); });
    out = out.subspan(count);
    first += static_cast<std::int64_t>(count);
  }
}

}  // namespace bbplay::voices
