// SPDX-License-Identifier: MIT
/// How much room a text takes. Nobody knows the reader's fonts, so the widths are those of a wide
/// one (DejaVu Sans): what fits by them fits in the usual others.
#pragma once

#include <string>
#include <string_view>

namespace bbplay::app {

/// size  of the font, in the unit of the result
double text_width(std::string_view text, double size, bool bold = false);

/// `text`, or as much of its beginning as fits into `width` together with an ellipsis; empty when
/// that would be hardly anything.
std::string fitted(std::string_view text, double width, double size, bool bold = false);

}  // namespace bbplay::app
