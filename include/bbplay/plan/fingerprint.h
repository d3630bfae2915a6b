// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace bbplay {

/// 64-bit hash of a sequence of bytes (FNV-1a; Fowler, Noll, Vo). Recognises equal inputs and
/// accidental damage; no protection against anyone who wants to collide.
class Fingerprint {
 public:
  constexpr void add(std::string_view bytes) noexcept {
    for (const char byte : bytes) {
      value_ = (value_ ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
    }
  }
  /// Text with its length, so that neighbouring texts cannot run into one another.
  constexpr void add_text(std::string_view text) noexcept {
    add_number(text.size());
    add(text);
  }
  template <class Number>
  requires std::is_arithmetic_v<Number>
  constexpr void add_number(Number number) noexcept {
    const auto bytes = __builtin_bit_cast(Bytes<sizeof(Number)>, number);
    add(std::string_view(bytes.data, sizeof bytes.data));
  }
  constexpr std::uint64_t value() const noexcept { return value_; }

 private:
  template <std::size_t size>
  struct Bytes {
    char data[size];
  };
  std::uint64_t value_ = 0xCBF29CE484222325u;
};

}  // namespace bbplay
