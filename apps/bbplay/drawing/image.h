// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "drawing/svg.h"

namespace bbplay::app {

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
};

/// A picture of pixels.
class Image {
 public:
  Image(int width, int height, Color ground);

  int width() const noexcept { return width_; }
  int height() const noexcept { return height_; }

  /// Outside the picture there is nothing to set.
  void set(int x, int y, Color color) { blend(x, y, color, 1); }
  /// part  0..1 of `color` over what is there
  void blend(int x, int y, Color color, double part);
  void fill(int left, int top, int width, int height, Color color);
  /// A line with round ends and smooth edges.
  void stroke(Point from, Point to, double width, Color color);

  /// The bytes of a PNG file.
  std::string png() const;

 private:
  int width_, height_;
  std::vector<std::uint8_t> pixels_;  // red, green, blue
};

}  // namespace bbplay::app
