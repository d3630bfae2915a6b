// SPDX-License-Identifier: MIT
#include "dsp/filter/phase_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <tuple>

namespace bbplay::dsp {
namespace {

constexpr int kReach = 104;        // frames of the slower rate
constexpr double kMiddle = 0.955;  // of the slope from the pass band to the stop band
constexpr double kBeta = 14.4;     // of the window: stop band at -140 dB
constexpr double kRows = 64;       // in a frame of the slower rate, where places lie between them
constexpr int kPerFrame = 512;     // of the response that rows are taken from

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

/// `frames` of the slower rate from the middle.
double response(double frames) {
  const double u = frames / kReach;
  if (std::abs(u) >= 1) return 0;
  const double phase = std::numbers::pi * kMiddle * frames;
  const double sinc = phase == 0 ? 1 : std::sin(phase) / phase;
  return sinc * bessel_i0(kBeta * std::sqrt(1 - u * u));
}

/// From a frame before the middle to beyond the end.
std::vector<double> sampled_response() {
  std::vector<double> samples((kReach + 2) * kPerFrame);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = response(static_cast<double>(i) / kPerFrame - 1);
  }
  return samples;
}

/// The same by cubics, wrong by 1e-10 of its peak: a table has a million weights.
double response_near(double frames) {
  static const std::vector<double> samples = sampled_response();
  const double place = (std::abs(frames) + 1) * kPerFrame;
  const auto i = static_cast<std::size_t>(place);
  if (i + 2 >= samples.size()) return 0;
  const double t = place - static_cast<double>(i);
  const double* y = &samples[i - 1];
  const double a = (y[3] - y[0]) / 6 + (y[1] - y[2]) / 2;
  const double b = (y[0] + y[2]) / 2 - y[1];
  const double c = y[2] - y[1] - a - b;
  return ((a * t + b) * t + c) * t + y[1];
}

/// One table for all who ask for the same one.
std::shared_ptr<const PhaseTable> shared(double cutoff, std::size_t rows_per_frame,
                                         PhaseTable::Places places) {
  using Key = std::tuple<double, std::size_t, PhaseTable::Places>;
  static std::mutex mutex;
  static std::map<Key, std::weak_ptr<const PhaseTable>> tables;
  const std::lock_guard lock(mutex);
  std::erase_if(tables, [](const auto& entry) { return entry.second.expired(); });
  auto& known = tables[{cutoff, rows_per_frame, places}];
  auto table = known.lock();
  if (!table) {
    table = std::make_shared<const PhaseTable>(cutoff, rows_per_frame, places);
    known = table;
  }
  return table;
}

std::int64_t reach_of(double cutoff) {
  constexpr auto kStep = static_cast<std::int64_t>(PhaseTable::kGroup / 2);
  return (static_cast<std::int64_t>(std::ceil(kReach / cutoff)) + kStep - 1) / kStep * kStep;
}

}  // namespace

std::shared_ptr<const PhaseTable> PhaseTable::between_rows(double cutoff) {
  return shared(cutoff, static_cast<std::size_t>(std::ceil(kRows * cutoff)), Places::anywhere);
}

std::shared_ptr<const PhaseTable> PhaseTable::exact(double cutoff, std::size_t phases) {
  return shared(cutoff, phases, Places::on_rows);
}

PhaseTable::PhaseTable(double cutoff, std::size_t rows_per_frame, Places places)
    : reach_(reach_of(cutoff)), rows_per_frame_(rows_per_frame), places_(places) {
  const std::size_t groups = width() / kGroup;
  const std::size_t rows = rows_before() + rows_per_frame + rows_behind();
  groups_.resize(rows * groups);
  std::vector<double> row(width());
  for (std::size_t r = 0; r < rows; ++r) {
    const double place = (static_cast<double>(r) - static_cast<double>(rows_before())) /
                         static_cast<double>(rows_per_frame);
    double sum = 0;
    for (std::size_t k = 0; k < row.size(); ++k) {
      const double frame = static_cast<double>(static_cast<std::int64_t>(k) + 1 - reach_);
      row[k] = response_near(cutoff * (frame - place));
      sum += row[k];
    }
    // What rounding takes from one weight the next one gets: the sum stays, and what is changed by it
    // lies at high frequencies, where there is least to be heard.
    double rest = 0;
    for (std::size_t k = 0; k < row.size(); ++k) {
      const double weight = row[k] / sum + rest;
      const auto rounded = static_cast<float>(weight);
      rest = weight - static_cast<double>(rounded);
      groups_[r * groups + k / kGroup].weights[k % kGroup] = rounded;
    }
  }
}

}  // namespace bbplay::dsp
