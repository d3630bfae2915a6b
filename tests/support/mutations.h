// SPDX-License-Identifier: MIT
/// Texts with a few things wrong with them, the same ones on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bbplay::test {

/// Numbers that look random.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  /// 0 .. limit - 1
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }

 private:
  std::uint64_t state_;
};

/// One to three changes: a byte, a stretch that is missing, one of the pieces put in, in place of a
/// byte or of a value, the end cut off.
inline std::string mutated(std::string text, std::span<const std::string_view> pieces, Dice& dice) {
  for (std::size_t change = 0; change <= dice.below(3) && !text.empty(); ++change) {
    const std::size_t at = dice.below(text.size());
    const std::string_view piece = pieces[dice.below(pieces.size())];
    switch (dice.below(6)) {
      case 0:
        text[at] = static_cast<char>(dice.below(256));
        break;
      case 1:
        text.erase(at, 1 + dice.below(12));
        break;
      case 2:
        text.insert(at, piece);
        break;
      case 3:
        text.replace(at, 1, piece);
        break;
      case 4:
        if (const std::size_t colon = text.find(": ", at); colon != text.npos) {
          text.replace(colon + 2, text.find_first_of(",\n", colon) - colon - 2, piece);
        }
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

}  // namespace bbplay::test
