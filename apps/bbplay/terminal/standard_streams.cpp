// SPDX-License-Identifier: MIT
#include "terminal/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

namespace bbplay::app {

void occupy_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    const int mode = descriptor == STDIN_FILENO    ? O_WRONLY
                     : descriptor == STDOUT_FILENO ? O_RDONLY
                                                   : O_RDWR;
    ::open("/dev/null", mode);
  }
}

}  // namespace bbplay::app
