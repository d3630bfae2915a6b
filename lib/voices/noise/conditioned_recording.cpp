// SPDX-License-Identifier: MIT
#include "voices/noise/conditioned_recording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_pieces.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/noise_spectrum.h"
#include "media/audio_stream.h"

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

/// A file that is read for all its voices. Those of one step play the same second at a time, so that
/// it is read and filtered once for them; a few more pieces serve whoever is elsewhere.
class ConditionedRecording::File {
 public:
  File(std::filesystem::path path, int rate, std::shared_ptr<const Passes> passes)
      : path_(std::move(path)), rate_(rate), passes_(std::move(passes)) {}

  std::int64_t frames() const noexcept { return passes_->pieces.frames; }

  template <class Sample>
  void read(std::int64_t first, std::span<Sample> out) {
    const std::lock_guard lock(mutex_);
    const Pieces& pieces = passes_->pieces;
    while (!out.empty()) {
      const std::int64_t index = pieces.holding(first);
      const std::vector<double>& piece = piece_at(index);
      const auto offset = static_cast<std::size_t>(first - pieces.begin(index));
      const std::size_t count = std::min(out.size(), piece.size() - offset);
      std::transform(piece.begin() + static_cast<std::ptrdiff_t>(offset),
                     piece.begin() + static_cast<std::ptrdiff_t>(offset + count), out.begin(),
                     [](double x) { return static_cast<Sample>(x); });
      out = out.subspan(count);
      first += static_cast<std::int64_t>(count);
    }
  }

 private:
  struct Piece {
    std::int64_t index = -1;
    std::vector<double> samples;
  };

  const std::vector<double>& piece_at(std::int64_t index) {
    const auto known = std::ranges::find(latest_, index, &Piece::index);
    const auto from = known == latest_.end() ? std::prev(known) : known;
    std::rotate(latest_.begin(), from, std::next(from));
    Piece& piece = latest_.front();
    if (piece.index != index) {
      piece.index = -1;
      try {
        load(index, piece.samples);
      } catch (...) {
        stream_.reset();
        throw;
      }
      piece.index = index;
    }
    return piece.samples;
  }

  void load(std::int64_t index, std::vector<double>& samples) {
    const Pieces& pieces = passes_->pieces;
    if (!stream_) stream_.emplace(opened(path_, rate_));
    if (stream_->frames() != pieces.frames) {
      throw InputError(path_.string() + ": has become another file while it was played");
    }
    read_piece(*stream_, pieces, index, samples);
    const auto k = static_cast<std::size_t>(index);
    passes_->low_pass.forward(k, samples);
    passes_->low_pass.backward(k, samples);
    passes_->high_pass.forward(k, samples);
    passes_->high_pass.backward(k, samples);
    for (double& x : samples) x *= passes_->scale;
  }

  std::filesystem::path path_;
  int rate_;
  std::shared_ptr<const Passes> passes_;

  std::mutex mutex_;                          // guards what follows
  std::optional<media::AudioStream> stream_;  // opened when something is read
  std::array<Piece, 3> latest_;               // the most recent first
};

std::shared_ptr<ConditionedRecording::File> ConditionedRecording::shared_file(
    const std::filesystem::path& path, int rate) {
  struct Known {
    std::filesystem::path path;
    std::filesystem::file_time_type written;
    std::uintmax_t bytes = 0;
    int rate = 0;
    std::shared_ptr<const Passes> passes;
    std::weak_ptr<File> file;  // while somebody plays it
  };
  static std::mutex mutex;
  static std::vector<Known> files;  // the most recent first
  std::error_code ignored;
  Known asked{path,
              std::filesystem::last_write_time(path, ignored),
              std::filesystem::file_size(path, ignored),
              rate,
              nullptr,
              {}};
  const std::lock_guard lock(mutex);
  const auto known = std::find_if(files.begin(), files.end(), [&](const Known& file) {
    return file.path == asked.path && file.written == asked.written && file.bytes == asked.bytes &&
           file.rate == asked.rate;
  });
  if (known != files.end()) {
    std::rotate(files.begin(), known, known + 1);
  } else {
    asked.passes = std::make_shared<const Passes>(Learning(path, rate).take());
    files.insert(files.begin(), asked);
    if (files.size() > kRemembered) files.pop_back();
  }
  Known& latest = files.front();
  auto file = latest.file.lock();
  if (!file) {
    file = std::make_shared<File>(path, rate, latest.passes);
    latest.file = file;
  }
  return file;
}

ConditionedRecording::ConditionedRecording(const std::filesystem::path& path, int rate)
    : file_(shared_file(path, rate)) {}

std::int64_t ConditionedRecording::frames() const noexcept { return file_->frames(); }

void ConditionedRecording::read(std::int64_t first, std::span<double> out) const {
  file_->read(first, out);
}
void ConditionedRecording::read(std::int64_t first, std::span<float> out) const {
  file_->read(first, out);
}

}  // namespace bbplay::voices
