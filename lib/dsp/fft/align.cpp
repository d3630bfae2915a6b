// SPDX-License-Identifier: MIT
#include "dsp/fft/align.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

#include "bbplay/dsp/fft.h"

namespace bbplay::dsp {

namespace {

double dot(std::span<const float> a, std::span<const float> b) noexcept {
  // Side by side, since one sum would wait for every addition.
  constexpr std::size_t kSums = 8;
  double sums[kSums] = {};
  std::size_t i = 0;
  for (; i + kSums <= a.size(); i += kSums) {
    for (std::size_t k = 0; k < kSums; ++k) {
      sums[k] += static_cast<double>(a[i + k]) * static_cast<double>(b[i + k]);
    }
  }
  for (; i < a.size(); ++i) sums[0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double dot(ConstStereoBlock a, ConstStereoBlock b) noexcept {
  return dot(a.left, b.left) + dot(a.right, b.right);
}

double energy(ConstStereoBlock x) noexcept { return dot(x, x); }

/// The frames of two windows that meet at a lag.
struct Overlap {
  Overlap(ConstStereoBlock previous_window, ConstStereoBlock next_window, std::int64_t lag)
      : previous(
            previous_window.dropping(static_cast<std::size_t>(std::max<std::int64_t>(0, lag)))),
        next(next_window.dropping(static_cast<std::size_t>(std::max<std::int64_t>(0, -lag)))) {
    const std::size_t frames = std::min(previous.frames(), next.frames());
    previous = previous.first(frames);
    next = next.first(frames);
  }
  ConstStereoBlock previous, next;
};

/// What no correlation beyond so many frames either way exceeds.
double bound_beyond(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t lag) {
  const Overlap later(previous, next, lag + 1), earlier(previous, next, -lag - 1);
  return std::sqrt(std::max(energy(later.previous) * energy(later.next),
                            energy(earlier.previous) * energy(earlier.next)));
}

std::size_t fft_size(std::int64_t minimum) noexcept {
  constexpr std::int64_t kMinBlock = 128;
  return std::bit_ceil(static_cast<std::size_t>(std::max(minimum, kMinBlock)));
}

}  // namespace

template <class Real>
struct Aligner::Workspace {
  struct Spectrum {
    explicit Spectrum(std::size_t bins) : re(bins), im(bins) {}
    std::vector<Real> re, im;
  };

  explicit Workspace(std::size_t size)
      : fft(size),
        signal(size),
        work(fft.work_size()),
        a(fft.bins()),
        b(fft.bins()),
        sum(fft.bins()) {}

  RealFft<Real> fft;
  std::vector<Real> signal, work;
  Spectrum a, b, sum;
};

namespace {

/// Correlation of two windows, summed over both channels, in the precision of `Real`.
template <class Real>
class Correlator {
 public:
  using Workspace = Aligner::Workspace<Real>;

  /// block   frames of `next` that are transformed at a time
  /// reach   frames of `previous` they are compared with
  Correlator(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t block,
             std::int64_t reach, Workspace& space, const Interrupt& interrupt)
      : previous_(previous),
        next_(next),
        frames_(static_cast<std::int64_t>(next.frames())),
        block_(block),
        reach_(reach),
        space_(space),
        interrupt_(interrupt) {}

  /// Correlates for lags around `origin`: block k of `next` with the `reach` frames of `previous`
  /// that begin `origin` after it.
  void run(std::int64_t origin) {
    origin_ = origin;
    std::fill(space_.sum.re.begin(), space_.sum.re.end(), Real{0});
    std::fill(space_.sum.im.begin(), space_.sum.im.end(), Real{0});
    for (std::int64_t start = 0; start < frames_; start += block_) {
      if (interrupt_) interrupt_();
      // Lags at which the block meets nothing but what lies outside.
      if (start + origin_ + reach_ <= 0 || start + origin_ >= frames_) continue;
      add(previous_.left, next_.left, start);
      add(previous_.right, next_.right, start);
    }
    space_.fft.inverse(space_.sum.re, space_.sum.im, space_.signal, space_.work);
  }

  double at(std::int64_t lag) const {
    const std::int64_t index = lag - origin_;
    const auto size = static_cast<std::int64_t>(space_.signal.size());
    return static_cast<double>(
               space_.signal[static_cast<std::size_t>(index < 0 ? index + size : index)]) /
           static_cast<double>(space_.fft.bins());
  }

 private:
  using Spectrum = typename Workspace::Spectrum;

  /// Adds the product of one block's spectrum, conjugate, and that of what it is compared with.
  void add(std::span<const float> previous, std::span<const float> next, std::int64_t start) {
    auto& [fft, signal, work, a, b, sum] = space_;
    transform(previous, start + origin_, reach_, a);
    transform(next, start, block_, b);
    // Bin 0 holds two real bins.
    const Real lowest = sum.re[0] + a.re[0] * b.re[0];
    const Real highest = sum.im[0] + a.im[0] * b.im[0];
    for (std::size_t k = 0; k < fft.bins(); ++k) {
      sum.re[k] += a.re[k] * b.re[k] + a.im[k] * b.im[k];
      sum.im[k] += a.im[k] * b.re[k] - a.re[k] * b.im[k];
    }
    sum.re[0] = lowest;
    sum.im[0] = highest;
  }

  /// `count` frames from `start`, as far as they lie in the window, and zeros elsewhere.
  void transform(std::span<const float> x, std::int64_t start, std::int64_t count, Spectrum& out) {
    const std::int64_t begin = std::clamp<std::int64_t>(-start, 0, count);
    const std::int64_t end = std::clamp<std::int64_t>(frames_ - start, begin, count);
    const auto frames = space_.signal.begin();
    std::fill(frames, frames + begin, Real{0});
    std::copy(x.begin() + start + begin, x.begin() + start + end, frames + begin);
    std::fill(frames + end, space_.signal.end(), Real{0});
    space_.fft.forward(space_.signal, out.re, out.im, space_.work);
  }

  ConstStereoBlock previous_, next_;
  std::int64_t frames_, block_, reach_;
  std::int64_t origin_ = 0;
  Workspace& space_;
  const Interrupt& interrupt_;
};

constexpr double kMinusInfinite = -std::numeric_limits<double>::infinity();

/// A lag and the correlation at it.
struct Correlation {
  std::int64_t lag = 0;
  double value = kMinusInfinite;
};

/// The lags whose correlation may be the largest, as far as single precision can tell.
class Candidates {
 public:
  /// Sums over the windows that are worth their time.
  static constexpr std::size_t kMostSums = 64;

  /// tolerance  of the values
  explicit Candidates(double tolerance) : tolerance_(tolerance) {}

  /// Lags come in order.
  void offer(std::int64_t lag, double value) {
    largest_ = std::max(largest_, value);
    if (value < largest_ - tolerance_) return pass_over({lag, value});
    if (kept_.size() == kMostKept && largest_ >= room_from_) {
      drop_the_lower();
      // Where nearly all stay, only what lies far above them makes room.
      room_from_ = kept_.size() > kMostKept / 2 ? largest_ + tolerance_ : kMinusInfinite;
    }
    if (kept_.size() == kMostKept) {
      dropped_ = std::max(dropped_, value);
    } else {
      kept_.push_back({lag, value});
    }
  }

  /// All have been offered. Returns whether they are few enough to choose() among them.
  bool are_few() {
    drop_the_lower();
    return kept_.size() <= kMostSums && dropped_ < largest_ - tolerance_;
  }

  /// No true correlation of a lag offered lies above.
  double surely() const { return largest_ - tolerance_; }

  /// The first of those within `near_enough` of the largest, by their exact correlations.
  Alignment choose(ConstStereoBlock previous, ConstStereoBlock next, double norm,
                   double near_enough, const Interrupt& interrupt) {
    const auto exact = [&](std::int64_t lag) {
      if (interrupt) interrupt();
      const Overlap overlap(previous, next, lag);
      return dot(overlap.previous, overlap.next);
    };
    double largest = kMinusInfinite;
    for (Correlation& kept : kept_) {
      kept.value = exact(kept.lag);
      largest = std::max(largest, kept.value);
    }
    const auto chosen = std::ranges::find_if(
        kept_, [&](const Correlation& kept) { return kept.value >= largest - near_enough; });
    double runner_up = elsewhere_.value > kMinusInfinite ? exact(elsewhere_.lag) : kMinusInfinite;
    for (const Correlation& kept : kept_) {
      if (kept.lag != chosen->lag) runner_up = std::max(runner_up, kept.value);
    }
    return {chosen->lag, chosen->value / norm, std::max(0.0, chosen->value - runner_up) / norm};
  }

 private:
  static constexpr std::size_t kMostKept = 1 << 14;

  void pass_over(const Correlation& passed) {
    if (passed.value > elsewhere_.value) elsewhere_ = passed;
  }

  void drop_the_lower() {
    std::erase_if(kept_, [this](const Correlation& kept) {
      if (kept.value >= largest_ - tolerance_) return false;
      pass_over(kept);
      return true;
    });
  }

  double tolerance_;
  double largest_ = kMinusInfinite;
  double dropped_ = kMinusInfinite;    // the largest for which there was no room
  double room_from_ = kMinusInfinite;  // a largest from which on to look for room is worth while
  Correlation elsewhere_;              // the largest that is not kept
  std::vector<Correlation> kept_;
};

/// The first lag within `near_enough` of the largest correlation, by values that are exact. It is
/// larger than all before it, so only those have to be remembered.
class FirstOfTheLargest {
 public:
  explicit FirstOfTheLargest(double near_enough) : near_enough_(near_enough) {}

  /// Lags come in order.
  void offer(std::int64_t lag, double value) {
    if (value <= largest_) {
      second_ = std::max(second_, value);
      return;
    }
    second_ = std::exchange(largest_, value);
    rising_.push_back({lag, value});
    while (rising_.front().value < largest_ - near_enough_) rising_.pop_front();
  }

  Alignment chosen(double norm) const {
    const Correlation& first = rising_.front();
    const double runner_up = first.value == largest_ ? second_ : largest_;
    return {first.lag, first.value / norm, std::max(0.0, first.value - runner_up) / norm};
  }

 private:
  double near_enough_;
  double largest_ = kMinusInfinite, second_ = kMinusInfinite;
  std::deque<Correlation> rising_;
};

/// Offers the correlations of lags [first, end) to `taker`, in order, piece by piece.
template <class Real, class Taker>
void correlate_in_pieces(Correlator<Real>& correlator, std::int64_t first, std::int64_t end,
                         std::int64_t lags, Taker& taker) {
  for (; first < end; first += lags) {
    correlator.run(first);
    for (std::int64_t lag = first; lag < std::min(first + lags, end); ++lag) {
      taker.offer(lag, correlator.at(lag));
    }
  }
}

/// Many lags come near, as where nothing of one window is found in the other: double precision
/// tells them apart in a time that does not depend on how many there are.
Alignment align_precisely(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t first,
                          std::int64_t end, double norm, double near_enough,
                          const Interrupt& interrupt) {
  constexpr std::int64_t kPiece = 1 << 16;
  const std::int64_t block = std::min(static_cast<std::int64_t>(next.frames()), kPiece);
  const std::int64_t lags = std::min(end - first, kPiece);
  const std::int64_t reach = block + lags - 1;
  Aligner::Workspace<double> space(fft_size(reach));
  Correlator<double> correlator(previous, next, block, reach, space, interrupt);
  FirstOfTheLargest first_of_the_largest(near_enough);
  correlate_in_pieces(correlator, first, end, lags, first_of_the_largest);
  return first_of_the_largest.chosen(norm);
}

}  // namespace

Aligner::Aligner() = default;
Aligner::~Aligner() = default;

Aligner::Workspace<float>& Aligner::workspace(std::size_t size) {
  if (!space_ || space_->fft.size() != size) {
    space_.reset();
    space_ = std::make_unique<Workspace<float>>(size);
  }
  return *space_;
}

Alignment Aligner::align(ConstStereoBlock previous, ConstStereoBlock next,
                         const AlignmentSearch& search, const AlignmentPieces& pieces,
                         const Interrupt& interrupt) {
  assert(previous.frames() == next.frames());
  const auto frames = static_cast<std::int64_t>(next.frames());
  const std::int64_t farthest = std::min(search.farthest, frames - 1);
  if (farthest <= 0) return {};
  const double previous_energy = energy(previous);
  const double next_energy = energy(next);
  const double silence = 1e-12 * static_cast<double>(frames);
  if (!(previous_energy >= silence && next_energy >= silence)) return {};
  const double norm = std::sqrt(previous_energy * next_energy);

  constexpr double kSinglePrecision = 1e-5;  // of the norm; an order above what is seen
  constexpr double kNearEnough = 1e-9;
  const std::int64_t end = search.never_delay ? 1 : farthest + 1;
  const auto decide = [&](Candidates& candidates) {
    if (candidates.are_few()) {
      return candidates.choose(previous, next, norm, kNearEnough * norm, interrupt);
    }
    space_.reset();
    return align_precisely(previous, next, -farthest, end, norm, kNearEnough * norm, interrupt);
  };
  Candidates candidates(kSinglePrecision * norm);
  if (frames > pieces.whole) {
    const std::int64_t lags = std::min(pieces.lags, end + farthest);
    const std::int64_t reach = pieces.block + lags - 1;
    Correlator<float> correlator(previous, next, pieces.block, reach, workspace(fft_size(reach)),
                                 interrupt);
    correlate_in_pieces(correlator, -farthest, end, lags, candidates);
    return decide(candidates);
  }
  // Lags beyond those asked for may wrap around onto each other, but not onto these.
  const auto search_within = [&](std::int64_t reach, std::size_t size) {
    candidates = Candidates(kSinglePrecision * norm);
    Correlator<float> correlator(previous, next, frames, frames, workspace(size), interrupt);
    correlator.run(0);
    for (std::int64_t lag = -reach; lag < std::min(end, reach + 1); ++lag) {
      candidates.offer(lag, correlator.at(lag));
    }
  };
  // Half the length leaves the farthest lags out, at which little of both windows meets.
  const std::size_t size = fft_size(frames + farthest);
  const std::int64_t sure = static_cast<std::int64_t>(size / 2) - frames;
  if (2 * sure >= frames && size > fft_size(0)) {
    search_within(sure, size / 2);
    if (candidates.surely() > bound_beyond(previous, next, sure)) return decide(candidates);
  }
  search_within(farthest, size);
  return decide(candidates);
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
