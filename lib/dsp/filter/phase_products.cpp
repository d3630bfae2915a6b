// SPDX-License-Identifier: MIT
#include "dsp/filter/phase_products.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/filter/phase_products.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BBPLAY_DSP_FILTER_PHASE_WORK
#define BBPLAY_DSP_FILTER_PHASE_WORK
namespace bbplay::dsp {

constexpr std::size_t kTogether =
    4;  // places on one row, which is then loaded once for all of them

constexpr std::size_t kSummedAtOnce = 256;  // products: floats lose less in sums of short sums

/// Where a place lies: on a row of the table, at whose weights the signal is taken from `frame` on.
struct PhaseSpot {
  std::size_t row;
  std::int64_t frame;
};

/// Where all is taken from, and where it goes.
struct PhaseWork {
  const float* coefficients;
  std::size_t width;
  double rows_per_part;
  FramePlaces places;
  const float* planes[2];
  double* out[2];

  PhaseSpot spot(const FramePlace& place) const noexcept {
    const double row = static_cast<double>(static_cast<std::int64_t>(place.part)) * rows_per_part;
    return {static_cast<std::size_t>(row), place.frame + 1 - static_cast<std::int64_t>(width / 2)};
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

/// A tile of places, and in which order those of a row come one after another.
struct PhaseTile {
  static constexpr std::size_t kMost = 2048;
  static constexpr std::size_t kBehind = 8;  // of a vector that begins within the tile

  void sort(std::size_t count) noexcept {
    ends.fill(0);
    for (std::size_t i = 0; i < count; ++i) ++ends[static_cast<std::size_t>(rows[i])];
    std::uint16_t begin = 0;
    for (std::uint16_t& end : ends) {
      begin = static_cast<std::uint16_t>(begin + std::exchange(end, begin));
    }
    for (std::size_t i = 0; i < count; ++i) {
      order[ends[static_cast<std::size_t>(rows[i])]++] = static_cast<std::uint16_t>(i);
    }
  }

  std::span<const std::uint16_t> of_row(std::size_t row) const noexcept {
    const std::size_t begin = row > 0 ? ends[row - 1] : 0;
    return std::span(order).subspan(begin, ends[row] - begin);
  }

  template <class T>
  using ForEach = std::array<T, kMost + kBehind>;
  ForEach<std::int32_t> rows, frames;
  ForEach<float> ways;
  std::array<std::uint16_t, PhaseTable::kMostPieces>
      ends;  // in `order`, behind the last of each row
  std::array<std::uint16_t, kMost> order;
};

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Places of one row.
template <std::size_t kPlaces>
struct Together {
  float ways[kPlaces];
  std::int64_t frames[kPlaces];
  std::size_t to[kPlaces];
};

/// The values at places of the same row. Each is summed up in the same order, however many there are.
template <std::size_t kTerms, std::size_t kPlanes, std::size_t kPlaces>
HWY_INLINE void MultiplyRow(const PhaseWork& work, std::size_t row, Together<kPlaces> places) {
  const hn::CappedTag<float, PhaseTable::kGroup> d;
  using Vector = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  const float* HWY_RESTRICT coefficients = work.coefficients + row * kTerms * work.width;
  Vector way[kPlaces];
  for (std::size_t n = 0; n < kPlaces; ++n) {
    if constexpr (kTerms > 1) way[n] = hn::Set(d, places.ways[n]);
  }
  for (std::size_t begin = 0; begin < work.width; begin += kSummedAtOnce) {
    Vector sums[kPlaces][kPlanes];
    for (auto& planes : sums) {
      for (Vector& sum : planes) sum = hn::Zero(d);
    }
    const std::size_t end = std::min(work.width, begin + kSummedAtOnce);
    for (std::size_t group = begin; group < end; group += PhaseTable::kGroup) {
      for (std::size_t k = 0; k < PhaseTable::kGroup; k += lanes) {
        Vector terms[kTerms];
        for (std::size_t t = 0; t < kTerms; ++t) {
          terms[t] = hn::Load(d, coefficients + k + t * PhaseTable::kGroup);
        }
        for (std::size_t n = 0; n < kPlaces; ++n) {
          auto weight = terms[kTerms - 1];
          for (std::size_t t = kTerms - 1; t-- > 0;) weight = hn::MulAdd(weight, way[n], terms[t]);
          for (std::size_t p = 0; p < kPlanes; ++p) {
            sums[n][p] =
                hn::MulAdd(weight, hn::LoadU(d, work.planes[p] + places.frames[n]), sums[n][p]);
          }
          places.frames[n] += static_cast<std::int64_t>(lanes);
        }
      }
      coefficients += kTerms * PhaseTable::kGroup;
    }
    for (std::size_t n = 0; n < kPlaces; ++n) {
      for (std::size_t p = 0; p < kPlanes; ++p) {
        const double sum = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sums[n][p])));
        double& out = work.out[p][places.to[n]];
        out = begin == 0 ? sum : out + sum;
      }
    }
  }
}

/// Where `count` places lie, of which the first is in frame 0.
HWY_INLINE void FindRows(const PhaseWork& work, std::uint64_t first_part, std::size_t count,
                         PhaseTile& tile) {
  const hn::CappedTag<double, PhaseTile::kBehind> d;
  const hn::Rebind<float, decltype(d)> to_floats;
  const hn::Rebind<std::int32_t, decltype(d)> to_ints;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN double first_parts[PhaseTile::kBehind], first_frames[PhaseTile::kBehind];
  FramePlace place{0, first_part};
  for (std::size_t i = 0; i < lanes; ++i) {
    first_parts[i] = static_cast<double>(static_cast<std::int64_t>(place.part));
    first_frames[i] = static_cast<double>(place.frame);
    work.advance(place, work.places.step);
  }
  const FramePlace step = work.steps(lanes);
  const auto zero = hn::Zero(d), one = hn::Set(d, 1.0), half = hn::Set(d, 0.5);
  const auto parts = hn::Set(d, static_cast<double>(static_cast<std::int64_t>(work.places.parts)));
  const auto part_step = hn::Set(d, static_cast<double>(static_cast<std::int64_t>(step.part)));
  const auto frame_step = hn::Set(d, static_cast<double>(step.frame));
  const auto rows_per_part = hn::Set(d, work.rows_per_part);
  auto part = hn::Load(d, first_parts), frame = hn::Load(d, first_frames);
  for (std::size_t i = 0; i < count; i += lanes) {  // in whole numbers, which doubles hold
    const auto between = hn::Mul(part, rows_per_part);
    const auto row = hn::Trunc(between);
    hn::StoreU(hn::DemoteTo(to_ints, row), to_ints, &tile.rows[i]);
    hn::StoreU(hn::DemoteTo(to_ints, frame), to_ints, &tile.frames[i]);
    const auto way = hn::Sub(hn::Sub(between, row), half);
    hn::StoreU(hn::DemoteTo(to_floats, way), to_floats, &tile.ways[i]);
    part = hn::Add(part, part_step);
    const auto is_beyond = hn::Ge(part, parts);
    part = hn::Sub(part, hn::IfThenElse(is_beyond, parts, zero));
    frame = hn::Add(hn::Add(frame, frame_step), hn::IfThenElse(is_beyond, one, zero));
  }
}

/// Where a tile begins.
struct TileBegin {
  std::size_t place;
  std::int64_t frame;
};

/// Takes so many of the places of a row as long as there are so many. A function of its own: what calls
/// it would take registers from it.
template <std::size_t kTerms, std::size_t kPlanes, std::size_t kPlaces>
HWY_NOINLINE void MultiplyTogether(const PhaseWork& work, const PhaseTile& tile,
                                   const TileBegin& begin, std::size_t row,
                                   std::span<const std::uint16_t>& of_row) {
  const float* ways = tile.ways.data();
  const std::int32_t* frames = tile.frames.data();
  while (of_row.size() >= kPlaces) {
    const std::uint16_t* next = of_row.data();
    Together<kPlaces> places;
    for (std::size_t n = 0; n < kPlaces; ++n) {
      places.ways[n] = ways[next[n]];
      places.frames[n] = begin.frame + frames[next[n]];
      places.to[n] = begin.place + next[n];
    }
    MultiplyRow<kTerms, kPlanes, kPlaces>(work, row, places);
    of_row = of_row.subspan(kPlaces);
  }
}

/// Places anywhere: in tiles whose part of the signal stays in the first cache, and in these by row. The
/// order changes no value.
template <std::size_t kTerms, std::size_t kPlanes>
HWY_INLINE void MultiplyAnywhere(const PhaseWork& work, std::size_t rows, std::size_t count) {
  PhaseTile tile;
  const FramePlace tile_step = work.steps(std::min(PhaseTile::kMost, count));
  FramePlace place = work.places.first;
  for (std::size_t first = 0; first < count; first += PhaseTile::kMost) {
    const std::size_t in_tile = std::min(PhaseTile::kMost, count - first);
    FindRows(work, place.part, in_tile, tile);
    tile.sort(in_tile);
    const TileBegin begin{first, work.spot(place).frame};
    for (std::size_t row = 0; row < rows; ++row) {
      auto of_row = tile.of_row(row);
      // As many as their sums, ways and the row find room in 16 registers; then what is left.
      MultiplyTogether<kTerms, kPlanes, 3>(work, tile, begin, row, of_row);
      MultiplyTogether<kTerms, kPlanes, 2>(work, tile, begin, row, of_row);
      MultiplyTogether<kTerms, kPlanes, 1>(work, tile, begin, row, of_row);
    }
    work.advance(place, tile_step);
  }
}

/// Places on rows: in such tiles, too, and in these by where they lie between two frames.
template <std::size_t kPlanes>
HWY_INLINE void MultiplyOnRows(const PhaseWork& work, std::size_t count) {
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
      const std::size_t row = work.spot(place).row;
      std::int64_t frame = work.spot(place).frame;
      std::size_t taken = first;
      const auto take = [&](auto& places) {
        for (std::size_t n = 0; n < std::size(places.to); ++n, taken += period) {
          places.frames[n] = frame;
          places.to[n] = taken;
          frame += period_step.frame;
        }
      };
      while (taken + (kTogether - 1) * period < end) {
        Together<kTogether> places;
        take(places);
        MultiplyRow<1, kPlanes, kTogether>(work, row, places);
      }
      while (taken < end) {
        Together<1> place_alone;
        take(place_alone);
        MultiplyRow<1, kPlanes, 1>(work, row, place_alone);
      }
      work.advance(place, work.places.step);
    }
    work.advance(tile_place, tile_step);
  }
}

template <std::size_t kTerms>
HWY_INLINE void MultiplyPlanes(const PhaseWork& work, std::size_t rows, std::size_t planes,
                               std::size_t count) {
  planes == 2 ? MultiplyAnywhere<kTerms, 2>(work, rows, count)
              : MultiplyAnywhere<kTerms, 1>(work, rows, count);
}

void Multiply(const PhaseWork& work, const PhaseTable& table, std::size_t planes,
              std::size_t count) {
  const std::size_t rows = table.rows_per_frame();
  switch (table.terms()) {
    case 3:
      return MultiplyPlanes<3>(work, rows, planes, count);
    case 4:
      return MultiplyPlanes<4>(work, rows, planes, count);
    default:
      planes == 2 ? MultiplyOnRows<2>(work, count) : MultiplyOnRows<1>(work, count);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(Multiply);

void multiply_phases(const PhaseTable& table, const FramePlaces& places,
                     std::span<const std::span<const float>> planes,
                     std::span<const std::span<double>> out) noexcept {
  const PhaseWork work{
      table.coefficients(),
      table.width(),
      static_cast<double>(table.rows_per_frame()) / static_cast<double>(places.parts),
      places,
      {planes.front().data(), planes.back().data()},
      {out.front().data(), out.back().data()}};
  HWY_DYNAMIC_DISPATCH(Multiply)(work, table, planes.size(), out.front().size());
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
