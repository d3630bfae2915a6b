// SPDX-License-Identifier: MIT
// Writes the definition of default_head_ring():  write_default_head FILE.sofa OUTPUT.cpp
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "dsp/spatial/head_ring.h"

namespace {

using bbplay::dsp::HeadRing;

/// Hexadecimal, so that the compiler reads back the same number.
template <typename Number, typename Values>
void write_table(std::ostream& out, const char* name, const Values& values) {
  constexpr bool kSingle = sizeof(Number) == sizeof(float);
  out << "constexpr " << (kSingle ? "float " : "double ") << name << "[] = {";
  std::size_t count = 0;
  for (const Number value : values) {
    out << (count++ % 8 == 0 ? "\n" : " ") << std::hexfloat << value << (kSingle ? "f," : ",");
  }
  out << "\n};\n";
}

std::vector<float> responses(const HeadRing& ring,
                             std::vector<float> bbplay::dsp::HeadDirection::*ear) {
  std::vector<float> all;
  for (const auto& direction : ring.directions) {
    all.insert(all.end(), (direction.*ear).begin(), (direction.*ear).end());
  }
  return all;
}

void write(std::ostream& out, const HeadRing& ring) {
  std::vector<double> azimuths, sector_starts;
  for (const auto& direction : ring.directions) {
    azimuths.push_back(direction.azimuth_deg);
    sector_starts.push_back(direction.sector_start_deg);
  }
  out << "// Written by write_default_head.\n"
         "#include \"dsp/spatial/default_head.h\"\n\n"
         "#include <cstddef>\n\n"
         "namespace bbplay::dsp {\nnamespace {\n\n"
         "constexpr int kRate = "
      << ring.rate << ";\nconstexpr std::size_t kTaps = " << ring.directions.front().left.size()
      << ";\n";
  write_table<double>(out, "kAzimuthsDeg", azimuths);
  write_table<double>(out, "kSectorStartsDeg", sector_starts);
  write_table<float>(out, "kLeft", responses(ring, &bbplay::dsp::HeadDirection::left));
  write_table<float>(out, "kRight", responses(ring, &bbplay::dsp::HeadDirection::right));
  out << R"cpp(
    std::vector<float> response(const float* all, std::size_t direction) {
      return {all + direction * kTaps, all + (direction + 1) * kTaps};
    }

    }  // namespace

    HeadRing default_head_ring() {
      HeadRing ring{kRate, {}};
      for (std::size_t d = 0; d < std::size(kAzimuthsDeg); ++d) {
        ring.directions.push_back(
            {kAzimuthsDeg[d], kSectorStartsDeg[d], response(kLeft, d), response(kRight, d)});
      }
      return ring;
    }

    }  // namespace bbplay::dsp
  )cpp";
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count != 3) throw std::runtime_error("write_default_head FILE.sofa OUTPUT.cpp");
    const HeadRing ring = bbplay::dsp::read_head_ring(arguments[1]);
    std::ofstream out(arguments[2]);
    write(out, ring);
    if (!out.flush()) throw std::runtime_error(std::string(arguments[2]) + ": cannot be written");
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
