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

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// rows   `width` weights each, a multiple of 16; they begin with that of frame floor(place) + first
/// right  only of two planes
template <bool kStereo>
HWY_INLINE void Interpolate(const float* HWY_RESTRICT rows, std::size_t width,
                            double rows_per_frame, std::int64_t first, const float* left,
                            const float* right, const EvenPlaces& places,
                            double* HWY_RESTRICT out_left, double* HWY_RESTRICT out_right,
                            std::size_t count) {
  const hn::CappedTag<float, 8> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < count; ++i) {
    const double place = places.at(i);
    const double whole = std::floor(place);
    const double between = (place - whole) * rows_per_frame;
    const auto row = static_cast<std::size_t>(between);
    const auto way = hn::Set(d, static_cast<float>(between - static_cast<double>(row)));
    const float* HWY_RESTRICT before = rows + row * width;
    const float* HWY_RESTRICT after = before + width;
    const std::int64_t frame = static_cast<std::int64_t>(whole) + first;
    const float* HWY_RESTRICT l = left + frame;
    const float* HWY_RESTRICT r = kStereo ? right + frame : nullptr;
    auto even_left = hn::Zero(d), odd_left = hn::Zero(d);
    auto even_right = hn::Zero(d), odd_right = hn::Zero(d);
    const auto weight = [&](std::size_t k) HWY_ATTR {
      const auto low = hn::LoadU(d, before + k);
      return hn::MulAdd(way, hn::Sub(hn::LoadU(d, after + k), low), low);
    };
    for (std::size_t k = 0; k < width; k += 2 * lanes) {
      const auto even = weight(k), odd = weight(k + lanes);
      even_left = hn::MulAdd(even, hn::LoadU(d, l + k), even_left);
      odd_left = hn::MulAdd(odd, hn::LoadU(d, l + k + lanes), odd_left);
      if constexpr (kStereo) {
        even_right = hn::MulAdd(even, hn::LoadU(d, r + k), even_right);
        odd_right = hn::MulAdd(odd, hn::LoadU(d, r + k + lanes), odd_right);
      }
    }
    const auto left_sum = hn::SumOfLanes(d, hn::Add(even_left, odd_left));
    out_left[i] = static_cast<double>(hn::GetLane(left_sum));
    if constexpr (kStereo) {
      const auto right_sum = hn::SumOfLanes(d, hn::Add(even_right, odd_right));
      out_right[i] = static_cast<double>(hn::GetLane(right_sum));
    }
  }
}

void InterpolateMono(const float* rows, std::size_t width, double rows_per_frame,
                     std::int64_t first, const float* plane, const EvenPlaces& places, double* out,
                     std::size_t count) {
  Interpolate<false>(rows, width, rows_per_frame, first, plane, nullptr, places, out, nullptr,
                     count);
}
void InterpolateStereo(const float* rows, std::size_t width, double rows_per_frame,
                       std::int64_t first, const float* left, const float* right,
                       const EvenPlaces& places, double* out_left, double* out_right,
                       std::size_t count) {
  Interpolate<true>(rows, width, rows_per_frame, first, left, right, places, out_left, out_right,
                    count);
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
  const auto width = static_cast<std::size_t>(2 * reach_);
  const auto per_frame = static_cast<double>(rows_per_frame_);
  const std::size_t count = out.front().size();
  if (planes.size() == 1) {
    HWY_DYNAMIC_DISPATCH(InterpolateMono)
    (rows_->data(), width, per_frame, 1 - reach_, planes[0].data(), places, out[0].data(), count);
  } else {
    HWY_DYNAMIC_DISPATCH(InterpolateStereo)
    (rows_->data(), width, per_frame, 1 - reach_, planes[0].data(), planes[1].data(), places,
     out[0].data(), out[1].data(), count);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
