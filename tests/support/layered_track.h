// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <sstream>
#include <string>

namespace bbplay::test {

/// A track of the kind that people save: many beats at once, from bass to treble, most of them with
/// vibrato, some with tremolo.
struct LayeredTrack {
  unsigned seed = 1;
  int layers = 16, steps = 1;
  double step_s = 600, blend_s = 0;
  int rate = 44'100;
  std::string more_settings{}, more_keys{};  // of the track

  std::string text() const {
    std::mt19937 random(seed);
    const auto between = [&random](double low, double high) {
      return std::uniform_real_distribution<double>(low, high)(random);
    };
    const auto one_in = [&random](unsigned n) { return random() % n == 0; };
    std::ostringstream out;
    out << R"({"global_settings": {"sample_rate": )" << rate << R"(, "crossfade_duration": )"
        << blend_s << more_settings << R"(}, "steps": [)";
    double start = 0;
    for (int step = 0; step < steps; ++step) {
      out << (step > 0 ? "," : "") << R"({"duration": )" << step_s << R"(, "start": )" << start
          << R"(, "voices": [)";
      start += step_s - blend_s;
      for (int layer = 0; layer < layers; ++layer) {
        const double level = between(0.2, 1);
        const double highest = rate / 2.5;
        out << (layer > 0 ? "," : "") << R"({"synth_function_name": "binaural_beat", "params": {)"
            << R"("ampL": )" << level << R"(, "ampR": )" << level << R"(, "baseFreq": )"
            << (one_in(4) ? between(600, highest) : between(8, 600)) << R"(, "beatFreq": )"
            << between(0, 8);
        const bool vibrato = !one_in(3), tremolo = one_in(3);
        for (const char ear : {'L', 'R'}) {
          if (vibrato) {
            out << R"(, "freqOscRange)" << ear << R"(": )" << between(0.1, 3) << R"(, "freqOscFreq)"
                << ear << R"(": )" << between(0.05, 4);
          }
          if (tremolo) {
            out << R"(, "ampOscDepth)" << ear << R"(": )" << between(0.1, 1) << R"(, "ampOscFreq)"
                << ear << R"(": )" << between(0.02, 8);
          }
        }
        out << "}}";
      }
      out << "]}";
    }
    out << "]" << more_keys << "}";
    return out.str();
  }
};

}  // namespace bbplay::test
