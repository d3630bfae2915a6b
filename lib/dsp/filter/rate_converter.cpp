// SPDX-License-Identifier: MIT
#include "dsp/filter/rate_converter.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "dsp/filter/phase_products.h"

namespace bbplay::dsp {
namespace {

constexpr int kMaxRatio = 100;  // beyond, the filter would take longer than the sound

/// Rates (Hz) of which each pair may have large tables of its own, half a MiB at most. Of others a track
/// may bring hundreds.
constexpr std::array kUsualRates = {8'000,  11'025, 12'000, 16'000, 22'050, 24'000,  32'000,
                                    44'100, 48'000, 64'000, 88'200, 96'000, 176'400, 192'000};

bool is_usual(int rate) {
  return std::find(kUsualRates.begin(), kUsualRates.end(), rate) != kUsualRates.end();
}

double cutoff_of(int in_rate, int out_rate) {
  return std::min(1.0, static_cast<double>(out_rate) / in_rate);
}

}  // namespace

std::string RateConverter::problem(int in_rate, int out_rate) {
  const auto [slower, faster] = std::minmax(in_rate, out_rate);
  if (faster <= std::int64_t{kMaxRatio} * slower) return {};
  return "cannot convert from " + std::to_string(in_rate) + " to " + std::to_string(out_rate) +
         " Hz (more than " + std::to_string(kMaxRatio) + " times apart)";
}

/// In numbers whose products can be counted: a file of more than a day is stretched by a billionth less.
RateConverter::Ratio RateConverter::reduced(std::int64_t in, std::int64_t out) noexcept {
  const std::int64_t common = std::gcd(in, out);
  Ratio ratio{static_cast<std::uint64_t>(in / common), static_cast<std::uint64_t>(out / common)};
  while (ratio.out >> 32 != 0) ratio = {ratio.in >> 1, ratio.out >> 1};
  return ratio;
}

RateConverter::RateConverter(int in_rate, int out_rate)
    : RateConverter(in_rate, out_rate, in_rate, out_rate) {}

RateConverter::RateConverter(int in_rate, int out_rate, std::int64_t in_frames,
                             std::int64_t out_frames)
    : ratio_(reduced(in_frames, out_frames)) {
  if (std::string why = problem(in_rate, out_rate); !why.empty()) throw std::runtime_error(why);
  const Ratio rates = reduced(in_rate, out_rate);
  const double cutoff = cutoff_of(in_rate, out_rate);
  const bool is_usual_pair = is_usual(in_rate) && is_usual(out_rate);
  if (is_usual_pair && ratio_ == rates) {
    period_ = static_cast<std::size_t>(ratio_.out);
    table_ = PhaseTable::exact(cutoff, period_);
  } else if (is_usual_pair || cutoff == 1) {  // all that go to a higher rate share one
    table_ = PhaseTable::anywhere(cutoff);
  } else {
    table_ = PhaseTable::anywhere_small(cutoff);
  }
}

/// The frame at or before an output frame, which lies part / ratio_.out behind it.
std::int64_t RateConverter::frame_before(std::int64_t output_frame,
                                         std::uint64_t& part) const noexcept {
  assert(output_frame >= 0);
  const auto frame = static_cast<std::uint64_t>(output_frame);
  const std::uint64_t periods = frame / ratio_.out, rest = frame % ratio_.out;
  // rest * ratio_.in, in two parts neither of which overflows
  const std::uint64_t whole = ratio_.in / ratio_.out, more = rest * (ratio_.in % ratio_.out);
  part = more % ratio_.out;
  return static_cast<std::int64_t>(periods * ratio_.in + rest * whole + more / ratio_.out);
}

RateConverter::Input RateConverter::input_of(std::int64_t first,
                                             std::size_t frames) const noexcept {
  if (frames == 0) return {};
  std::uint64_t part = 0;
  const std::int64_t begin = frame_before(first, part);
  const std::int64_t end = frame_before(first + static_cast<std::int64_t>(frames) - 1, part);
  return {begin + 1 - table_->reach(), static_cast<std::size_t>(end - begin + 2 * table_->reach())};
}

void RateConverter::convert(std::span<const std::span<const float>> in, std::int64_t first,
                            std::span<const std::span<double>> out) const noexcept {
  FramePlaces places;
  places.parts = ratio_.out;
  places.period = period_;
  places.step = {static_cast<std::int64_t>(ratio_.in / ratio_.out), ratio_.in % ratio_.out};
  const Input input = input_of(first, out.front().size());
  places.first.frame = frame_before(first, places.first.part) - input.first;
  assert(in.front().size() >= input.frames);
  multiply_phases(*table_, places, in, out);
}

}  // namespace bbplay::dsp
