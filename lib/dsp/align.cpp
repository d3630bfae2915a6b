// SPDX-License-Identifier: MIT
#include "dsp/align.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <complex>
#include <deque>
#include <vector>

#include <kissfft/kissfft.hh>

namespace bbplay::dsp {

namespace {

using Complex = std::complex<double>;

double energy(ConstStereoBlock x) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < x.frames(); ++i) {
    sum +=
        static_cast<double>(x.left[i]) * x.left[i] + static_cast<double>(x.right[i]) * x.right[i];
  }
  return sum;
}

/// The smallest length that is a power of two, or three or five times one.
std::size_t fast_fft_size(std::int64_t minimum) noexcept {
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t size : {1, 3, 5}) {
    while (size < minimum) size *= 2;
    best = std::min(best, size);
  }
  return static_cast<std::size_t>(best);
}

/// Correlation of two windows. Left and right are the real and the imaginary part of one signal, so
/// that one transform serves both channels.
class Correlator {
 public:
  /// block   frames of `next` that are transformed at a time
  /// reach   frames of `previous` they are compared with
  Correlator(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t block,
             std::int64_t reach, std::size_t size)
      : previous_(previous),
        next_(next),
        frames_(static_cast<std::int64_t>(next.frames())),
        block_(block),
        reach_(reach),
        fft_(size, false),
        signal_(size),
        spectrum_(size),
        other_(size),
        sum_(block < frames_ ? size : 0) {}

  /// Correlates for lags around `origin`: block k of `next` with the `reach` frames of `previous`
  /// that begin `origin` after it.
  void run(std::int64_t origin) {
    origin_ = origin;
    std::vector<Complex>& sum = sum_.empty() ? spectrum_ : sum_;
    for (std::int64_t start = 0; start < frames_; start += block_) {
      load(previous_, start + origin, reach_);
      fft_.transform(signal_.data(), spectrum_.data());
      load(next_, start, block_);
      fft_.transform(signal_.data(), other_.data());
      for (std::size_t i = 0; i < sum.size(); ++i) {
        const Complex a = spectrum_[i];
        const Complex b = other_[i];
        // The conjugate of a conj(b): transformed forwards it gives what a conj(b) gives backwards.
        const Complex product(a.real() * b.real() + a.imag() * b.imag(),
                              a.real() * b.imag() - a.imag() * b.real());
        sum[i] = start == 0 ? product : sum[i] + product;
      }
    }
    fft_.transform(sum.data(), signal_.data());
  }

  double at(std::int64_t lag) const {
    const std::int64_t index = lag - origin_;
    const auto size = static_cast<std::int64_t>(signal_.size());
    return signal_[static_cast<std::size_t>(index < 0 ? index + size : index)].real() /
           static_cast<double>(size);
  }

 private:
  /// `count` frames from `start`, as far as they lie in the window, and zeros elsewhere.
  void load(ConstStereoBlock x, std::int64_t start, std::int64_t count) {
    const std::int64_t begin = std::clamp<std::int64_t>(-start, 0, count);
    const std::int64_t end = std::clamp<std::int64_t>(frames_ - start, begin, count);
    std::fill(signal_.begin(), signal_.end(), Complex());
    for (std::int64_t i = begin; i < end; ++i) {
      const auto from = static_cast<std::size_t>(start + i);
      signal_[static_cast<std::size_t>(i)] = {x.left[from], x.right[from]};
    }
  }

  ConstStereoBlock previous_, next_;
  std::int64_t frames_, block_, reach_;
  std::int64_t origin_ = 0;
  kissfft<double> fft_;
  std::vector<Complex> signal_, spectrum_, other_, sum_;
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

Alignment align(ConstStereoBlock previous, ConstStereoBlock next, const AlignmentSearch& search,
                const AlignmentPieces& pieces) {
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
    Correlator correlator(previous, next, frames, frames, fast_fft_size(frames + farthest));
    correlator.run(0);
    for (std::int64_t lag = -farthest; lag < end; ++lag) best.offer(lag, correlator.at(lag));
  } else {
    const std::int64_t lags = std::min(pieces.lags, end + farthest);
    const std::int64_t reach = pieces.block + lags - 1;
    Correlator correlator(previous, next, pieces.block, reach, fast_fft_size(reach));
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
