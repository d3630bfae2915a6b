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

#include "dsp/fft/correlation_ops.h"

namespace bbplay::dsp {

namespace {

double dot(ConstStereoBlock a, ConstStereoBlock b) noexcept {
  return sum_of_products(a.left, b.left) + sum_of_products(a.right, b.right);
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
    void resize(std::size_t bins) {
      re.resize(bins);
      im.resize(bins);
    }
    void clear(std::size_t bins) {
      re.assign(bins, Real{0});
      im.assign(bins, Real{0});
    }
    void add(const Spectrum& other) noexcept {
      for (std::size_t k = 0; k < re.size(); ++k) re[k] += other.re[k];
      for (std::size_t k = 0; k < im.size(); ++k) im[k] += other.im[k];
    }
    Split<const Real> values() const noexcept { return {re.data(), im.data()}; }
    Split<Real> values() noexcept { return {re.data(), im.data()}; }
    std::vector<Real> re, im;
  };

  /// What is worked in by one thread, which gets it ready, too: clearing memory that is new takes
  /// about as long as a transform.
  struct Bench {
    void prepare(const RealFft<Real>& transform) {
      signal.resize(transform.size());
      work.resize(transform.work_size());
    }
    std::vector<Real> signal, work;
    Spectrum block;                   // of `next`
    std::vector<Spectrum> stretches;  // of `previous`
    std::vector<Spectrum> sums;       // by piece of lags
  };

  Workspace(std::size_t size, std::size_t threads) : fft(size), benches(threads) {}

  RealFft<Real> fft;
  std::vector<Bench> benches;  // one, or one for each channel
};

namespace {

/// Correlation of two windows, summed over both channels, in the precision of `Real`.
///
/// `next` is cut into blocks and the lags into pieces. A block meets, at the lags of a piece, one
/// stretch of `previous`; where blocks and pieces are of one length, the next block meets the same
/// stretch at the lags of the piece before. So everything is transformed once: the time is that of as
/// many transforms as there are blocks and pieces, and of a multiplication for each pair of them.
template <class Real>
class Correlator {
 public:
  using Workspace = Aligner::Workspace<Real>;

  /// How the windows are cut, in frames.
  struct Cut {
    std::int64_t block;       // frames of `next` that are transformed at a time
    std::int64_t reach;       // frames of `previous` they are compared with
    std::int64_t first_lag;   // of the first piece
    std::int64_t pieces = 1;  // of as many lags as a block has frames, if there are several
  };

  Correlator(ConstStereoBlock previous, ConstStereoBlock next, const Cut& cut, Workspace& space,
             const Sharing& sharing, const Interrupt& interrupt)
      : frames_(static_cast<std::int64_t>(next.frames())),
        cut_(cut),
        scale_(1 / static_cast<double>(space.fft.bins())),
        space_(space),
        sharing_(sharing),
        interrupt_(interrupt) {
    if (space.benches.size() == 1) {
      clear(space.benches.front());
      add(previous.left, next.left, space.benches.front());
      add(previous.right, next.right, space.benches.front());
      return;
    }
    share(2, [&](std::size_t channel) {
      Bench& bench = space_.benches[channel];
      clear(bench);
      channel == 0 ? add(previous.left, next.left, bench) : add(previous.right, next.right, bench);
    });
  }

  /// The piece whose correlations at() tells from now on. Pieces come in order.
  void go_to(std::int64_t piece) {
    origin_ = cut_.first_lag + piece * cut_.block;
    const auto benches = static_cast<std::int64_t>(space_.benches.size());
    told_ = static_cast<std::size_t>(piece % benches);
    if (told_ > 0) return;
    // As many at a time as there is room for.
    share(static_cast<std::size_t>(std::min(benches, cut_.pieces - piece)),
          [&](std::size_t i) { invert(static_cast<std::size_t>(piece) + i, space_.benches[i]); });
  }

  double at(std::int64_t lag) const {
    const std::int64_t index = lag - origin_;
    const std::vector<Real>& sums = space_.benches[told_].signal;
    const auto size = static_cast<std::int64_t>(sums.size());
    return scale_ *
           static_cast<double>(sums[static_cast<std::size_t>(index < 0 ? index + size : index)]);
  }

 private:
  using Spectrum = typename Workspace::Spectrum;
  using Bench = typename Workspace::Bench;

  void share(std::size_t count, const std::function<void(std::size_t)>& task) const {
    if (sharing_ && count > 1) return sharing_(count, task);
    for (std::size_t i = 0; i < count; ++i) task(i);
  }

  void clear(Bench& bench) const {
    const auto blocks = static_cast<std::size_t>((frames_ + cut_.block - 1) / cut_.block);
    const auto pieces = static_cast<std::size_t>(cut_.pieces);
    bench.prepare(space_.fft);
    bench.sums.resize(pieces);
    for (Spectrum& sum : bench.sums) sum.clear(space_.fft.bins());
    bench.stretches.resize(blocks + pieces - 1);
  }

  /// The correlations at the lags of a piece, of both channels.
  void invert(std::size_t piece, Bench& bench) {
    Spectrum& sum = space_.benches.front().sums[piece];
    if (space_.benches.size() > 1) sum.add(space_.benches.back().sums[piece]);
    space_.fft.inverse(sum.re, sum.im, bench.signal, bench.work);
  }

  /// One channel.
  void add(std::span<const float> previous, std::span<const float> next, Bench& bench) {
    std::int64_t known_stretches = 0;
    for (std::int64_t block = 0; block * cut_.block < frames_; ++block) {
      if (interrupt_) interrupt_();
      transform(next, block * cut_.block, cut_.block, bench, bench.block);
      for (std::int64_t piece = 0; piece < cut_.pieces; ++piece) {
        const std::int64_t start = cut_.first_lag + (block + piece) * cut_.block;
        if (start + cut_.reach <= 0 || start >= frames_) continue;  // what lies outside
        Spectrum& stretch = bench.stretches[static_cast<std::size_t>(block + piece)];
        if (block + piece >= known_stretches) {
          transform(previous, start, cut_.reach, bench, stretch);
          known_stretches = block + piece + 1;
        }
        add_correlation(space_.fft.bins(), std::as_const(stretch).values(),
                        std::as_const(bench.block).values(),
                        bench.sums[static_cast<std::size_t>(piece)].values());
      }
    }
  }

  /// `count` frames from `start`, as far as they lie in the window, and zeros elsewhere.
  void transform(std::span<const float> x, std::int64_t start, std::int64_t count, Bench& bench,
                 Spectrum& out) {
    const std::int64_t begin = std::clamp<std::int64_t>(-start, 0, count);
    const std::int64_t end = std::clamp<std::int64_t>(frames_ - start, begin, count);
    const auto frames = bench.signal.begin();
    std::fill(frames, frames + begin, Real{0});
    std::copy(x.begin() + start + begin, x.begin() + start + end, frames + begin);
    std::fill(frames + end, bench.signal.end(), Real{0});
    out.resize(space_.fft.bins());
    space_.fft.forward(bench.signal, out.re, out.im, bench.work);
  }

  std::int64_t frames_;
  Cut cut_;
  double scale_;  // of what the transform tells; a power of two
  std::int64_t origin_ = 0;
  std::size_t told_ = 0;  // the bench that has the piece at() tells of
  Workspace& space_;
  const Sharing& sharing_;
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

/// What is correlated at a time. Several pieces of lags are as long as a block, which lets them share
/// transforms.
struct PieceLengths {
  std::int64_t block, lags;  // frames

  PieceLengths(std::int64_t most, std::int64_t frames, std::int64_t all_lags)
      : block(most), lags(most) {
    if (all_lags > most) return;
    block = std::min(frames, most);
    lags = all_lags;
  }
  std::int64_t reach() const noexcept { return block + lags - 1; }
};

/// Offers the correlations of lags [first, end) to `taker`, in order, piece by piece.
template <class Real, class Taker>
void correlate_in_pieces(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t first,
                         std::int64_t end, const PieceLengths& lengths,
                         Aligner::Workspace<Real>& space, const Sharing& sharing,
                         const Interrupt& interrupt, Taker& taker) {
  const std::int64_t pieces = (end - first + lengths.lags - 1) / lengths.lags;
  Correlator<Real> correlator(previous, next, {lengths.block, lengths.reach(), first, pieces},
                              space, sharing, interrupt);
  for (std::int64_t piece = 0; piece < pieces; ++piece, first += lengths.lags) {
    correlator.go_to(piece);
    for (std::int64_t lag = first; lag < std::min(first + lengths.lags, end); ++lag) {
      taker.offer(lag, correlator.at(lag));
    }
  }
}

/// Many lags come near, as where nothing of one window is found in the other: double precision
/// tells them apart in a time that does not depend on how many there are. On one thread, since doubles
/// for two would take too much memory.
Alignment align_precisely(ConstStereoBlock previous, ConstStereoBlock next, std::int64_t first,
                          std::int64_t end, double norm, double near_enough,
                          const Interrupt& interrupt) {
  constexpr std::int64_t kPiece = 1 << 16;
  const PieceLengths lengths(kPiece, static_cast<std::int64_t>(next.frames()), end - first);
  Aligner::Workspace<double> space(fft_size(lengths.reach()), 1);
  FirstOfTheLargest first_of_the_largest(near_enough);
  correlate_in_pieces(previous, next, first, end, lengths, space, {}, interrupt,
                      first_of_the_largest);
  return first_of_the_largest.chosen(norm);
}

}  // namespace

Aligner::Aligner(Sharing sharing) : sharing_(std::move(sharing)) {}
Aligner::~Aligner() = default;

Aligner::Workspace<float>& Aligner::workspace(std::size_t size) {
  if (!space_ || space_->fft.size() != size) {
    space_.reset();
    space_ = std::make_unique<Workspace<float>>(size, 2);
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
    const PieceLengths lengths(pieces.piece, frames, end + farthest);
    correlate_in_pieces(previous, next, -farthest, end, lengths,
                        workspace(fft_size(lengths.reach())), sharing_, interrupt, candidates);
    return decide(candidates);
  }
  // Lags beyond those asked for may wrap around onto each other, but not onto these.
  const auto search_within = [&](std::int64_t reach, std::size_t size) {
    candidates = Candidates(kSinglePrecision * norm);
    Correlator<float> correlator(previous, next, {frames, frames, 0}, workspace(size), sharing_,
                                 interrupt);
    correlator.go_to(0);
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
