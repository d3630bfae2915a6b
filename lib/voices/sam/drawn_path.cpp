// SPDX-License-Identifier: MIT
#include "voices/sam/drawn_path.h"

#include <algorithm>
#include <cmath>

namespace bbplay::voices {
namespace {

using Point = DrawnPath::Point;

constexpr double kNoLength = 1e-6;
constexpr std::size_t kMaxNodes = 1 << 20;  // smoothing may double the points six times

Point between(Point a, Point b, double t) {
  return {(1 - t) * a.x + t * b.x, (1 - t) * a.y + t * b.y};
}

/// Cuts the corners off: every edge loses the part `ratio` at both ends.
std::vector<Point> chaikin(const std::vector<Point>& points, bool closed, double ratio) {
  std::vector<Point> out;
  const std::size_t edges = closed ? points.size() : points.size() - 1;
  if (!closed) out.push_back(points.front());
  for (std::size_t i = 0; i < edges; ++i) {
    const Point a = points[i];
    const Point b = points[(i + 1) % points.size()];
    out.push_back(between(a, b, ratio));
    out.push_back(between(a, b, 1 - ratio));
  }
  if (!closed) out.push_back(points.back());
  return out;
}

/// Uniform Catmull-Rom curve from p1 to p2.
Point on_spline(Point p0, Point p1, Point p2, Point p3, double t) {
  const auto value = [t](double a, double b, double c, double d) {
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t +
                  (3 * b - a - 3 * c + d) * t * t * t);
  };
  return {value(p0.x, p1.x, p2.x, p3.x), value(p0.y, p1.y, p2.y, p3.y)};
}

std::vector<Point> spline_nodes(const std::vector<Point>& points, bool closed, int per_segment) {
  const std::size_t n = points.size();
  std::vector<Point> out;
  // A closed list ends with its first point; the reference runs through all of them in a circle,
  // that duplicate included.
  const std::size_t segments = closed ? n : n - 1;
  for (std::size_t i = 0; i < segments; ++i) {
    Point p0 = points[i == 0 ? (closed ? n - 2 : 0) : i - 1];
    const Point p1 = points[i];
    const Point p2 = points[(i + 1) % n];
    const Point p3 = closed ? points[(i + 2) % n] : points[std::min(i + 2, n - 1)];
    for (int j = 0; j < per_segment; ++j) {
      out.push_back(on_spline(p0, p1, p2, p3, static_cast<double>(j) / per_segment));
    }
  }
  out.push_back(points.back());
  return out;
}

}  // namespace

DrawnPath::DrawnPath(const CustomPath& path, Fidelity fidelity) : nodes_(path.points) {
  if (nodes_.size() < 2) return;
  if (path.closed && nodes_.front() != nodes_.back()) nodes_.push_back(nodes_.front());
  if (path.spline && nodes_.size() >= 3) {
    const auto most = static_cast<int>(std::max<std::size_t>(4, kMaxNodes / nodes_.size()));
    nodes_ = spline_nodes(nodes_, path.closed, std::min(path.nodes_per_segment, most));
  } else if (!path.spline) {
    for (int pass = 0; pass < path.smoothing_passes; ++pass) {
      if (nodes_.size() < 3 || nodes_.size() > kMaxNodes) break;
      nodes_ = chaikin(nodes_, path.closed, path.smoothing_ratio);
    }
    if (path.closed && fidelity == Fidelity::corrected && nodes_.front() != nodes_.back()) {
      nodes_.push_back(nodes_.front());
    }
  }
  measure();
}

void DrawnPath::measure() {
  lengths_.reserve(nodes_.size());
  double length = 0;
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    if (k > 0) length += std::hypot(nodes_[k].x - nodes_[k - 1].x, nodes_[k].y - nodes_[k - 1].y);
    lengths_.push_back(length);
  }
  if (!(length > kNoLength)) return;
  cells_.resize(nodes_.size());
  const auto count = static_cast<double>(cells_.size());
  std::uint32_t node = 0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const double begins = static_cast<double>(c) / count * length;
    while (node + 2 < nodes_.size() && lengths_[node + 1] <= begins) ++node;
    cells_[c] = node;
  }
}

Point DrawnPath::at(double u) const noexcept {
  const double target = u * lengths_.back();
  const auto cell =
      std::min(static_cast<std::size_t>(u * static_cast<double>(cells_.size())), cells_.size() - 1);
  // The node before the target lies between those of this cell and of the next one.
  const auto low = lengths_.begin() + static_cast<std::ptrdiff_t>(cells_[cell]) + 1;
  const auto high = cell + 1 < cells_.size()
                        ? lengths_.begin() + static_cast<std::ptrdiff_t>(cells_[cell + 1]) + 1
                        : lengths_.end() - 1;
  const auto after = std::upper_bound(low, std::max(low, high), target);
  const auto k = static_cast<std::size_t>(after - lengths_.begin()) - 1;
  const double segment = lengths_[k + 1] - lengths_[k];
  const double t = segment > 0 ? std::clamp((target - lengths_[k]) / segment, 0.0, 1.0) : 0.0;
  return {nodes_[k].x + t * (nodes_[k + 1].x - nodes_[k].x),
          nodes_[k].y + t * (nodes_[k + 1].y - nodes_[k].y)};
}

}  // namespace bbplay::voices
