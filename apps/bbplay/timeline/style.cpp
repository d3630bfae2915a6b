// SPDX-License-Identifier: MIT
#include "timeline/style.h"

#include <cstddef>
#include <string_view>

namespace bbplay::app {
namespace {

/// Colours of one scheme.
struct Scheme {
  std::string_view page, panel, ink, muted, grid, frame, blend, stripe;
  std::string_view voices[8];
  std::string_view bands[5];  // delta, theta, alpha, beta, gamma
  std::string_view noise;
  std::string_view band_opacity, tint_opacity;
};

constexpr Scheme kLight{
    "#ffffff",
    "#f7f9fb",
    "#1c2733",
    "#5a6878",
    "#dde4eb",
    "#b9c4d0",
    "#33475b",
    "#f3f6f9",
    {"#1d5fd1", "#c2620a", "#0b8457", "#a32bb8", "#cc2b3a", "#0a7f9c", "#6b45d6", "#5d7d0f"},
    {"#6b5bd2", "#2f7fd6", "#17936b", "#c98a0c", "#d0483f"},
    "#66758a",
    ".11",
    ".16"};
constexpr Scheme kDark{
    "#0e1620",
    "#141f2c",
    "#e6ebf2",
    "#9fadbe",
    "#243345",
    "#3b4d63",
    "#c5d3e3",
    "#121c28",
    {"#6ea8ff", "#ffa94d", "#4fd1a0", "#e08cf0", "#ff7b86", "#4cc9e6", "#ab92ff", "#b4d455"},
    {"#9d8fff", "#64aef5", "#46c79a", "#e9b44c", "#f27a70"},
    "#98a7bb",
    ".15",
    ".24"};

constexpr std::string_view kShapes = R"(
text{font-family:system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-size:12px}
.title{font-size:21px;font-weight:600}
.heading{font-weight:600}
.small{font-size:10.5px}
.strong{font-weight:600}
.line{fill:none;stroke-width:1.4;stroke-linejoin:round}
.lead{stroke-width:2.4}
.faint{opacity:.6}
.label{font-size:10.5px;paint-order:stroke;stroke-width:3px;stroke-linejoin:round}
.grid{stroke-width:1}
.blend{fill-opacity:.07}
.area{stroke-width:1}
.step{stroke-width:1}
)";

std::string fill(std::string_view look, std::string_view color) {
  return '.' + std::string(look) + "{fill:" + std::string(color) + "}\n";
}

std::string stroke(std::string_view look, std::string_view color) {
  return '.' + std::string(look) + "{stroke:" + std::string(color) + "}\n";
}

std::string tint(std::string_view look, std::string_view color, std::string_view opacity) {
  return '.' + std::string(look) + "{fill:" + std::string(color) +
         ";fill-opacity:" + std::string(opacity) + ";stroke:" + std::string(color) + "}\n";
}

std::string colors(const Scheme& scheme) {
  std::string css = "text{fill:" + std::string(scheme.ink) + "}\n";
  css += fill("page", scheme.page) + fill("panel", scheme.panel) + fill("stripe", scheme.stripe);
  css += fill("muted", scheme.muted) + fill("blend", scheme.blend);
  css += stroke("grid", scheme.grid) + stroke("frame", scheme.frame);
  css += ".frame{fill:none}\n.label{stroke:" + std::string(scheme.panel) + "}\n";
  css += ".step{fill:" + std::string(scheme.page) + ";stroke:" + std::string(scheme.frame) + "}\n";
  for (std::size_t i = 0; i < std::size(scheme.voices); ++i) {
    const std::string index = std::to_string(i);
    css += stroke("v" + index, scheme.voices[i]) + fill("d" + index, scheme.voices[i]);
    css += tint("t" + index, scheme.voices[i], scheme.tint_opacity);
  }
  for (std::size_t i = 0; i < std::size(scheme.bands); ++i) {
    const std::string index = std::to_string(i);
    css += ".b" + index + "{fill:" + std::string(scheme.bands[i]) +
           ";fill-opacity:" + std::string(scheme.band_opacity) + "}\n";
    css += fill("n" + index, scheme.bands[i]);
  }
  return css + tint("noise", scheme.noise, scheme.tint_opacity);
}

}  // namespace

std::string timeline_style() {
  return std::string(kShapes.substr(1)) + colors(kLight) +
         "@media screen and (prefers-color-scheme:dark){\n" + colors(kDark) + "}\n";
}

}  // namespace bbplay::app
