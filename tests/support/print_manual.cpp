// SPDX-License-Identifier: MIT
// Writes what is made from the parameter tables to standard output: their manual, or with "schema"
// the schema of tracks; scripts/update-manual.sh keeps both.
#include <iostream>
#include <string_view>

#include "bbplay/reference/describe.h"

int main(int argc, char** argv) {
  const bool schema = argc > 1 && std::string_view(argv[1]) == "schema";
  std::cout << (schema ? bbplay::track_schema() : bbplay::parameter_manual());
  return std::cout.flush() ? 0 : 1;
}
