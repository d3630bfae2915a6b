// SPDX-License-Identifier: MIT
#include "voices/noise/conditioned_recording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include "bbplay/audio/frames.h"
#include "bbplay/model/diagnostics.h"

#include "dsp/level/expected_largest.h"
#include "media/reader_pool.h"
#include "media/recent_chunks.h"
#include "voices/noise/recording_filters.h"

namespace bbplay::voices {
namespace {

constexpr int kChunksPerSecond = 4;
constexpr std::int64_t kChunksPerPiece = 2;
constexpr double kMarginSeconds = 0.2;   // of filters down to 50 Hz: e^-44 is left
constexpr std::size_t kChunksKept = 4;   // a piece with its margins
constexpr std::size_t kRemembered = 16;  // files

RecordedLevel level_of(std::span<const double> samples) {
  RecordedLevel level;
  for (const double x : samples) {
    level.peak = std::max(level.peak, std::abs(x));
    level.power += x * x;
  }
  return level;
}

void add(const RecordedLevel& part, RecordedLevel& sum) {
  sum.peak = std::max(sum.peak, part.peak);
  sum.power += part.power;
}

/// A recording from its file, filtered piece by piece.  [one thread at a time]
class PieceReader {
 public:
  PieceReader(const std::filesystem::path& path, int rate)
      : file_({media::AudioReader(path), rate, media::Downmix::first, media::Spacing::by_rate,
               kChunksPerSecond},
              kChunksKept),
        rate_(rate) {}

  std::int64_t frames() const noexcept { return file_.stream().frames(); }
  std::int64_t piece_frames() const noexcept {
    return kChunksPerPiece * file_.stream().chunk_frames();
  }
  bool is_near(std::int64_t piece) const noexcept {
    return piece == latest_[0].index + 1 ||
           std::ranges::any_of(latest_, [&](const Piece& each) { return each.index == piece; });
  }

  /// Largest sample of the quarter of a second around a frame, filtered without what is around it.
  double peak_around(std::int64_t frame) {
    const std::int64_t length = file_.stream().chunk_frames();
    const std::int64_t begin = frame / length * length;
    window_.resize(static_cast<std::size_t>(std::min(length, frames() - begin)));
    file_.read(begin, window_);
    filter_recording(rate_, window_);
    return level_of(window_).peak;
  }

  /// The frames of a piece, as many as there are.
  std::span<const double> piece(std::int64_t index) {
    const auto known = std::ranges::find(latest_, index, &Piece::index);
    const auto from = known == latest_.end() ? std::prev(known) : known;
    std::rotate(latest_.begin(), from, std::next(from));
    Piece& piece = latest_.front();
    if (piece.index == index) return piece.samples;
    piece.index = kNone;
    const std::int64_t margin = frames_in(kMarginSeconds, rate_);
    const std::int64_t begin = index * piece_frames();
    const std::int64_t end = std::min(begin + piece_frames(), frames());
    const std::int64_t from_frame = std::max<std::int64_t>(0, begin - margin);
    const std::int64_t to_frame = std::min(end + margin, frames());
    window_.resize(static_cast<std::size_t>(to_frame - from_frame));
    file_.read(from_frame, window_);
    filter_recording(rate_, window_);
    piece.samples.assign(window_.begin() + (begin - from_frame),
                         window_.begin() + (end - from_frame));
    piece.index = index;
    return piece.samples;
  }

 private:
  static constexpr std::int64_t kNone = -2;  // nor is the piece behind it one

  struct Piece {
    std::int64_t index = kNone;
    std::vector<double> samples;
  };

  media::RecentChunks file_;
  int rate_;
  std::vector<double> window_;
  std::array<Piece, 3> latest_;  // the most recent first
};

}  // namespace

/// A file for all voices that play it.
class ConditionedRecording::File {
 public:
  /// What has been learnt of a file by going through it.
  struct Learnt {
    std::mutex mutex;                   // guards what follows
    std::vector<RecordedLevel> levels;  // of the pieces; empty: not known yet
  };

  File(const std::filesystem::path& path, int rate, std::shared_ptr<Learnt> learnt)
      : File(path, rate, std::move(learnt), std::make_unique<PieceReader>(path, rate)) {}

  std::int64_t frames() const noexcept { return frames_; }

  template <class Sample>
  void read(std::int64_t first, double scale, std::span<Sample> out) {
    while (!out.empty()) {
      const std::int64_t offset = first % piece_frames_;
      const std::int64_t count = std::min(std::ssize(out), piece_frames_ - offset);
      with_piece(first / piece_frames_, [&](std::span<const double> piece) {
        std::transform(piece.begin() + offset, piece.begin() + offset + count, out.begin(),
                       [scale](double x) { return static_cast<Sample>(scale * x); });
      });
      out = out.subspan(static_cast<std::size_t>(count));
      first += count;
    }
  }

  RecordedLevel level(std::int64_t end, const dsp::Sharing& sharing) {
    const std::lock_guard lock(learnt_->mutex);
    std::vector<RecordedLevel>& levels = learnt_->levels;
    if (levels.empty()) levels = all_levels(sharing);
    const std::int64_t whole = end / piece_frames_;
    RecordedLevel sum;
    for (std::int64_t k = 0; k < whole; ++k) add(levels[static_cast<std::size_t>(k)], sum);
    const std::int64_t rest = std::min(end, frames_) - whole * piece_frames_;
    if (rest <= 0) return sum;
    with_piece(whole, [&](std::span<const double> piece) {
      add(level_of(piece.first(static_cast<std::size_t>(rest))), sum);
    });
    return sum;
  }

  double estimated_peak(std::size_t most_places) {
    const std::int64_t places = std::min(static_cast<std::int64_t>(most_places), pieces());
    std::vector<float> peaks;
    for (std::int64_t i = 0; i < places; ++i) {
      with_piece((2 * i + 1) * pieces() / (2 * places), [&](std::span<const double> piece) {
        peaks.push_back(static_cast<float>(level_of(piece).peak));
      });
    }
    if (peaks.empty()) return 0;
    constexpr double kAnyPeak = std::numeric_limits<double>::infinity();
    const double expected = dsp::expected_largest(peaks, static_cast<double>(pieces()), kAnyPeak);
    return std::max(expected, largest_around(3 * places));
  }

 private:
  File(const std::filesystem::path& path, int rate, std::shared_ptr<Learnt> learnt,
       std::unique_ptr<PieceReader> opened)
      : frames_(opened->frames()),
        piece_frames_(opened->piece_frames()),
        readers_([this, path, rate] { return another_reader(path, rate); }),
        learnt_(std::move(learnt)) {
    readers_.add(std::move(opened));
  }

  std::unique_ptr<PieceReader> another_reader(const std::filesystem::path& path, int rate) const {
    auto reader = std::make_unique<PieceReader>(path, rate);
    if (reader->frames() == frames_) return reader;
    throw InputError(path.string() + ": has become another file while it was played");
  }

  std::int64_t pieces() const noexcept { return (frames_ + piece_frames_ - 1) / piece_frames_; }

  template <class Act>
  void with_piece(std::int64_t index, Act act) {
    readers_.with_reader_at(index, [&](PieceReader& reader) { act(reader.piece(index)); });
  }

  /// Of short places, more of which can be looked at in the same time: what is loud for a short while only, as
  /// an end may be, should not be heard at the level of the rest.
  double largest_around(std::int64_t places) {
    double peak = 0;
    for (std::int64_t i = 0; i < places; ++i) {
      const std::int64_t frame = (2 * i + 1) * (frames_ / (2 * places));
      readers_.with_reader_at(frame / piece_frames_, [&](PieceReader& reader) {
        peak = std::max(peak, reader.peak_around(frame));
      });
    }
    return peak;
  }

  std::vector<RecordedLevel> all_levels(const dsp::Sharing& sharing) {
    constexpr std::int64_t kPiecesOfTask = 16;
    std::vector<RecordedLevel> levels(static_cast<std::size_t>(pieces()));
    const std::int64_t tasks = (pieces() + kPiecesOfTask - 1) / kPiecesOfTask;
    dsp::share_out(sharing, static_cast<std::size_t>(tasks), [&](std::size_t task) {
      const std::int64_t begin = static_cast<std::int64_t>(task) * kPiecesOfTask;
      for (std::int64_t k = begin; k < std::min(begin + kPiecesOfTask, pieces()); ++k) {
        with_piece(k, [&](std::span<const double> piece) {
          levels[static_cast<std::size_t>(k)] = level_of(piece);
        });
      }
    });
    return levels;
  }

  std::int64_t frames_, piece_frames_;
  media::ReaderPool<PieceReader> readers_;
  std::shared_ptr<Learnt> learnt_;
};

std::shared_ptr<ConditionedRecording::File> ConditionedRecording::shared_file(
    const std::filesystem::path& path, int rate) {
  struct Known {
    std::filesystem::path path;
    std::filesystem::file_time_type written;
    std::uintmax_t bytes = 0;
    int rate = 0;
    std::shared_ptr<File::Learnt> learnt = std::make_shared<File::Learnt>();
    std::weak_ptr<File> file{};  // while somebody plays it
  };
  static std::mutex mutex;
  static std::vector<Known> files;  // the most recent first
  std::error_code ignored;
  Known asked{path, std::filesystem::last_write_time(path, ignored),
              std::filesystem::file_size(path, ignored), rate};
  const std::lock_guard lock(mutex);
  const auto known = std::ranges::find_if(files, [&](const Known& file) {
    return file.path == asked.path && file.written == asked.written && file.bytes == asked.bytes &&
           file.rate == asked.rate;
  });
  if (known != files.end()) {
    std::rotate(files.begin(), known, known + 1);
  } else {
    files.insert(files.begin(), asked);
    if (files.size() > kRemembered) files.pop_back();
  }
  auto file = files.front().file.lock();
  if (!file) {
    file = std::make_shared<File>(path, rate, files.front().learnt);
    files.front().file = file;
  }
  return file;
}

ConditionedRecording::ConditionedRecording(const std::filesystem::path& path, int rate)
    : file_(shared_file(path, rate)) {}

std::int64_t ConditionedRecording::frames() const noexcept { return file_->frames(); }

void ConditionedRecording::read(std::int64_t first, double scale, std::span<double> out) const {
  file_->read(first, scale, out);
}
void ConditionedRecording::read(std::int64_t first, double scale, std::span<float> out) const {
  file_->read(first, scale, out);
}

RecordedLevel ConditionedRecording::level(std::int64_t end, const dsp::Sharing& sharing) const {
  return file_->level(end, sharing);
}
double ConditionedRecording::estimated_peak(std::size_t places) const {
  return file_->estimated_peak(places);
}

}  // namespace bbplay::voices
