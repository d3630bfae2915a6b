// SPDX-License-Identifier: MIT
#include "dsp/noise/color_tables.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "bbplay/dsp/fft.h"

#include "reader/read_noise_color.h"
#include "support/golden.h"

namespace bbplay::test {
namespace {

reader::JsonDocument parsed(const std::string& name) {
  const std::filesystem::path path = golden_folder() / name;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return reader::JsonDocument::parse(std::string{std::istreambuf_iterator<char>(stream), {}}, name);
}

Bands bands_of(reader::JsonNode node) {
  Bands out{};
  const std::vector<reader::JsonNode> values = node.children();
  if (values.size() != kBands) throw std::runtime_error("not ten bands: " + node.pointer());
  for (std::size_t k = 0; k < kBands; ++k) out[k] = values[k].number().value();
  return out;
}

NoiseColor plain_color(const std::string& name, std::string_view selected_by) {
  if (selected_by == "string") return reader::noise_color_named(name);
  if (selected_by == "preset") return reader::noise_preset(name).value();
  if (name != "exponent 1.5 -> -0.5, curve 2.5") throw std::runtime_error("unknown " + name);
  return {.kind = NoiseColor::Kind::profile, .exponent = 1.5, .high_exponent = -0.5, .curve = 2.5};
}

constexpr Bands kExactCentres = {31.25, 62.5, 125, 250, 500, 1000, 2000, 4000, 8000, 16'000};
constexpr Bands kNominalCentres = {31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16'000};

Bands bands_db(std::span<const double> power, double bin_hz, const Bands& centres_hz,
               bool density) {
  Bands out{};
  for (std::size_t band = 0; band < kBands; ++band) {
    const double centre = centres_hz[band];
    double sum = 0;
    int bins = 0;
    for (std::size_t k = 0; k < power.size(); ++k) {
      const double hz = bin_hz * static_cast<double>(k);
      if (hz < centre / std::numbers::sqrt2 || hz >= centre * std::numbers::sqrt2) continue;
      sum += power[k];
      ++bins;
    }
    out[band] = 10 * std::log10(density ? sum / bins : sum);
  }
  return out;
}

}  // namespace

const std::vector<ColorTarget>& plain_colors() {
  static const std::vector<ColorTarget> colors = [] {
    const reader::JsonDocument document = parsed("dsp/noise_psd_targets.json");
    std::vector<ColorTarget> out;
    for (const reader::JsonNode node : document.root()["colours"].children()) {
      const std::string name(node["name"].text());
      out.push_back({name, plain_color(name, node["selected_by"].text()),
                     bands_of(node["expected_db"]), bands_of(node["measured_db"])});
    }
    return out;
  }();
  return colors;
}

const Bands& plain_color_tolerance_db() {
  static const Bands bands = bands_of(parsed("dsp/noise_psd_targets.json").root()["tolerance_db"]);
  return bands;
}

const std::vector<ColorTarget>& conditioned_colors() {
  static const std::vector<ColorTarget> colors = [] {
    const reader::JsonDocument document = parsed("noise/noise_stats.json");
    std::vector<ColorTarget> out;
    Diagnostics diagnostics;
    for (const reader::JsonNode node : document.root()["colours"].children()) {
      const Bands mean = bands_of(node["band_db_mean"]);
      out.push_back({std::string(node["what"].text()),
                     reader::read_noise_color(node["noise"], diagnostics), mean, mean,
                     node["level_law_dbfs"].number().value(),
                     node["lag1_correlation"].number().value()});
    }
    if (diagnostics.has_errors()) throw std::runtime_error("noise_stats.json has a bad colour");
    return out;
  }();
  return colors;
}

Bands density_bands_db(std::span<const double> power, double bin_hz) {
  Bands out = bands_db(power, bin_hz, kExactCentres, true);
  const double reference = out[5];
  for (double& band : out) band -= reference;
  return out;
}

Bands power_bands_db(std::span<const double> power, double bin_hz) {
  Bands out = bands_db(power, bin_hz, kNominalCentres, false);
  const double total = 10 * std::log10(std::accumulate(power.begin(), power.end(), 0.0));
  for (double& band : out) band -= total;
  return out;
}

std::vector<double> welch(std::span<const float> signal, std::size_t length) {
  const dsp::RealFft<float> fft(length);
  std::vector<float> window(length), part(length), re(fft.bins()), im(fft.bins());
  std::vector<float> work(fft.work_size());
  for (std::size_t i = 0; i < length; ++i) {
    const double turns = static_cast<double>(i) / static_cast<double>(length);
    window[i] = static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * turns));
  }
  std::vector<double> power(fft.bins());
  for (std::size_t at = 0; at + length <= signal.size(); at += length / 2) {
    for (std::size_t i = 0; i < length; ++i) part[i] = window[i] * signal[at + i];
    fft.forward(part, re, im, work);
    for (std::size_t k = 1; k < power.size(); ++k) {
      power[k] += double{re[k]} * re[k] + double{im[k]} * im[k];
    }
  }
  return power;
}

}  // namespace bbplay::test
