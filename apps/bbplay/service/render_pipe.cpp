// SPDX-License-Identifier: MIT
#include "service/render_pipe.h"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace bbplay::app {

RenderPipe::RenderPipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  read_ = ends[0];
  write_ = ends[1];
}

RenderPipe::~RenderPipe() {
  close_reading();
  end(false);
}

std::string RenderPipe::path() const { return "/dev/fd/" + std::to_string(write_); }

void RenderPipe::end(bool complete) {
  if (write_ < 0) return;
  is_complete_ = complete;  // before the end can be seen
  ::close(write_);
  write_ = -1;
}

void RenderPipe::close_reading() {
  const int descriptor = read_.exchange(-1);
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace bbplay::app
