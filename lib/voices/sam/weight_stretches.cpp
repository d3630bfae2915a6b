// SPDX-License-Identifier: MIT
#include "voices/sam/weight_stretches.h"

#include <algorithm>
#include <cmath>

namespace bbplay::voices {
namespace {

/// Weights on the edges of stages are so smooth that between two looks they turn once at most.
constexpr std::int64_t kLooks = 64;
/// Stages that take turns weigh 1 together but for rounding, on neither side.
constexpr double kRounding = 1e-12;

struct Look {
  std::int64_t frame;
  double above;  // weight less 1

  int side() const { return above > kRounding ? 1 : above < -kRounding ? -1 : 0; }
};

class Search {
 public:
  explicit Search(const std::function<double(std::int64_t)>& weight) : weight_(weight) {}

  Look look(std::int64_t frame) const { return {frame, weight_(frame) - 1}; }

  /// Where between two looks the weight comes nearest to 1 from a side, or farthest beyond it.
  Look turn(std::int64_t from, std::int64_t to, int side) const {
    while (to - from > 2) {
      const std::int64_t third = (to - from) / 3;
      const std::int64_t left = from + third, right = to - third;
      if (side * look(left).above < side * look(right).above) {
        to = right;
      } else {
        from = left;
      }
    }
    return look(from + (to - from) / 2);
  }

  /// The first frame that is on the side of the later one of two looks on different sides.
  std::int64_t passage(Look before, Look after) const {
    while (after.frame - before.frame > 1) {
      const Look middle = look(before.frame + (after.frame - before.frame) / 2);
      (middle.side() == after.side() ? after : before) = middle;
    }
    return after.frame;
  }

 private:
  const std::function<double(std::int64_t)>& weight_;
};

/// Looks at both ends, evenly between them, and at turns that may reach the other side.
std::vector<Look> looks_of(const Search& search, std::int64_t begin, std::int64_t end) {
  const std::int64_t last = end - 1 - begin, count = std::min(kLooks, last);
  std::vector<Look> out{search.look(begin)};
  for (std::int64_t i = 1; i <= count; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(count);
    out.push_back(search.look(begin + static_cast<std::int64_t>(static_cast<double>(last) * part)));
  }
  const std::size_t even = out.size();
  for (std::size_t i = 0; i < even; ++i) {
    // A turn shows at a look that is nearer to 1 than those around it.
    const Look here = out[i], before = out[i > 0 ? i - 1 : 0],
               after = out[std::min(i + 1, even - 1)];
    const double distance = std::abs(here.above);
    if (distance > std::abs(before.above) || distance > std::abs(after.above)) continue;
    const int side = before.side() != 0 ? before.side() : after.side();
    if (side == 0 || here.side() == -side || after.side() == -side) continue;
    out.push_back(search.turn(before.frame, after.frame, side));
  }
  std::sort(out.begin(), out.end(), [](Look a, Look b) { return a.frame < b.frame; });
  return out;
}

}  // namespace

std::vector<WeightStretch> weight_stretches(std::int64_t begin, std::int64_t end,
                                            const std::function<double(std::int64_t)>& weight) {
  const Search search(weight);
  const std::vector<Look> looks = looks_of(search, begin, end);
  std::vector<WeightStretch> out;
  const Look* before = nullptr;  // the latest one on a side
  for (const Look& look : looks) {
    if (look.side() == 0) continue;
    const bool is_full = look.side() > 0;
    if (before == nullptr) {
      out.push_back({begin, is_full});
    } else if (before->side() != look.side()) {
      out.push_back({search.passage(*before, look), is_full});
    }
    before = &look;
  }
  if (out.empty()) out.push_back({begin, true});
  return out;
}

}  // namespace bbplay::voices
