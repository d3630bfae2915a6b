// SPDX-License-Identifier: MIT
#include "dsp/filter/sinc_interpolator.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/filter/sinc_interpolator.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BBPLAY_DSP_FILTER_SINC_WORK
#define BBPLAY_DSP_FILTER_SINC_WORK
namespace bbplay::dsp {

constexpr std::size_t kTogether =
    4;  // places of one row, which is then loaded once for all of them

/// The order in which places are visited: in tiles whose part of the signal stays in the first cache,
/// and in these by where they lie between two frames. It changes no value.
struct VisitingOrder {
  static constexpr std::size_t kMostInTile = 2048;
  std::size_t period = 1;  // after so many places the rows are the same again
  std::size_t tile() const noexcept {
    return kMostInTile / (kTogether * period) * kTogether * period;
  }
};

/// Where a place lies: so much of the way from one row to the next, at whose weights the signal is
/// taken from `frame` on.
struct SincSpot {
  std::size_t row;
  float way;
  std::int64_t frame;
};

/// Where all is taken from, and where it goes. The rows have `width` weights each, a multiple of 8;
/// they begin with that of frame floor(place) + first.
struct SincWork {
  const float* rows;
  std::size_t width;
  double rows_per_frame;
  std::int64_t first;
  const float* planes[2];
  double* out[2];

  SincSpot spot(double place) const noexcept {
    const double whole = std::floor(place);
    const double between = (place - whole) * rows_per_frame;
    const auto row = static_cast<std::size_t>(between);
    return {row, static_cast<float>(between - static_cast<double>(row)),
            static_cast<std::int64_t>(whole) + first};
  }
};

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The values at places i, i + apart, ... of the same row. Each is summed up in the same order,
/// however many there are.
template <std::size_t kPlanes, std::size_t kPlaces>
HWY_INLINE void InterpolateInRow(const SincWork& work, const SincSpot* spots, std::size_t i,
                                 std::size_t apart) {
  const hn::CappedTag<float, 8> d;
  using Vector = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const float* HWY_RESTRICT before = work.rows + spots[0].row * work.width;
  const float* HWY_RESTRICT after = before + work.width;
  Vector way[kPlaces], sums[kPlaces][kPlanes];
  const float* signal[kPlaces][kPlanes];
  for (std::size_t n = 0; n < kPlaces; ++n) {
    way[n] = hn::Set(d, spots[n].way);
    for (std::size_t p = 0; p < kPlanes; ++p) {
      sums[n][p] = hn::Zero(d);
      signal[n][p] = work.planes[p] + spots[n].frame;
    }
  }
  for (std::size_t k = 0; k < work.width; k += lanes) {
    const auto low = hn::LoadU(d, before + k);
    const auto change = hn::Sub(hn::LoadU(d, after + k), low);
    for (std::size_t n = 0; n < kPlaces; ++n) {
      const auto weight = hn::MulAdd(way[n], change, low);
      for (std::size_t p = 0; p < kPlanes; ++p) {
        sums[n][p] = hn::MulAdd(weight, hn::LoadU(d, signal[n][p] + k), sums[n][p]);
      }
    }
  }
  for (std::size_t n = 0; n < kPlaces; ++n) {
    for (std::size_t p = 0; p < kPlanes; ++p) {
      const float sum = hn::GetLane(hn::SumOfLanes(d, sums[n][p]));
      work.out[p][i + n * apart] = static_cast<double>(sum);
    }
  }
}

template <std::size_t kPlanes>
HWY_INLINE void Interpolate(const SincWork& work, const EvenPlaces& places, VisitingOrder order,
                            std::size_t count) {
  for (std::size_t tile = 0; tile < count; tile += order.tile()) {
    const std::size_t end = std::min(count, tile + order.tile());
    for (std::size_t begin = tile; begin < std::min(end, tile + order.period); ++begin) {
      for (std::size_t i = begin; i < end;) {
        SincSpot spots[kTogether];
        std::size_t in_row = 0;
        for (std::size_t at = i; in_row < kTogether && at < end; at += order.period) {
          spots[in_row] = work.spot(places.at(at));
          if (spots[in_row].row != spots[0].row) break;
          ++in_row;
        }
        if (in_row == kTogether) {
          InterpolateInRow<kPlanes, kTogether>(work, spots, i, order.period);
        } else {
          in_row = 1;
          InterpolateInRow<kPlanes, 1>(work, spots, i, order.period);
        }
        i += in_row * order.period;
      }
    }
  }
}

void InterpolateMono(const SincWork& work, const EvenPlaces& places, VisitingOrder order,
                     std::size_t count) {
  Interpolate<1>(work, places, order, count);
}
void InterpolateStereo(const SincWork& work, const EvenPlaces& places, VisitingOrder order,
                       std::size_t count) {
  Interpolate<2>(work, places, order, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(InterpolateMono);
HWY_EXPORT(InterpolateStereo);

namespace {

constexpr int kCrossings = 64;
constexpr int kPerCrossing = 2048;  // straight lines between the places of the table: error 3e-7
constexpr double kBeta = 12;        // of the window: stop band at -118 dB
constexpr std::int64_t kReachStep = 8;  // so that a row is a multiple of two vectors

/// Modified Bessel function of order 0, by its series.
double bessel_i0(double x) {
  double sum = 1;
  double term = 1;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

std::vector<double> make_kernel() {
  std::vector<double> kernel(kCrossings * kPerCrossing + 1);
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const double t = static_cast<double>(i) / kPerCrossing;
    const double u = t / kCrossings;
    const double phase = std::numbers::pi * t;
    const double window = bessel_i0(kBeta * std::sqrt(1 - u * u)) / bessel_i0(kBeta);
    kernel[i] = (i == 0 ? 1 : std::sin(phase) / phase) * window;
  }
  return kernel;
}

/// So many zero crossings from the middle.
double kernel_at(double crossings) {
  static const std::vector<double> kernel = make_kernel();
  const double place = crossings * kPerCrossing;
  const auto i = static_cast<std::size_t>(place);
  if (i + 1 >= kernel.size()) return 0;
  return kernel[i] + (kernel[i + 1] - kernel[i]) * (place - static_cast<double>(i));
}

std::shared_ptr<const std::vector<float>> make_rows(double cutoff, std::size_t rows_per_frame,
                                                    std::int64_t reach) {
  auto rows = std::make_shared<std::vector<float>>();
  rows->reserve((rows_per_frame + 1) * static_cast<std::size_t>(2 * reach));
  for (std::size_t row = 0; row <= rows_per_frame; ++row) {
    const double place = static_cast<double>(row) / static_cast<double>(rows_per_frame);
    for (std::int64_t frame = 1 - reach; frame <= reach; ++frame) {
      const double distance = std::abs(place - static_cast<double>(frame));
      rows->push_back(static_cast<float>(cutoff * kernel_at(cutoff * distance)));
    }
  }
  return rows;
}

/// Whether a place is in the row of the one `period` places before throughout a tile, or in the next.
bool repeats_after(std::size_t period, double step, double rows_per_frame) {
  const double frames = step * static_cast<double>(period);
  const double rounds = static_cast<double>(VisitingOrder::kMostInTile / period);
  return std::abs(frames - std::nearbyint(frames)) * rows_per_frame * rounds <= 1;
}

VisitingOrder order_for(double step, double rows_per_frame) {
  constexpr std::size_t kLongest = VisitingOrder::kMostInTile / kTogether;
  for (std::size_t period = 1; period <= kLongest; ++period) {
    if (repeats_after(period, step, rows_per_frame)) return {period};
  }
  return {};
}

}  // namespace

SincInterpolator::SincInterpolator(double cutoff)
    : reach_((static_cast<std::int64_t>(std::ceil(kCrossings / cutoff)) + kReachStep - 1) /
             kReachStep * kReachStep),
      rows_per_frame_(static_cast<std::size_t>(std::ceil(kPerCrossing * cutoff))) {
  assert(0 < cutoff && cutoff <= 1);
  if (cutoff < 1) {
    rows_ = make_rows(cutoff, rows_per_frame_, reach_);
  } else {
    static const auto usual = make_rows(1, rows_per_frame_, reach_);
    rows_ = usual;
  }
}

void SincInterpolator::interpolate(std::span<const std::span<const float>> planes,
                                   const EvenPlaces& places,
                                   std::span<const std::span<double>> out) const noexcept {
  const auto per_frame = static_cast<double>(rows_per_frame_);
  const bool is_stereo = planes.size() == 2;
  const SincWork work{rows_->data(),
                      static_cast<std::size_t>(2 * reach_),
                      per_frame,
                      1 - reach_,
                      {planes.front().data(), planes.back().data()},
                      {out.front().data(), out.back().data()}};
  const VisitingOrder order = order_for(places.step, per_frame);
  const std::size_t count = out.front().size();
  if (is_stereo) {
    HWY_DYNAMIC_DISPATCH(InterpolateStereo)(work, places, order, count);
  } else {
    HWY_DYNAMIC_DISPATCH(InterpolateMono)(work, places, order, count);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
