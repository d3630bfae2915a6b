// SPDX-License-Identifier: MIT
#include "dsp/oscillator/swept_sine_sum.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "dsp/block/turns.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/oscillator/swept_sine_sum.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/sine_polynomial-inl.h"

// Plain loops, apart from the sines: the compiler vectorises them for the target it is compiling.
HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

constexpr std::size_t kTogether = 8;  // points that are worked out together

/// The expansion in falling powers of the rate w = phase'. With q = 1/w and the ratios
/// e1 = w' q^2, e2 = w'' q^3, b1 = level' q, b2 = level'' q^2 the sum is the imaginary part of
/// q (real + i imaginary) exp(i phase); terms of the sixth order are the last.
void Expand(const SweptSinePiece& piece, const double* HWY_RESTRICT time,
            double* HWY_RESTRICT sums) {
  constexpr double kTurn = 2 * std::numbers::pi;
  const double l0 = piece.level[0], l1 = piece.level[1], l2 = piece.level[2];
  const double x0 = piece.turns[0], x1 = piece.turns[1], x2 = piece.turns[2], x3 = piece.turns[3];
  double turns[kTogether], sine_part[kTogether], cosine_part[kTogether];
  for (std::size_t i = 0; i < kTogether; ++i) {
    const double t = time[i];
    turns[i] = ((x3 * t + x2) * t + x1) * t + x0;
    const double w = kTurn * ((3 * x3 * t + 2 * x2) * t + x1);
    const double q = 1 / w;
    const double e1 = kTurn * (6 * x3 * t + 2 * x2) * q * q;
    const double e2 = kTurn * 6 * x3 * q * q * q;
    const double level = (l2 * t + l1) * t + l0;
    const double b1 = (2 * l2 * t + l1) * q;
    const double b2 = 2 * l2 * q * q;
    const double real = b1 - e1 * level + 6 * e1 * b2 + 4 * e2 * b1 - 10 * e1 * e2 * level +
                        15 * e1 * e1 * (e1 * level - b1);
    const double imaginary = -level + b2 - 3 * e1 * b1 - e2 * level + 3 * e1 * e1 * level +
                             10 * e2 * b2 - 10 * e2 * e2 * level - 60 * e1 * e2 * b1 -
                             45 * e1 * e1 * b2;
    // What 1 / (2 sinh) has besides its pole, up to the fifth power.
    const double w2 = w * w;
    const double rest = w * (1.0 / 24 + w2 * (7.0 / 5760 + w2 * (31.0 / 967680)));
    sine_part[i] = q * real - b1 * w / 24;
    cosine_part[i] = q * imaginary - level * rest;
  }
  const hn::CappedTag<double, kTogether> d;
  for (std::size_t i = 0; i < kTogether; i += hn::Lanes(d)) {
    const auto x = ReduceTurns(d, hn::LoadU(d, turns + i));
    const auto ahead = ReduceTurns(d, hn::Add(x, hn::Set(d, 0.25)));
    const auto sine = SinReducedDouble(d, x), cosine = SinReducedDouble(d, ahead);
    hn::StoreU(hn::MulAdd(hn::LoadU(d, sine_part + i), sine,
                          hn::Mul(hn::LoadU(d, cosine_part + i), cosine)),
               d, sums + i);
  }
}

/// Clenshaw's rule for a series of Chebyshev polynomials at places in -1 .. 1.
void AddUpSeries(const double* HWY_RESTRICT series, int terms, const double* HWY_RESTRICT places,
                 double* HWY_RESTRICT sums) {
  double next[kTogether] = {}, after[kTogether] = {};
  for (int k = terms - 1; k > 0; --k) {
    for (std::size_t i = 0; i < kTogether; ++i) {
      const double value = series[k] + 2 * places[i] * next[i] - after[i];
      after[i] = next[i];
      next[i] = value;
    }
  }
  for (std::size_t i = 0; i < kTogether; ++i) sums[i] = series[0] + places[i] * next[i] - after[i];
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Expand);
HWY_EXPORT(AddUpSeries);

namespace {

constexpr std::size_t kTogether = 8;
constexpr std::size_t kMaxSegments = 2048;
constexpr double kMaxError = 1e-11;          // of an expansion
constexpr double kMaxGain = 1e4;             // beyond that the differences lose too many digits
constexpr double kMaxRadiansPerFrame = 0.1;  // what the series leave out grows with the rate
constexpr double kMaxRatio = 0.02;           // change of rate and level within a radian
constexpr std::int64_t kMinFrames = 64;      // of a segment

struct Range {
  double low, high;
  double largest() const { return std::max(std::abs(low), std::abs(high)); }
};

/// Of c0 + c1 t + c2 t^2 over a stretch of time.
Range range_of(double c0, double c1, double c2, const Range& time) {
  const auto at = [&](double t) { return (c2 * t + c1) * t + c0; };
  Range range{std::min(at(time.low), at(time.high)), std::max(at(time.low), at(time.high))};
  const double top = c2 != 0 ? -c1 / (2 * c2) : time.low;
  if (top > time.low && top < time.high) {
    range.low = std::min(range.low, at(top));
    range.high = std::max(range.high, at(top));
  }
  return range;
}

/// What is known of a piece over a stretch of time.
struct Bounds {
  double level, level_slope, level_curvature;
  Range rate;  // radians per frame
  double rate_slope, rate_curvature;

  Bounds(const SweptSinePiece& piece, const Range& time) {
    const auto& l = piece.level;
    const auto& x = piece.turns;
    constexpr double kTurn = kRadiansPerTurn;
    level = range_of(l[0], l[1], l[2], time).largest();
    level_slope = range_of(l[1], 2 * l[2], 0, time).largest();
    level_curvature = 2 * std::abs(l[2]);
    rate = range_of(kTurn * x[1], 2 * kTurn * x[2], 3 * kTurn * x[3], time);
    rate_slope = range_of(2 * kTurn * x[2], 6 * kTurn * x[3], 0, time).largest();
    rate_curvature = 6 * kTurn * std::abs(x[3]);
  }

  /// Whether what the expansion leaves out is small: the seventh order and the largest of the
  /// eighth. All of it disappears with the changes of the rate.
  bool can_be_expanded() const {
    if (level == 0) return true;
    if (!(rate.low > 0) && !(rate.high < 0)) return false;
    const double w = std::min(std::abs(rate.low), std::abs(rate.high));
    const double e1 = rate_slope / (w * w), e2 = rate_curvature / (w * w * w);
    const double gain = level / w;
    const double b1 = level_slope / (level * w), b2 = level_curvature / (level * w * w);
    if (!(gain * (1 + b1 + b2) < kMaxGain) || !(std::max(e1, e2) < kMaxRatio)) return false;
    const double left_out = 105 * e1 * e1 * e2 + 105 * e1 * e1 * e1 * b1 + 210 * e1 * e2 * b2 +
                            70 * e2 * e2 * b1 + 105 * e1 * e1 * e1 * e1 + 280 * e1 * e2 * e2;
    return gain * left_out < kMaxError;
  }
};

/// The time of the sum of all frames before n.
double time_of(const SweptSinePiece& piece, std::int64_t n) {
  return static_cast<double>(n - piece.begin) - 0.5;
}

double value_at(const SweptSinePiece& piece, double t) {
  const double level = (piece.level[2] * t + piece.level[1]) * t + piece.level[0];
  const double turns =
      ((piece.turns[3] * t + piece.turns[2]) * t + piece.turns[1]) * t + piece.turns[0];
  return level * std::sin(kRadiansPerTurn * fraction_of_turn(turns));
}

/// Of the derivative by a place in -1 .. 1.
template <class Series>
Series derivative(const Series& series) {
  Series out{};
  double after = 0, next = 0;
  for (std::size_t k = series.size() - 1; k > 0; --k) {
    const double value = after + 2 * static_cast<double>(k) * series[k];
    out[k - 1] = value;
    after = std::exchange(next, value);
  }
  out[0] *= 0.5;
  return out;
}

template <class Series>
Series integral(const Series& series) {
  Series out{};
  for (std::size_t k = 1; k < series.size(); ++k) {
    const double lower = k == 1 ? 2 * series[0] : series[k - 1];
    const double upper = k + 1 < series.size() ? series[k + 1] : 0;
    out[k] = (lower - upper) / (2 * static_cast<double>(k));
  }
  return out;
}

}  // namespace

std::optional<SweptSineSum> SweptSineSum::of(std::vector<SweptSinePiece> pieces,
                                             std::int64_t frames) {
  auto table = std::make_shared<Table>();
  table->pieces = std::move(pieces);
  double sum = 0;
  for (std::size_t p = 0; p < table->pieces.size(); ++p) {
    const bool is_last = p + 1 == table->pieces.size();
    const std::int64_t end = is_last ? frames : table->pieces[p + 1].begin;
    if (!divide(*table, p, table->pieces[p].begin, end, sum)) return std::nullopt;
  }
  if (table->segments.empty()) return std::nullopt;
  return SweptSineSum(std::move(table));
}

/// Covers frames with segments. sum: before `begin`; becomes that before `end`.
bool SweptSineSum::divide(Table& table, std::size_t piece, std::int64_t begin, std::int64_t end,
                          double& sum) {
  if (begin >= end) return true;
  const SweptSinePiece& sine = table.pieces[piece];
  const Range time{time_of(sine, begin), time_of(sine, end)};
  const Bounds bounds(sine, time);
  if (!(bounds.rate.largest() <= kMaxRadiansPerFrame)) return false;
  Segment segment{begin, piece, 0, std::nullopt};
  if (!bounds.can_be_expanded()) {
    const double length = time.high - time.low;
    if (bounds.rate.largest() * length > kRadiansPerTurn) {
      if (end - begin < 2 * kMinFrames) return false;
      const std::int64_t middle = begin + (end - begin) / 2;
      return divide(table, piece, begin, middle, sum) && divide(table, piece, middle, end, sum);
    }
    segment.series = table.series.size();
    segment.middle = 0.5 * (time.low + time.high);
    segment.half = 0.5 * length;
    table.series.push_back(series_of(sine, segment.middle, segment.half));
  }
  double ends[2];
  evaluate(table, segment, begin, end - begin, ends);
  segment.offset = sum - ends[0];
  sum = segment.offset + ends[1];
  const bool goes_on = !table.segments.empty() && table.segments.back().piece == piece &&
                       !table.segments.back().series && !segment.series;
  if (!goes_on) table.segments.push_back(segment);
  return table.segments.size() <= kMaxSegments;
}

/// 1 / (2 sinh(D/2)) = 1/D - D/24 + 7 D^3/5760, applied to the series of the sine itself.
SweptSineSum::Series SweptSineSum::series_of(const SweptSinePiece& piece, double middle,
                                             double half) {
  // The polynomials at their common nodes, row by row.
  static const auto polynomials = [] {
    std::array<Series, kTerms> rows;
    for (std::size_t j = 0; j < kTerms; ++j) {
      for (std::size_t k = 0; k < kTerms; ++k) {
        const double node = std::numbers::pi * (static_cast<double>(k) + 0.5) / kTerms;
        rows[j][k] = std::cos(static_cast<double>(j) * node);
      }
    }
    return rows;
  }();
  Series values, sine{};
  for (std::size_t k = 0; k < kTerms; ++k) {
    values[k] = value_at(piece, middle + half * polynomials[1][k]);
  }
  for (std::size_t j = 0; j < kTerms; ++j) {
    for (std::size_t k = 0; k < kTerms; ++k) sine[j] += values[k] * polynomials[j][k];
    sine[j] *= (j == 0 ? 1.0 : 2.0) / kTerms;
  }
  const Series first = derivative(sine);
  const Series third = derivative(derivative(first));
  Series sum = integral(sine);
  for (std::size_t k = 0; k < kTerms; ++k) {
    sum[k] = half * sum[k] - first[k] / (24 * half) + 7 * third[k] / (5760 * half * half * half);
  }
  return sum;
}

void SweptSineSum::evaluate(const Table& table, const Segment& segment, std::int64_t n,
                            std::int64_t stride, std::span<double> sums) noexcept {
  const SweptSinePiece& piece = table.pieces[segment.piece];
  double times[kTogether], values[kTogether];
  for (std::size_t at = 0; at < sums.size(); at += kTogether) {
    for (std::size_t i = 0; i < kTogether; ++i) {
      times[i] = time_of(piece, n + static_cast<std::int64_t>(at + i) * stride);
    }
    if (segment.series) {
      for (double& t : times) t = (t - segment.middle) / segment.half;
      const Series& series = table.series[*segment.series];
      HWY_DYNAMIC_DISPATCH(AddUpSeries)
      (series.data(), static_cast<int>(kTerms), times, values);
    } else {
      HWY_DYNAMIC_DISPATCH(Expand)(piece, times, values);
    }
    const std::size_t count = std::min(kTogether, sums.size() - at);
    for (std::size_t i = 0; i < count; ++i) sums[at + i] = segment.offset + values[i];
  }
}

double SweptSineSum::before(std::int64_t n) const noexcept {
  double sum;
  before(n, 1, {&sum, 1});
  return sum;
}

void SweptSineSum::before(std::int64_t n, std::int64_t stride,
                          std::span<double> sums) const noexcept {
  const std::vector<Segment>& segments = table_->segments;
  while (!sums.empty()) {
    auto next =
        std::upper_bound(segments.begin(), segments.end(), n,
                         [](std::int64_t frame, const Segment& s) { return frame < s.begin; });
    if (next == segments.begin()) ++next;
    std::size_t count = sums.size();
    if (next != segments.end()) {
      const std::int64_t until = (next->begin - n + stride - 1) / stride;
      count = std::min(count, static_cast<std::size_t>(until));
    }
    evaluate(*table_, *std::prev(next), n, stride, sums.first(count));
    n += static_cast<std::int64_t>(count) * stride;
    sums = sums.subspan(count);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
