// SPDX-License-Identifier: MIT
#include "support/golden.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace bbplay::test {

std::filesystem::path golden_folder() {
  return std::filesystem::path(BBPLAY_SOURCE_DIR) / "tests/golden";
}

AudioData GoldenCase::expected() const { return read_audio(folder / node["output"].text()); }

AudioData GoldenCase::input(std::string_view key) const {
  return read_audio(folder / inputs[key].text());
}

GoldenFamily::GoldenFamily(const std::string& family, const std::string& file) {
  const std::filesystem::path path = golden_folder() / family / file;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  document_ = std::make_shared<reader::JsonDocument>(
      reader::JsonDocument::parse(std::move(text), path.string()));
  for (const reader::JsonNode node : document_->root()["cases"].children()) {
    GoldenCase golden;
    golden.family = family;
    golden.name = node["name"].text();
    golden.function = node["function"].text();
    golden.duration = node["duration"].number().value_or(0);
    golden.rate = static_cast<int>(node["sample_rate"].number().value_or(0));
    golden.bound = node["max_abs_error"].number().value_or(0);
    golden.node = node;
    golden.params = node["params"];
    golden.inputs = node["inputs"];
    golden.folder = path.parent_path();
    cases_.push_back(std::move(golden));
  }
  if (cases_.empty()) throw std::runtime_error("no cases in " + path.string());
}

std::vector<GoldenCase> GoldenFamily::of(std::initializer_list<std::string_view> functions) const {
  std::vector<GoldenCase> out;
  for (const GoldenCase& golden : cases_) {
    for (const std::string_view function : functions) {
      if (golden.function == function) out.push_back(golden);
    }
  }
  EXPECT_FALSE(out.empty()) << "no golden case for the requested functions";
  return out;
}

double largest_error(const std::vector<double>& actual, const std::vector<double>& expected) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  if (actual.size() != expected.size()) return kInfinite;
  double largest = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double error = std::abs(actual[i] - expected[i]);
    if (!std::isfinite(error)) return kInfinite;
    largest = std::max(largest, error);
  }
  return largest;
}

WorstErrors::~WorstErrors() {
  for (const auto& [function, worst] : worst_) {
    std::printf("golden %-18s %-48s %3zu cases, worst %.2e = %.2f of its bound (%s)\n",
                family_.c_str(), function.c_str(), worst.cases, worst.error, worst.ratio,
                worst.name.c_str());
  }
}

void WorstErrors::check(const GoldenCase& golden, double error) {
  EXPECT_LE(error, golden.bound) << golden.family << '/' << golden.name << " (" << golden.function
                                 << ')';
  Worst& worst = worst_[golden.function];
  ++worst.cases;
  const double ratio = golden.bound > 0 ? error / golden.bound : error;
  if (ratio >= worst.ratio) worst = {worst.cases, ratio, error, golden.name};
}

}  // namespace bbplay::test
