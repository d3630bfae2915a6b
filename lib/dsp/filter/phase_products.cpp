// SPDX-License-Identifier: MIT
#include "dsp/filter/phase_products.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/filter/phase_products.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BBPLAY_DSP_FILTER_PHASE_WORK
#define BBPLAY_DSP_FILTER_PHASE_WORK
namespace bbplay::dsp {

constexpr std::size_t kTogether =
    4;  // places of one row, which is then loaded once for all of them

constexpr std::size_t kSummedAtOnce = 128;  // products: floats lose less in sums of short sums

/// Shares of four rows, of which the second has what is left of 1: the cubic through all of them.
struct RowShares {
  float first, third, fourth;

  /// way  0 .. 1, from the second row to the third
  static RowShares at(double way) {
    const double behind = way + 1, to_third = 1 - way, to_fourth = 2 - way;
    return {static_cast<float>(-way * to_third * to_fourth / 6),
            static_cast<float>(behind * way * to_fourth / 2),
            static_cast<float>(-behind * way * to_third / 6)};
  }
};

/// Where a place lies: behind a row, at whose weights the signal is taken from `frame` on.
struct PhaseSpot {
  std::size_t row;
  double way;  // from the row to the next
  std::int64_t frame;
};

/// Where all is taken from, and where it goes.
struct PhaseWork {
  const float* weights;
  std::size_t width;
  double rows_per_part;
  FramePlaces places;
  const float* planes[2];
  double* out[2];

  PhaseSpot spot(const FramePlace& place) const noexcept {
    const double between = static_cast<double>(place.part) * rows_per_part;
    const auto row = static_cast<std::size_t>(between);
    const auto first = 1 - static_cast<std::int64_t>(width / 2);
    return {row, between - static_cast<double>(row), place.frame + first};
  }

  void advance(FramePlace& place, const FramePlace& step) const noexcept {
    place.frame += step.frame;
    place.part += step.part;
    if (place.part < places.parts) return;
    place.part -= places.parts;
    ++place.frame;
  }

  FramePlace steps(std::size_t count) const noexcept {
    FramePlace place;
    for (std::size_t i = 0; i < count; ++i) advance(place, places.step);
    return place;
  }
};

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The values at places i, i + apart, ... behind the same row. Each is summed up in the same order,
/// however many there are.
template <bool kBetweenRows, std::size_t kPlanes, std::size_t kPlaces>
HWY_INLINE void MultiplyRow(const PhaseWork& work, const PhaseSpot* spots, std::size_t i,
                            std::size_t apart) {
  const hn::CappedTag<float, PhaseTable::kGroup> d;
  using Vector = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const float* HWY_RESTRICT row = work.weights + spots[0].row * work.width;
  const auto width = static_cast<std::ptrdiff_t>(work.width);
  Vector first[kPlaces], third[kPlaces], fourth[kPlaces], sums[kPlaces][kPlanes];
  const float* signal[kPlaces][kPlanes];
  for (std::size_t n = 0; n < kPlaces; ++n) {
    if constexpr (kBetweenRows) {
      const RowShares shares = RowShares::at(spots[n].way);
      first[n] = hn::Set(d, shares.first);
      third[n] = hn::Set(d, shares.third);
      fourth[n] = hn::Set(d, shares.fourth);
    }
    for (std::size_t p = 0; p < kPlanes; ++p) {
      sums[n][p] = hn::Zero(d);
      signal[n][p] = work.planes[p] + spots[n].frame;
    }
  }
  for (std::size_t begin = 0; begin < work.width; begin += kSummedAtOnce) {
    Vector parts[kPlaces][kPlanes];
    for (auto& planes : parts) {
      for (Vector& part : planes) part = hn::Zero(d);
    }
    const std::size_t end = std::min(work.width, begin + kSummedAtOnce);
    for (std::size_t k = begin; k < end; k += lanes) {
      const auto own = hn::Load(d, row + k);
      Vector to_first, to_third, to_fourth;
      if constexpr (kBetweenRows) {
        to_first = hn::Sub(hn::Load(d, row + k - width), own);
        to_third = hn::Sub(hn::Load(d, row + k + width), own);
        to_fourth = hn::Sub(hn::Load(d, row + k + 2 * width), own);
      }
      for (std::size_t n = 0; n < kPlaces; ++n) {
        auto weight = own;
        if constexpr (kBetweenRows) {
          weight = hn::MulAdd(fourth[n], to_fourth, weight);
          weight = hn::MulAdd(first[n], to_first, weight);
          weight = hn::MulAdd(third[n], to_third, weight);
        }
        for (std::size_t p = 0; p < kPlanes; ++p) {
          parts[n][p] = hn::MulAdd(weight, hn::LoadU(d, signal[n][p] + k), parts[n][p]);
        }
      }
    }
    for (std::size_t n = 0; n < kPlaces; ++n) {
      for (std::size_t p = 0; p < kPlanes; ++p) sums[n][p] = hn::Add(sums[n][p], parts[n][p]);
    }
  }
  for (std::size_t n = 0; n < kPlaces; ++n) {
    for (std::size_t p = 0; p < kPlanes; ++p) {
      const float sum = hn::GetLane(hn::SumOfLanes(d, sums[n][p]));
      work.out[p][i + n * apart] = static_cast<double>(sum);
    }
  }
}

/// Visits the places in tiles whose part of the signal stays in the first cache, and in these by where
/// they lie between two frames. The order changes no value.
template <bool kBetweenRows, std::size_t kPlanes>
HWY_INLINE void Multiply(const PhaseWork& work, std::size_t count) {
  constexpr std::size_t kUsualTile = 2048;
  const std::size_t period = work.places.period;
  const std::size_t round = kTogether * period;
  const std::size_t tile = std::max<std::size_t>(1, kUsualTile / round) * round;
  const FramePlace period_step = work.steps(std::min(period, count));
  const FramePlace tile_step = work.steps(std::min(tile, count));
  FramePlace tile_place = work.places.first;
  for (std::size_t begin = 0; begin < count; begin += tile) {
    const std::size_t end = std::min(count, begin + tile);
    FramePlace place = tile_place;
    for (std::size_t first = begin; first < std::min(end, begin + period); ++first) {
      FramePlace at = place;
      for (std::size_t i = first; i < end;) {
        PhaseSpot spots[kTogether] = {work.spot(at)};
        FramePlace next = at;
        work.advance(next, period_step);
        std::size_t in_row = 1;
        for (std::size_t j = i + period; in_row < kTogether && j < end; j += period) {
          spots[in_row] = work.spot(next);
          if (spots[in_row].row != spots[0].row) break;
          work.advance(next, period_step);
          ++in_row;
        }
        if (in_row == kTogether) {
          MultiplyRow<kBetweenRows, kPlanes, kTogether>(work, spots, i, period);
          i += kTogether * period;
          at = next;
        } else {
          MultiplyRow<kBetweenRows, kPlanes, 1>(work, spots, i, period);
          i += period;
          work.advance(at, period_step);
        }
      }
      work.advance(place, work.places.step);
    }
    work.advance(tile_place, tile_step);
  }
}

void MultiplyMono(const PhaseWork& work, std::size_t count) { Multiply<false, 1>(work, count); }
void MultiplyStereo(const PhaseWork& work, std::size_t count) { Multiply<false, 2>(work, count); }
void MultiplyMonoBetween(const PhaseWork& work, std::size_t count) {
  Multiply<true, 1>(work, count);
}
void MultiplyStereoBetween(const PhaseWork& work, std::size_t count) {
  Multiply<true, 2>(work, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(MultiplyMono);
HWY_EXPORT(MultiplyStereo);
HWY_EXPORT(MultiplyMonoBetween);
HWY_EXPORT(MultiplyStereoBetween);

void multiply_phases(const PhaseTable& table, const FramePlaces& places,
                     std::span<const std::span<const float>> planes,
                     std::span<const std::span<double>> out) noexcept {
  const PhaseWork work{
      table.weights(),
      table.width(),
      static_cast<double>(table.rows_per_frame()) / static_cast<double>(places.parts),
      places,
      {planes.front().data(), planes.back().data()},
      {out.front().data(), out.back().data()}};
  const std::size_t count = out.front().size();
  const bool is_stereo = planes.size() == 2;
  if (table.places() == PhaseTable::Places::on_rows) {
    is_stereo ? HWY_DYNAMIC_DISPATCH(MultiplyStereo)(work, count)
              : HWY_DYNAMIC_DISPATCH(MultiplyMono)(work, count);
  } else {
    is_stereo ? HWY_DYNAMIC_DISPATCH(MultiplyStereoBetween)(work, count)
              : HWY_DYNAMIC_DISPATCH(MultiplyMonoBetween)(work, count);
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
