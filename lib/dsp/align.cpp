// SPDX-License-Identifier: MIT
#include "dsp/align.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <deque>
#include <vector>

#include "dsp/fft.h"

namespace bbplay::dsp {

namespace {

double energy(ConstStereoBlock x) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < x.frames(); ++i) {
    sum +=
        static_cast<double>(x.left[i]) * x.left[i] + static_cast<double>(x.right[i]) * x.right[i];
  }
  return sum;
}

std::size_t fft_size(std::int64_t minimum) noexcept {
  constexpr std::int64_t kShortest = 128;
  return std::bit_ceil(static_cast<std::size_t>(std::max(minimum, kShortest)));
}

}  // namespace

struct Aligner::Workspace {
  struct Spectrum {
    explicit Spectrum(std::size_t bins) : re(bins), im(bins) {}
    std::vector<double> re, im;
  };

  explicit Workspace(std::size_t size)
      : fft(size),
        signal(size),
        work(fft.work_size()),
        a(fft.bins()),
        b(fft.bins()),
        sum(fft.bins()) {}

  RealFft<double> fft;
  std::vector<double> signal, work;
  Spectrum a, b, sum;
};

namespace {

/// Correlation of two windows, summed over both channels.
class Correlator {
 public:
  /// block   frames of `next` that are transformed at a time
  /// reach   frames of `previous` they are compared with
  Correlator(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t block,
             std::int64_t reach, Aligner::Workspace& space)
      : previous_(previous),
        next_(next),
        frames_(static_cast<std::int64_t>(next.frames())),
        block_(block),
        reach_(reach),
        space_(space) {}

  /// Correlates for lags around `origin`: block k of `next` with the `reach` frames of `previous`
  /// that begin `origin` after it.
  void run(std::int64_t origin) {
    origin_ = origin;
    std::fill(space_.sum.re.begin(), space_.sum.re.end(), 0.0);
    std::fill(space_.sum.im.begin(), space_.sum.im.end(), 0.0);
    for (std::int64_t start = 0; start < frames_; start += block_) {
      add(previous_.left, next_.left, start);
      add(previous_.right, next_.right, start);
    }
    space_.fft.inverse(space_.sum.re, space_.sum.im, space_.signal, space_.work);
  }

  double at(std::int64_t lag) const {
    const std::int64_t index = lag - origin_;
    const auto size = static_cast<std::int64_t>(space_.signal.size());
    return space_.signal[static_cast<std::size_t>(index < 0 ? index + size : index)] /
           static_cast<double>(space_.fft.bins());
  }

 private:
  /// Adds the product of one block's spectrum, conjugate, and that of what it is compared with.
  void add(std::span<const float> previous, std::span<const float> next, std::int64_t start) {
    auto& [fft, signal, work, a, b, sum] = space_;
    transform(previous, start + origin_, reach_, a);
    transform(next, start, block_, b);
    // Bin 0 holds two real bins.
    const double lowest = sum.re[0] + a.re[0] * b.re[0];
    const double highest = sum.im[0] + a.im[0] * b.im[0];
    for (std::size_t k = 0; k < fft.bins(); ++k) {
      sum.re[k] += a.re[k] * b.re[k] + a.im[k] * b.im[k];
      sum.im[k] += a.im[k] * b.re[k] - a.re[k] * b.im[k];
    }
    sum.re[0] = lowest;
    sum.im[0] = highest;
  }

  /// `count` frames from `start`, as far as they lie in the window, and zeros elsewhere.
  void transform(std::span<const float> x, std::int64_t start, std::int64_t count,
                 Aligner::Workspace::Spectrum& out) {
    const std::int64_t begin = std::clamp<std::int64_t>(-start, 0, count);
    const std::int64_t end = std::clamp<std::int64_t>(frames_ - start, begin, count);
    std::fill(space_.signal.begin(), space_.signal.end(), 0.0);
    std::copy(x.begin() + start + begin, x.begin() + start + end, space_.signal.begin() + begin);
    space_.fft.forward(space_.signal, out.re, out.im, space_.work);
  }

  ConstStereoBlock previous_, next_;
  std::int64_t frames_, block_, reach_;
  std::int64_t origin_ = 0;
  Aligner::Workspace& space_;
};

/// Finds, among values that come in order, the first that lies within `tolerance` of the largest.
class FirstOfTheLargest {
 public:
  explicit FirstOfTheLargest(double tolerance) : tolerance_(tolerance) {}

  void offer(std::int64_t lag, double value) {
    if (value > largest_) {
      second_ = largest_;
      largest_ = value;
      while (!candidates_.empty() && candidates_.front().value < largest_ - tolerance_) {
        candidates_.pop_front();
      }
    } else if (value > second_) {
      second_ = value;
    }
    // A later candidate only matters if it can outlast the earlier ones.
    if (value >= largest_ - tolerance_ &&
        (candidates_.empty() || value > candidates_.back().value)) {
      candidates_.push_back({lag, value});
    }
  }

  std::int64_t lag() const { return candidates_.front().lag; }
  double value() const { return candidates_.front().value; }
  /// The largest value elsewhere.
  double runner_up() const { return value() < largest_ ? largest_ : second_; }

 private:
  struct Candidate {
    std::int64_t lag;
    double value;
  };
  double tolerance_;
  double largest_ = -std::numeric_limits<double>::infinity();
  double second_ = -std::numeric_limits<double>::infinity();
  std::deque<Candidate> candidates_;
};

}  // namespace

Aligner::Aligner() = default;
Aligner::~Aligner() = default;

Aligner::Workspace& Aligner::workspace(std::size_t size) {
  if (!space_ || space_->fft.size() != size) {
    space_.reset();
    space_ = std::make_unique<Workspace>(size);
  }
  return *space_;
}

Alignment Aligner::align(ConstStereoBlock previous, ConstStereoBlock next,
                         const AlignmentSearch& search, const AlignmentPieces& pieces) {
  assert(previous.frames() == next.frames());
  const auto frames = static_cast<std::int64_t>(next.frames());
  const std::int64_t farthest = std::min(search.farthest, frames - 1);
  if (farthest <= 0) return {};
  const double previous_energy = energy(previous);
  const double next_energy = energy(next);
  const double silence = 1e-12 * static_cast<double>(frames);
  if (!(previous_energy >= silence && next_energy >= silence)) return {};
  const double norm = std::sqrt(previous_energy * next_energy);

  const std::int64_t end = search.never_delay ? 1 : farthest + 1;
  FirstOfTheLargest best(1e-9 * norm);
  if (frames <= pieces.block) {
    // Lags beyond the search may wrap around onto each other, but not onto those within.
    Correlator correlator(previous, next, frames, frames, workspace(fft_size(frames + farthest)));
    correlator.run(0);
    for (std::int64_t lag = -farthest; lag < end; ++lag) best.offer(lag, correlator.at(lag));
  } else {
    const std::int64_t lags = std::min(pieces.lags, end + farthest);
    const std::int64_t reach = pieces.block + lags - 1;
    Correlator correlator(previous, next, pieces.block, reach, workspace(fft_size(reach)));
    for (std::int64_t first = -farthest; first < end; first += lags) {
      correlator.run(first);
      for (std::int64_t lag = first; lag < std::min(first + lags, end); ++lag) {
        best.offer(lag, correlator.at(lag));
      }
    }
  }
  return {best.lag(), best.value() / norm, std::max(0.0, best.value() - best.runner_up()) / norm};
}

void shift(ConstStereoBlock signal, std::int64_t lag, StereoBlock out) noexcept {
  const auto length = static_cast<std::int64_t>(signal.frames());
  const auto frames = static_cast<std::int64_t>(out.frames());
  const auto begin = static_cast<std::size_t>(std::clamp<std::int64_t>(lag, 0, frames));
  const auto skipped = static_cast<std::size_t>(std::clamp<std::int64_t>(-lag, 0, length));
  const std::size_t count = std::min(signal.frames() - skipped, out.frames() - begin);
  const auto move = [&](std::span<const float> from, std::span<float> to) {
    std::fill_n(to.begin(), begin, 0.0f);
    std::copy_n(from.data() + skipped, count, to.data() + begin);
    std::fill(to.data() + begin + count, to.data() + to.size(), 0.0f);
  };
  move(signal.left, out.left);
  move(signal.right, out.right);
}

}  // namespace bbplay::dsp
