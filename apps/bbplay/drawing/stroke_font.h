// SPDX-License-Identifier: MIT
/// Letters drawn with a pen, for pictures of pixels: no font has to be installed, and the pictures
/// are the same everywhere.
#pragma once

#include <string_view>

#include "drawing/image.h"

namespace bbplay::app {

/// size  height of capitals in pixels
double drawn_width(std::string_view text, double size);

/// `at` is on the base line. ASCII; letters of Western languages lose their accents, and what else
/// there is becomes a box.
void draw_text(Image& image, Point at, std::string_view text, double size, Color color,
               Anchor anchor = Anchor::start);

}  // namespace bbplay::app
