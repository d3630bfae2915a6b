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
constexpr double kCubics = 24;     // in a frame of the slower rate
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

/// The weights around places, of a sum of 1.
class Weights {
 public:
  Weights(double cutoff, std::int64_t reach)
      : cutoff_(cutoff), reach_(reach), weights_(static_cast<std::size_t>(2 * reach)) {}

  /// place  behind a frame
  const std::vector<double>& at(double place) {
    double sum = 0;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
      const auto frame = static_cast<double>(static_cast<std::int64_t>(k) + 1 - reach_);
      weights_[k] = response_near(cutoff_ * (frame - place));
      sum += weights_[k];
    }
    for (double& weight : weights_) weight /= sum;
    return weights_;
  }

 private:
  double cutoff_;
  std::int64_t reach_;
  std::vector<double> weights_;
};

/// Where a polynomial has to be right so that it is wrong by little everywhere: between -0.5 and 0.5.
double chebyshev_node(std::size_t i, std::size_t count) {
  const double turn = static_cast<double>(2 * i + 1) / static_cast<double>(4 * count);
  return -std::cos(2 * std::numbers::pi * turn) / 2;
}

/// Coefficients of the polynomial that is 1 at node `one` of so many and 0 at the others.
std::vector<double> unit_polynomial(std::size_t one, std::size_t nodes) {
  std::vector<double> coefficients(nodes, 0.0);
  coefficients[0] = 1;
  const double at_one = chebyshev_node(one, nodes);
  for (std::size_t other = 0; other < nodes; ++other) {
    if (other == one) continue;
    const double zero = chebyshev_node(other, nodes);
    for (std::size_t c = nodes; c-- > 0;) {
      const double lower = c > 0 ? coefficients[c - 1] : 0;
      coefficients[c] = (lower - zero * coefficients[c]) / (at_one - zero);
    }
  }
  return coefficients;
}

/// One table for all who ask for the same one.
std::shared_ptr<const PhaseTable> shared(double cutoff, std::size_t rows_per_frame,
                                         PhaseTable::Terms terms) {
  using Key = std::tuple<double, std::size_t, PhaseTable::Terms>;
  static std::mutex mutex;
  static std::map<Key, std::weak_ptr<const PhaseTable>> tables;
  const std::lock_guard lock(mutex);
  std::erase_if(tables, [](const auto& entry) { return entry.second.expired(); });
  auto& known = tables[{cutoff, rows_per_frame, terms}];
  auto table = known.lock();
  if (!table) {
    table = std::make_shared<const PhaseTable>(cutoff, rows_per_frame, terms);
    known = table;
  }
  return table;
}

std::int64_t reach_of(double cutoff) {
  constexpr auto kStep = static_cast<std::int64_t>(PhaseTable::kGroup / 2);
  return (static_cast<std::int64_t>(std::ceil(kReach / cutoff)) + kStep - 1) / kStep * kStep;
}

}  // namespace

std::shared_ptr<const PhaseTable> PhaseTable::exact(double cutoff, std::size_t phases) {
  return shared(cutoff, phases, Terms::one);
}

std::shared_ptr<const PhaseTable> PhaseTable::anywhere(double cutoff) {
  constexpr auto kQuadratics = static_cast<double>(kMostPieces);
  return shared(cutoff, static_cast<std::size_t>(std::ceil(kQuadratics * cutoff)), Terms::three);
}

std::shared_ptr<const PhaseTable> PhaseTable::anywhere_small(double cutoff) {
  return shared(cutoff, static_cast<std::size_t>(std::ceil(kCubics * cutoff)), Terms::four);
}

PhaseTable::PhaseTable(double cutoff, std::size_t rows_per_frame, Terms terms)
    : reach_(reach_of(cutoff)),
      rows_per_frame_(rows_per_frame),
      terms_(terms),
      groups_(rows_per_frame * this->terms() * (width() / kGroup)) {
  const auto rows = static_cast<double>(rows_per_frame);
  Weights weights(cutoff, reach_);
  if (terms == Terms::one) {
    for (std::size_t r = 0; r < rows_per_frame; ++r) {
      store(r, 0, weights.at(static_cast<double>(r) / rows));
    }
    return;
  }
  const std::size_t count = this->terms();
  std::vector<std::vector<double>> at_nodes(count), unit(count);
  for (std::size_t node = 0; node < count; ++node) unit[node] = unit_polynomial(node, count);
  std::vector<double> coefficients(width());
  for (std::size_t r = 0; r < rows_per_frame; ++r) {
    for (std::size_t node = 0; node < count; ++node) {
      const double in_pieces = static_cast<double>(r) + 0.5 + chebyshev_node(node, count);
      at_nodes[node] = weights.at(in_pieces / rows);
    }
    for (std::size_t term = 0; term < count; ++term) {
      std::ranges::fill(coefficients, 0.0);
      for (std::size_t node = 0; node < count; ++node) {
        const double share = unit[node][term];
        const double* there = at_nodes[node].data();
        for (double& coefficient : coefficients) coefficient += share * *there++;
      }
      store(r, term, coefficients);
    }
  }
}

/// What rounding takes from one weight the next one gets: the sum stays, and what is changed by it lies
/// at high frequencies, where there is least to be heard.
void PhaseTable::store(std::size_t row, std::size_t term, const std::vector<double>& coefficients) {
  const std::size_t first = row * terms() * (width() / kGroup) + term;
  double rest = 0;
  for (std::size_t k = 0; k < width(); ++k) {
    const double value = coefficients[k] + rest;
    const auto rounded = static_cast<float>(value);
    rest = value - static_cast<double>(rounded);
    groups_[first + k / kGroup * terms()].values[k % kGroup] = rounded;
  }
}

}  // namespace bbplay::dsp
