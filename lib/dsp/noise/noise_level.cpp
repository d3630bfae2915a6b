// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_level.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/noise/expected_peak.h"
#include "dsp/noise/notch_power.h"

namespace bbplay::dsp {
namespace {

constexpr std::size_t kFrequencies = 3072;  // on a logarithmic axis
constexpr double kMinHz = 5;
constexpr int kStillMoments = 96;
constexpr int kMovingMoments = 192;

/// Power spectrum of the conditioned source, total 1, and where it stands on the unit circle.
struct PowerGrid {
  std::vector<double> power, cosine, sine_squared;

  explicit PowerGrid(const NoiseSpectrum& spectrum) {
    const double octaves = std::log(0.5 * spectrum.rate() / kMinHz);
    double total = 0;
    for (std::size_t k = 0; k < kFrequencies; ++k) {
      const double way = (static_cast<double>(k) + 0.5) / static_cast<double>(kFrequencies);
      const double hz = kMinHz * std::exp(octaves * way);
      const double magnitude = spectrum.conditioned_magnitude(hz);
      power.push_back(magnitude * magnitude * hz);  // equal steps of ln f
      total += power.back();
      const double w = 2 * std::numbers::pi * hz / spectrum.rate();
      cosine.push_back(std::cos(w));
      sine_squared.push_back(std::sin(w) * std::sin(w));
    }
    for (double& p : power) p /= total;
  }

  /// Takes `count` sections in series out of `spectrum`.
  void filter(std::vector<double>& spectrum, NotchSection section, int count) const {
    take_notch_out(section, count, {cosine, sine_squared}, spectrum);
  }

  static double total(const std::vector<double>& spectrum) {
    return sum([&](std::size_t k) { return spectrum[k]; });
  }
  /// total  of the spectrum
  double lag1(const std::vector<double>& spectrum, double total) const {
    return sum([&](std::size_t k) { return spectrum[k] * cosine[k]; }) / std::max(total, 1e-300);
  }
  double lag1(const std::vector<double>& spectrum) const { return lag1(spectrum, total(spectrum)); }

 private:
  /// In four strands: one alone would wait for its own additions.
  template <typename Term>
  static double sum(const Term& term) {
    std::array<double, 4> strands{};
    for (std::size_t k = 0; k < kFrequencies; k += 4) {
      for (std::size_t s = 0; s < 4; ++s) strands[s] += term(k + s);
    }
    return (strands[0] + strands[1]) + (strands[2] + strands[3]);
  }
};

/// Share of the crossings of a high level that counts (format noise 10.1): a steep spectrum
/// crosses in groups.
double clustering_of(const NoiseSpectrum& spectrum) {
  const double high_cut = spectrum.color().high_cut_hz;
  const bool steep = spectrum.exponent(3'000) >= 1.5 && !(high_cut > 0 && high_cut < 8'000);
  return steep ? 0.65 : 0.85;
}

/// Frames at which the notches are looked at: one LFO period, or the whole signal.
std::vector<std::int64_t> moments(const NotchMotion& motion, std::int64_t frames) {
  const double period = motion.period_s() * motion.rate();
  const auto whole = static_cast<double>(frames);
  const bool periodic = period > 0 && period < whole;
  const double span = periodic ? period : whole;
  const int count = periodic ? kStillMoments : kMovingMoments;
  std::vector<std::int64_t> out;
  double jitter = 0.5;
  for (int i = 0; i < count; ++i) {
    out.push_back(static_cast<std::int64_t>(span * (i + jitter) / count));
    // Off any regular grid, so that many LFO periods are not always met at the same phase.
    if (!periodic) jitter = std::fmod(jitter + std::numbers::phi, 1.0);
  }
  return out;
}

/// One ear at one moment: power behind the moving notches, and behind all.
struct EarMoment {
  double moving_power = 1, power = 1, lag1 = 0;
};

}  // namespace

double lag1_correlation(const NoiseSpectrum& spectrum) {
  const PowerGrid grid(spectrum);
  return grid.lag1(grid.power);
}

NoiseLevel expected_noise_level(const NoiseSpectrum& spectrum, const NotchMotion& motion,
                                std::span<const StaticNotch> fixed, std::int64_t frames) {
  return noise_statistics(spectrum, motion, fixed, frames).level;
}

NoiseStatistics noise_statistics(const NoiseSpectrum& spectrum, const NotchMotion& motion,
                                 std::span<const StaticNotch> fixed, std::int64_t frames) {
  const PowerGrid grid(spectrum);
  const double clustering = clustering_of(spectrum);
  const auto whole = static_cast<double>(frames);
  const GaussianStretch source{1, grid.lag1(grid.power), whole};
  const double source_peak = expected_peak({&source, 1}, clustering);

  const auto look = [&](std::int64_t frame, Ear ear) {
    std::vector<double> power = grid.power;
    const NotchMotion::Moment moment = motion.moment(frame);
    for (int pass = 0; pass < motion.passes(); ++pass) {
      const double lfo = motion.lfo(moment, pass, ear);
      for (std::size_t s = 0; s < motion.sweeps(); ++s) {
        const NotchMotion::Notch notch = motion.notch(s, lfo, moment.alpha);
        if (notch.stages == 0) continue;
        grid.filter(power, NotchSection::at(notch.hz, notch.q, motion.rate()), notch.stages);
      }
    }
    EarMoment out;
    out.moving_power = out.power = grid.total(power);
    for (const StaticNotch& notch : fixed) {
      if (notch.hz >= 0.49 * motion.rate()) continue;
      grid.filter(power, NotchSection::at(notch.hz, notch.q, motion.rate()), 2 * notch.count);
    }
    if (!fixed.empty()) out.power = grid.total(power);
    out.lag1 = grid.lag1(power, out.power);
    return out;
  };

  const std::vector<std::int64_t> frames_seen =
      motion.passes() > 0 ? moments(motion, frames) : std::vector<std::int64_t>{0};
  const std::size_t ears = motion.ears_differ() ? 2 : 1;
  NoiseStatistics out;
  out.ears_differ = ears == 2;
  out.clustering = clustering;
  double moving_rms[2] = {};
  for (std::size_t e = 0; e < ears; ++e) {
    std::vector<EarMoment> seen;
    double sum = 0;
    for (const std::int64_t frame : frames_seen) {
      seen.push_back(look(frame, kBothEars[e]));
      sum += seen.back().moving_power;
    }
    const auto count = static_cast<double>(seen.size());
    moving_rms[e] = std::sqrt(std::max(sum / count, 1e-30));
    for (const EarMoment& at : seen) {
      out.ears[e].push_back({std::sqrt(at.power) / moving_rms[e], at.lag1, whole / count});
    }
  }
  std::vector<GaussianStretch> stretches = out.ears[0];
  if (ears == 1) {
    moving_rms[1] = moving_rms[0];
    out.ears[1] = out.ears[0];
  } else {
    stretches.insert(stretches.end(), out.ears[1].begin(), out.ears[1].end());
  }

  // Behind the moving notches either ear is as loud as the source was with its peak at kSourcePeak;
  // then the peak of both is brought up to kNoisePeak, or cut down to it.
  const double peak = expected_peak(stretches, clustering);
  const double matched = kSourcePeak / source_peak;
  const double raised = peak > 0 ? kNoisePeak / peak : 0;
  const double level = std::max(matched, raised);
  for (auto& ear : out.ears) {
    for (GaussianStretch& stretch : ear) stretch.rms *= level;
  }
  out.level = {level / moving_rms[0], level / moving_rms[1], matched > raised};
  return out;
}

}  // namespace bbplay::dsp
