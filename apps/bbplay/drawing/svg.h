// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace bbplay::app {

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  double right() const noexcept { return left + width; }
  double bottom() const noexcept { return top + height; }
};

/// A coordinate for SVG: at most two decimals, the same text in every locale.
std::string coordinate(double value);

/// `text` for XML: markup escaped, and what XML cannot hold (control characters, bytes that are no
/// UTF-8) replaced.
std::string xml_text(std::string_view text);

/// The data of a path element.
class Path {
 public:
  Path& move(Point to) { return add('M', to); }
  Path& line(Point to) { return add('L', to); }
  Path& close() {
    data_ += 'Z';
    return *this;
  }
  bool empty() const noexcept { return data_.empty(); }
  const std::string& data() const noexcept { return data_; }

 private:
  Path& add(char command, Point to);
  std::string data_;
};

/// What becomes of a drawing that is shown in a frame of another shape.
enum class Proportions : std::uint8_t { kept, stretched };

enum class Anchor : std::uint8_t { start, middle, end };

/// Takes a text piece by piece.
using TakeText = std::function<void(std::string_view)>;

/// The elements of a drawing, in the order in which they are painted. How they look is up to the
/// style sheet: `look` is a list of its classes.
class Svg {
 public:
  Svg() = default;
  /// Hands what is painted to `take` in pieces and keeps none of it; finish() gives the last one.
  explicit Svg(TakeText take) : take_(std::move(take)) {}
  void finish();

  void rect(const Box& box, std::string_view look, double corner = 0);
  void line(Point from, Point to, std::string_view look);
  void path(const Path& path, std::string_view look);
  /// `at` is on the base line.
  void text(Point at, std::string_view text, std::string_view look, Anchor anchor = Anchor::start);
  /// As text(), with a tooltip that has the whole of what did not fit.
  void text_of(Point at, std::string_view text, std::string_view whole, std::string_view look);

  /// What is painted until end_clip() shows inside `box` only.
  void begin_clip(const Box& box);
  void end_clip();

  /// What comes before the elements of a document. title: for readers that do not see it
  static std::string head(double width, double height, std::string_view title,
                          std::string_view style, Proportions proportions = Proportions::kept);
  static std::string_view tail() noexcept { return "</svg>\n"; }

  /// The whole document, of a drawing that has been kept.
  std::string document(double width, double height, std::string_view title, std::string_view style,
                       Proportions proportions = Proportions::kept) const;

 private:
  void open_text(Point at, std::string_view look, Anchor anchor);
  /// Ends an element.
  void painted(std::string_view end);

  TakeText take_;
  std::string body_;
  int clips_ = 0;
};

}  // namespace bbplay::app
