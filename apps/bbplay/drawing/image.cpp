// SPDX-License-Identifier: MIT
#include "drawing/image.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include <png.h>

namespace bbplay::app {
namespace {

double distance_to_line(Point p, Point from, Point to) {
  const double dx = to.x - from.x, dy = to.y - from.y;
  const double length = dx * dx + dy * dy;
  double along = 0;
  if (length > 0)
    along = std::clamp(((p.x - from.x) * dx + (p.y - from.y) * dy) / length, 0.0, 1.0);
  return std::hypot(p.x - from.x - along * dx, p.y - from.y - along * dy);
}

std::uint8_t mixed(std::uint8_t below, std::uint8_t above, double part) {
  return static_cast<std::uint8_t>(std::lround(below + (above - below) * part));
}

}  // namespace

Image::Image(int width, int height, Color ground)
    : width_(width),
      height_(height),
      pixels_(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
  fill(0, 0, width, height, ground);
}

void Image::blend(int x, int y, Color color, double part) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  std::uint8_t* pixel =
      &pixels_[3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                    static_cast<std::size_t>(x))];
  pixel[0] = mixed(pixel[0], color.red, part);
  pixel[1] = mixed(pixel[1], color.green, part);
  pixel[2] = mixed(pixel[2], color.blue, part);
}

void Image::fill(int left, int top, int width, int height, Color color) {
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) set(x, y, color);
  }
}

void Image::stroke(Point from, Point to, double width, Color color) {
  const double reach = width / 2 + 1;
  const auto left = static_cast<int>(std::floor(std::min(from.x, to.x) - reach));
  const auto right = static_cast<int>(std::ceil(std::max(from.x, to.x) + reach));
  const auto top = static_cast<int>(std::floor(std::min(from.y, to.y) - reach));
  const auto bottom = static_cast<int>(std::ceil(std::max(from.y, to.y) + reach));
  for (int y = top; y <= bottom; ++y) {
    for (int x = left; x <= right; ++x) {
      const double distance = distance_to_line({x + 0.5, y + 0.5}, from, to);
      const double covered = std::clamp(width / 2 + 0.5 - distance, 0.0, 1.0);
      if (covered > 0) blend(x, y, color, covered);
    }
  }
}

std::string Image::png() const {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width_);
  image.height = static_cast<png_uint_32>(height_);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels_.data(), 0, nullptr) == 0) {
    throw std::runtime_error(std::string("cannot make a PNG: ") + image.message);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace bbplay::app
