// SPDX-License-Identifier: MIT
#include "dsp/filter/rate_converter.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr double kPassBand = 0.91;  // of half the slower rate

struct Rates {
  int in, out;
};
constexpr Rates kRates[] = {{44'100, 48'000},  {48'000, 44'100}, {8'000, 11'025}, {11'025, 192'000},
                            {192'000, 44'100}, {96'000, 48'000}, {44'100, 8'000}, {44'100, 44'101},
                            {44'101, 44'100},  {47'999, 8'000},  {96'000, 1'000}};

double sine(double frame, double turns) {
  return std::sin(2 * std::numbers::pi * turns * frame + 0.3);
}

/// `frames` of output from `first` on, of a signal of the input's frames.
template <class Of>
std::vector<double> converted(const RateConverter& by, std::int64_t first, std::size_t frames,
                              Of of) {
  const auto input = by.input_of(first, frames);
  std::vector<float> in(input.frames);
  for (std::size_t i = 0; i < in.size(); ++i) {
    in[i] = static_cast<float>(of(static_cast<double>(input.first + static_cast<std::int64_t>(i))));
  }
  std::vector<double> out(frames);
  const std::span<const float> from = in;
  const std::span<double> to = out;
  by.convert({&from, 1}, first, {&to, 1});
  return out;
}

double decibels(double energy) { return 10 * std::log10(energy); }

/// Of full scale, where a sine has an energy of a half.
double energy(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value * value;
  return 2 * sum / static_cast<double>(x.size());
}

TEST(RateConverter, KeepsWhatIsInThePassBandAndAddsNothing) {
  for (const Rates& rates : kRates) {
    const RateConverter converter(rates.in, rates.out);
    const double slower = std::min(1.0, static_cast<double>(rates.out) / rates.in);
    const std::int64_t first = 12'345;
    for (const double part : {0.01, 0.3, 0.6, 0.85, kPassBand}) {
      const double turns = part * slower / 2;
      std::vector<double> rest =
          converted(converter, first, 4'000, [&](double frame) { return sine(frame, turns); });
      double largest = 0;
      for (std::size_t j = 0; j < rest.size(); ++j) {
        const double place =
            static_cast<double>(first + static_cast<std::int64_t>(j)) * rates.in / rates.out;
        rest[j] -= sine(place, turns);
        largest = std::max(largest, std::abs(rest[j]));
      }
      // All that is not the sine at its own time: ripple, delay, images and noise.
      EXPECT_LT(decibels(energy(rest)), -130) << rates.in << " to " << rates.out << " at " << part;
      EXPECT_LT(largest, 1e-6) << rates.in << " to " << rates.out << " at " << part;
    }
  }
}

/// Signals of 100 s that take one frame more, so that their places lie anywhere.
RateConverter stretched(const Rates& rates) {
  return {rates.in, rates.out, std::int64_t{100} * rates.in + 1, std::int64_t{100} * rates.out + 1};
}

TEST(RateConverter, KeepsWhatIsInThePassBandOfWhatItStretches) {
  for (const Rates& rates : kRates) {
    const RateConverter converter = stretched(rates);
    const double slower = std::min(1.0, static_cast<double>(rates.out) / rates.in);
    const double step = (100.0 * rates.in + 1) / (100.0 * rates.out + 1);
    for (const double part : {0.01, 0.6, kPassBand}) {
      const double turns = part * slower / 2;
      std::vector<double> rest =
          converted(converter, 0, 4'000, [&](double frame) { return sine(frame, turns); });
      for (std::size_t j = 0; j < rest.size(); ++j) {
        rest[j] -= sine(static_cast<double>(j) * step, turns);
      }
      EXPECT_LT(decibels(energy(rest)), -130) << rates.in << " to " << rates.out << " at " << part;
    }
  }
}

TEST(RateConverter, LeavesNothingAboveHalfTheSlowerRate) {
  for (const Rates& rates : kRates) {
    if (rates.out >= rates.in) continue;
    const RateConverter converter(rates.in, rates.out);
    const double half = static_cast<double>(rates.out) / rates.in / 2;
    for (double turns = half; turns <= 0.5; turns += std::max(0.05 * half, 0.01)) {
      const std::vector<double> heard =
          converted(converter, 777, 2'000, [&](double frame) { return sine(frame, turns); });
      EXPECT_LT(decibels(energy(heard)), -130)
          << rates.in << " to " << rates.out << " at " << turns;
    }
  }
}

TEST(RateConverter, KeepsAConstant) {
  for (const Rates& rates : kRates) {
    const RateConverter converter(rates.in, rates.out);
    for (const double x : converted(converter, 0, 3'000, [](double) { return 1.0; })) {
      ASSERT_NEAR(x, 1, 5e-7) << rates.in << " to " << rates.out;
    }
  }
}

TEST(RateConverter, GivesEveryFrameItsValueByItself) {
  const auto noise = [](double frame) { return std::sin(frame * frame * 1e-3); };
  for (const Rates& rates : kRates) {
    for (const auto& converter : {RateConverter(rates.in, rates.out), stretched(rates)}) {
      const std::vector<double> whole = converted(converter, 0, 9'000, noise);
      for (const std::size_t first : {0u, 1u, 1'234u, 5'000u}) {
        for (const std::size_t frames : {1u, 3u, 640u, 2'500u}) {
          const std::vector<double> part =
              converted(converter, static_cast<std::int64_t>(first), frames, noise);
          ASSERT_TRUE(std::equal(part.begin(), part.end(),
                                 whole.begin() + static_cast<std::ptrdiff_t>(first)))
              << rates.in << " to " << rates.out << ' ' << first << ' ' << frames;
        }
      }
    }
  }
}

TEST(RateConverter, TakesTwoPlanesAsItTakesEach) {
  const auto left = [](double frame) { return sine(frame, 0.01); };
  const auto right = [](double frame) { return sine(frame, 0.2); };
  for (const Rates& rates : {Rates{44'100, 48'000}, Rates{44'100, 44'101}, Rates{47'999, 8'000}}) {
    const RateConverter converter(rates.in, rates.out);
    const auto input = converter.input_of(500, 5'000);
    std::vector<float> planes[2];
    for (std::size_t i = 0; i < input.frames; ++i) {
      const auto frame = static_cast<double>(input.first + static_cast<std::int64_t>(i));
      planes[0].push_back(static_cast<float>(left(frame)));
      planes[1].push_back(static_cast<float>(right(frame)));
    }
    std::vector<double> heard[2] = {std::vector<double>(5'000), std::vector<double>(5'000)};
    const std::span<const float> in[] = {planes[0], planes[1]};
    const std::span<double> out[] = {heard[0], heard[1]};
    converter.convert(in, 500, out);
    EXPECT_EQ(heard[0], converted(converter, 500, 5'000, left)) << rates.in;
    EXPECT_EQ(heard[1], converted(converter, 500, 5'000, right)) << rates.in;
  }
}

TEST(RateConverter, StretchesASignalOverAWholeNumberOfFrames) {
  struct Case {
    int in_rate, out_rate;
    std::int64_t in_frames, out_frames;
  };
  for (const Case& c : {Case{44'100, 48'000, 88'201, 96'001}, Case{22'050, 8'000, 44'101, 16'000},
                        Case{48'000, 44'100, 3'000'000'001, 2'756'250'000}}) {
    const RateConverter converter(c.in_rate, c.out_rate, c.in_frames, c.out_frames);
    const double turns = 0.3 * std::min(1.0, static_cast<double>(c.out_rate) / c.in_rate);
    for (const std::int64_t first : {std::int64_t{0}, c.out_frames - 1'000}) {
      const auto begin = static_cast<double>(converter.input_of(first, 1).first);
      const auto of = [&](double frame) { return sine(frame - begin, turns); };
      const std::vector<double> heard = converted(converter, first, 1'000, of);
      for (std::size_t j = 0; j < heard.size(); ++j) {
        const long double frame = static_cast<long double>(first + static_cast<std::int64_t>(j)) *
                                  static_cast<long double>(c.in_frames) /
                                  static_cast<long double>(c.out_frames);
        ASSERT_NEAR(heard[j], of(static_cast<double>(frame)), 2e-6) << c.out_frames << ' ' << j;
      }
    }
  }
}

TEST(RateConverter, StretchesAFileOfDaysToItsEnd) {
  const std::int64_t in_frames = 12'000'000'001, out_frames = 13'061'224'490;
  const RateConverter converter(44'100, 48'000, in_frames, out_frames);
  const auto last = converter.input_of(out_frames - 1, 1);
  EXPECT_NEAR(static_cast<double>(last.first + converter.table()->reach()),
              static_cast<double>(in_frames), 8);
}

TEST(RateConverter, KnowsWhichRatesAreTooFarApart) {
  EXPECT_EQ(RateConverter::problem(480, 48'000), "");
  EXPECT_EQ(RateConverter::problem(479, 48'000),
            "cannot convert from 479 to 48000 Hz (more than 100 times apart)");
  EXPECT_THROW(RateConverter(48'000, 479), std::runtime_error);
}

TEST(RateConverter, SharesItsWeights) {
  const RateConverter one(44'100, 48'000), again(44'100, 48'000), other(88'200, 96'000);
  EXPECT_EQ(one.table(), again.table());
  EXPECT_EQ(one.table(), other.table());
  const RateConverter up(44'100, 44'101), stretched(48'000, 96'000, 48'001, 96'001);
  EXPECT_EQ(up.table(), stretched.table());
}

TEST(RateConverter, TakesLittleMemoryForEachOfManyRates) {
  constexpr std::size_t kKibibyte = 1024;
  for (int in_rate = 44'101; in_rate < 192'000; in_rate += 997) {
    EXPECT_LE(RateConverter(in_rate, 44'100).table()->bytes(), 96 * kKibibyte) << in_rate;
  }
  for (const int has_63_places_at_most : {44'800, 50'400, 63'000, 100'800}) {
    const RateConverter converter(has_63_places_at_most, 44'100);
    EXPECT_LE(converter.table()->bytes(), 96 * kKibibyte) << has_63_places_at_most;
  }
  for (const Rates& rates : {Rates{44'100, 48'000}, Rates{48'000, 44'100}}) {
    EXPECT_LE(stretched(rates).table()->bytes(), 540 * kKibibyte) << rates.in;
  }
  for (const Rates& rates :
       {Rates{44'100, 48'000}, Rates{192'000, 44'100}, Rates{8'000, 192'000}}) {
    EXPECT_LE(RateConverter(rates.in, rates.out).table()->bytes(), 540 * kKibibyte) << rates.in;
  }
}

}  // namespace
}  // namespace bbplay::dsp
