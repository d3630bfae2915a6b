// SPDX-License-Identifier: MIT
// Writes the manual of all parameters to standard output; scripts/update-manual.sh keeps it.
#include <iostream>

#include "bbplay/model/describe.h"

int main() {
  std::cout << bbplay::parameter_manual();
  return std::cout.flush() ? 0 : 1;
}
