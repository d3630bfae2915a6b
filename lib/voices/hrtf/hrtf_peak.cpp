// SPDX-License-Identifier: MIT
#include "voices/hrtf/hrtf_peak.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace bbplay::voices {
namespace {

using Complex = std::complex<double>;

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
constexpr std::int64_t kOnsetFrames = 48'000;
constexpr std::size_t kMaxCandidates = 8;

/// Largest |sample| of the quanta that contain frames [from, to).
template <HrtfHead Head>
double rendered_peak(Head head, std::int64_t from, std::int64_t to) {
  const std::int64_t frames = head.path().frames();
  const std::int64_t begin = std::max<std::int64_t>(0, from / kStep * kStep);
  const std::int64_t end = std::min(to, frames);
  std::int64_t first = std::max<std::int64_t>(0, begin - head.memory_frames()) / kStep * kStep;
  std::array<double, kQuantum> left;
  std::array<double, kQuantum> right;
  double peak = 0;
  head.reset();
  for (; first < end; first += kStep) {
    head.render(first, left, right);
    if (first < begin) continue;
    const auto count = static_cast<std::size_t>(std::min(kStep, frames - first));
    for (std::size_t i = 0; i < count; ++i) {
      peak = std::max({peak, std::abs(left[i]), std::abs(right[i])});
    }
  }
  return peak;
}

/// What both ears make of a steady tone from every direction, over the carrier's range.
class Spectra {
 public:
  Spectra(const dsp::HrirSet& head, const Ramp& range_hz, double rate, std::size_t most_points)
      : ears_(2) {
    constexpr double kGridHz = 20;  // the responses are smooth over 1 / (their length)
    low_hz_ = std::max(0.0, range_hz.low());
    const double span = std::max(0.0, range_hz.high()) - low_hz_;
    points_ = static_cast<std::size_t>(
                  std::clamp(std::ceil(span / kGridHz), 0.0, static_cast<double>(most_points))) +
              1;
    grid_hz_ = points_ > 1 ? span / static_cast<double>(points_ - 1) : 1;
    for (std::vector<Complex>& ear : ears_) ear.resize(points_ * head.directions());
    for (std::size_t p = 0; p < points_; ++p) {
      const double turns = (low_hz_ + static_cast<double>(p) * grid_hz_) / rate;
      for (std::size_t d = 0; d < head.directions(); ++d) {
        ears_[0][d * points_ + p] = answer(head.response(d).left, turns, rate);
        ears_[1][d * points_ + p] = answer(head.response(d).right, turns, rate);
      }
    }
  }

  Complex at(std::size_t ear, std::size_t direction, double hz) const {
    const double place =
        std::clamp((hz - low_hz_) / grid_hz_, 0.0, static_cast<double>(points_ - 1));
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, points_ - 1);
    const std::vector<Complex>& values = ears_[ear];
    const double u = place - static_cast<double>(below);
    return (1 - u) * values[direction * points_ + below] + u * values[direction * points_ + above];
  }

  double loudest() const {
    double largest = 0;
    for (const auto& ear : ears_) {
      for (const Complex& value : ear) largest = std::max(largest, std::abs(value));
    }
    return largest;
  }

 private:
  /// Phases count from where the sound typically arrives, 1 ms after the response begins: so they
  /// vary little from one frequency to the next. Only magnitudes of sums at one frequency matter.
  static Complex answer(std::span<const float> response, double turns, double rate) {
    constexpr double kArrivalSeconds = 0.001;
    const double arrival = std::round(kArrivalSeconds * rate);
    Complex sum = 0;
    const Complex step = std::polar(1.0, -2 * std::numbers::pi * turns);
    Complex phasor = std::polar(1.0, 2 * std::numbers::pi * turns * arrival);
    for (const float tap : response) {
      sum += static_cast<double>(tap) * phasor;
      phasor *= step;
    }
    return sum;
  }

  double low_hz_ = 0, grid_hz_ = 1;
  std::size_t points_ = 1;
  std::vector<std::vector<Complex>> ears_;
};

/// The places with the largest envelopes.
class Loudest {
 public:
  void offer(std::int64_t place, double envelope) {
    const auto softest = std::min_element(
        kept_.begin(), kept_.end(), [](const auto& a, const auto& b) { return a.level < b.level; });
    if (envelope > softest->level) *softest = {envelope, place};
  }
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Entry& entry : kept_) {
      if (entry.level > 0) visit(entry.place);
    }
  }

 private:
  struct Entry {
    double level = 0;
    std::int64_t place = 0;
  };
  std::array<Entry, kMaxCandidates> kept_{};
};

template <HrtfHead Head>
OwnPeak windowed_peak(const Head& voice, const PeakSearch& search) {
  const SpatialAnglePath& path = voice.path();
  const HrtfWindows& windows = voice.plan().windows;
  if (path.frames() <= search.rendered_frames) {
    const double peak = rendered_peak(voice, 0, path.frames());
    return {peak, peak};
  }
  const Spectra spectra(*voice.plan().head, path.carrier_range_hz(), path.rate(),
                        search.frequencies);
  const std::int64_t hops = path.frames() / windows.hop;
  const std::int64_t overlapping = windows.length / windows.hop + 1;
  const std::int64_t places = std::max<std::int64_t>(1, search.places * 8 / (3 * overlapping));
  const std::int64_t stride = hops / places + 1;
  FoundDirections directions;
  Loudest loudest;
  double largest_sum = 0;  // of the windows
  for (std::int64_t hop = 0; hop < hops; hop += stride) {
    for (const std::int64_t part : {0, 1, 2}) {
      const std::int64_t at = hop * windows.hop + part * windows.hop / 3;
      const double hz = path.carrier_hz(at);
      Complex left = 0;
      Complex right = 0;
      double sum = 0;
      for (std::int64_t k = std::max<std::int64_t>(0, hop - overlapping); k <= hop; ++k) {
        const double gain = windows.at(at - k * windows.hop);
        if (gain == 0) continue;
        const std::size_t direction = directions.of(voice.plan(), k);
        left += gain * spectra.at(0, direction, hz);
        right += gain * spectra.at(1, direction, hz);
        sum += gain;
      }
      largest_sum = std::max(largest_sum, sum);
      loudest.offer(hop, std::max(std::abs(left), std::abs(right)));
    }
  }
  OwnPeak out;
  loudest.for_each([&](std::int64_t hop) {
    out.largest = std::max(out.largest,
                           rendered_peak(voice, (hop - 1) * windows.hop, (hop + 2) * windows.hop));
  });
  out.bound = std::max(out.largest, path.amp() * largest_sum * spectra.loudest());
  return out;
}

}  // namespace

OwnPeak peak_of(const OverlapAddHrtf& voice, const PeakSearch& search) {
  return windowed_peak(voice, search);
}

OwnPeak peak_of(const StaticHrtf& voice, const PeakSearch& search) {
  return windowed_peak(voice, search);
}

OwnPeak peak_of(const CrossfadedHrtf& voice, const PeakSearch& search) {
  const SpatialAnglePath& path = voice.path();
  if (path.frames() <= search.rendered_frames) {
    const double peak = rendered_peak(voice, 0, path.frames());
    return {peak, peak};
  }
  const Spectra spectra(voice.head(), path.carrier_range_hz(), path.rate(), search.frequencies);
  const std::int64_t quanta = path.frames() / kStep;
  const std::int64_t stride = quanta / search.places + 1;
  Loudest loudest;
  for (std::int64_t q = 0; q < quanta; q += stride) {
    const CrossfadedHrtf::Mix mix = voice.mix_at(q * kStep);
    const double hz = path.carrier_hz(q * kStep);
    Complex left = 0;
    Complex right = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      left += mix.weight[k] * spectra.at(0, mix.direction[k], hz);
      right += mix.weight[k] * spectra.at(1, mix.direction[k], hz);
    }
    loudest.offer(q, std::max(std::abs(left), std::abs(right)));
  }
  OwnPeak out{rendered_peak(voice, 0, kOnsetFrames), 0};  // the tone sets in abruptly
  loudest.for_each([&](std::int64_t q) {
    out.largest = std::max(out.largest, rendered_peak(voice, (q - 1) * kStep, (q + 2) * kStep));
  });
  out.bound = std::max(out.largest, path.amp() * voice.gain() * spectra.loudest());
  return out;
}

}  // namespace bbplay::voices
