// SPDX-License-Identifier: MIT
/// The reference's own output, case by case, read from tests/golden/FAMILY/cases.json.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reader/json_node.h"
#include "support/audio_file.h"

namespace bbplay::test {

/// tests/golden of the source tree.
std::filesystem::path golden_folder();

struct GoldenCase {
  std::string family, name, function;
  double duration = 0;
  int rate = 0;
  double bound = 0;  // max_abs_error
  reader::JsonNode node, params, inputs;
  std::filesystem::path folder;

  AudioData expected() const;
  /// The sound file that inputs.KEY names.
  AudioData input(std::string_view key) const;
  bool has_input(std::string_view key) const { return inputs[key].is_set(); }
};

/// All cases of one file. Keeps the JSON document alive.
class GoldenFamily {
 public:
  explicit GoldenFamily(const std::string& family, const std::string& file = "cases.json");
  const std::vector<GoldenCase>& cases() const { return cases_; }
  /// Cases whose function is one of `functions`; fails the test when there is none.
  std::vector<GoldenCase> of(std::initializer_list<std::string_view> functions) const;

 private:
  std::shared_ptr<reader::JsonDocument> document_;
  std::vector<GoldenCase> cases_;
};

/// Largest |actual - expected|; infinite when the lengths differ or a value is not finite.
double largest_error(const std::vector<double>& actual, const std::vector<double>& expected);

/// Collects errors per function and prints the worst of each, relative to its bound, when
/// destroyed.
class WorstErrors {
 public:
  explicit WorstErrors(std::string family) : family_(std::move(family)) {}
  ~WorstErrors();
  /// Fails the current test when `error` is over the bound of the case.
  void check(const GoldenCase& golden, double error);

 private:
  struct Worst {
    std::size_t cases = 0;
    double ratio = 0, error = 0;
    std::string name;
  };
  std::string family_;
  std::map<std::string, Worst> worst_;
};

}  // namespace bbplay::test
