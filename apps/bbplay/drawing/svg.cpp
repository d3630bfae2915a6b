// SPDX-License-Identifier: MIT
#include "drawing/svg.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

#include "bbplay/model/text.h"

namespace bbplay::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string(name) + "=\"" + std::string(value) + '"';
}

std::string attribute(std::string_view name, double value) {
  return attribute(name, coordinate(value));
}

std::string placed(const Box& box) {
  return attribute("x", box.left) + attribute("y", box.top) + attribute("width", box.width) +
         attribute("height", box.height);
}

}  // namespace

std::string coordinate(double value) {
  const double rounded = std::round(value * 100) / 100 + 0.0;  // no "-0"
  std::array<char, 40> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed, 2);
  std::string number(text.data(), error == std::errc{} ? end : text.data());
  number.erase(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) number.pop_back();
  return number;
}

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const model::Character first = model::first_character(text);
    const std::string_view character = text.substr(0, first.bytes);
    // XML can hold neither of the last two.
    const bool shown = first.valid && !model::is_steering(first.code) && first.code != 0xFFFE &&
                       first.code != 0xFFFF;
    if (!shown) {
      out += kReplacement;
    } else if (character == "&") {
      out += "&amp;";
    } else if (character == "<") {
      out += "&lt;";
    } else if (character == ">") {
      out += "&gt;";
    } else if (character == "\"") {
      out += "&quot;";
    } else {
      out += character;
    }
    text.remove_prefix(first.bytes);
  }
  return out;
}

Path& Path::add(char command, Point to) {
  data_ += command;
  data_ += coordinate(to.x) + ' ' + coordinate(to.y);
  return *this;
}

void Svg::painted(std::string_view end) {
  constexpr std::size_t kPieceBytes = 1 << 16;
  body_ += end;
  if (take_ && body_.size() >= kPieceBytes) finish();
}

void Svg::finish() {
  if (take_) take_(std::exchange(body_, {}));
}

void Svg::end_clip() { painted("</g>\n"); }

void Svg::rect(const Box& box, std::string_view look, double corner) {
  body_ += "<rect" + placed(box);
  if (corner > 0) body_ += attribute("rx", corner);
  painted(attribute("class", look) + "/>\n");
}

void Svg::line(Point from, Point to, std::string_view look) {
  painted("<line" + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x) +
          attribute("y2", to.y) + attribute("class", look) + "/>\n");
}

void Svg::path(const Path& path, std::string_view look) {
  if (path.empty()) return;
  painted("<path" + attribute("d", path.data()) + attribute("class", look) + "/>\n");
}

void Svg::open_text(Point at, std::string_view look, Anchor anchor) {
  body_ += "<text" + attribute("x", at.x) + attribute("y", at.y) + attribute("class", look);
  if (anchor != Anchor::start) {
    body_ += attribute("text-anchor", anchor == Anchor::middle ? "middle" : "end");
  }
  body_ += '>';
}

void Svg::text(Point at, std::string_view text, std::string_view look, Anchor anchor) {
  if (text.empty()) return;
  open_text(at, look, anchor);
  painted(xml_text(text) + "</text>\n");
}

void Svg::text_of(Point at, std::string_view text, std::string_view whole, std::string_view look) {
  if (text == whole) return this->text(at, text, look);
  if (text.empty()) return;
  open_text(at, look, Anchor::start);
  painted(xml_text(text) + "<title>" + xml_text(whole) + "</title></text>\n");
}

void Svg::begin_clip(const Box& box) {
  const std::string name = "clip" + std::to_string(++clips_);
  body_ += "<clipPath" + attribute("id", name) + "><rect" + placed(box) + "/></clipPath>\n<g" +
           attribute("clip-path", "url(#" + name + ")") + ">\n";
}

std::string Svg::head(double width, double height, std::string_view title, std::string_view style,
                      Proportions proportions) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg";
  out += attribute("xmlns", "http://www.w3.org/2000/svg") + attribute("width", width) +
         attribute("height", height);
  out += attribute("viewBox", "0 0 " + coordinate(width) + ' ' + coordinate(height)) +
         attribute("role", "img");
  if (proportions == Proportions::stretched) out += attribute("preserveAspectRatio", "none");
  out += ">\n<title>" + xml_text(title) + "</title>\n<style>\n" + std::string(style) + "</style>\n";
  return out;
}

std::string Svg::document(double width, double height, std::string_view title,
                          std::string_view style, Proportions proportions) const {
  std::string out = head(width, height, title, style, proportions);
  out += body_;
  out += tail();
  return out;
}

}  // namespace bbplay::app
