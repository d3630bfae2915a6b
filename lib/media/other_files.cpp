// SPDX-License-Identifier: MIT
#include "media/other_files.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

using namespace std::string_view_literals;

struct Sign {
  std::string_view bytes;  // that the file begins with, letters in lower case for texts
  std::string_view what;
};

constexpr std::string_view kPicture = "a picture", kArchive = "an archive";

constexpr Sign kSigns[] = {{"%PDF-", "a PDF"},
                           {"PK\3\4", "a zip archive"},
                           {"PK\5\6", "a zip archive"},
                           {"\x1F\x8B\x08", kArchive},
                           {"BZh", kArchive},
                           {"\xFD"
                            "7zXZ\0"sv,
                            kArchive},
                           {"7z\xBC\xAF\x27\x1C", kArchive},
                           {"Rar!\x1A\7", kArchive},
                           {"\x28\xB5\x2F\xFD", kArchive},
                           {"\x89PNG\r\n\x1A\n", kPicture},
                           {"\xFF\xD8\xFF", kPicture},
                           {"GIF87a", kPicture},
                           {"GIF89a", kPicture},
                           {"II*\0"sv, kPicture},
                           {"MM\0*"sv, kPicture},
                           {"\x7F"
                            "ELF",
                            "a program"}};

constexpr Sign kTextSigns[] = {{"version https://git-lfs.github.com/spec/",
                                "a Git LFS pointer: fetch what it stands for with git lfs pull"},
                               {"#extm3u", "a playlist"},
                               {"[playlist]", "a playlist"},
                               {"<asx", "a playlist"},
                               {"<!doctype html", "a web page"},
                               {"<html", "a web page"},
                               {"<svg", kPicture}};

bool is_control(unsigned code) {
  return code == 0x7F || (code < ' ' && (code < '\t' || code > '\r') && code != 0x1B);
}

/// How many bytes a character takes that begins with one; 0: none begins so.
std::size_t utf8_length(unsigned char first) {
  if (first < 0x80) return is_control(first) ? 0 : 1;
  if (first < 0xC2) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
}

/// The last character may be cut off.
bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = utf8_length(static_cast<unsigned char>(bytes[at]));
    if (length == 0) return false;
    const std::string_view rest = bytes.substr(at, length).substr(1);
    const auto goes_on = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    if (!std::ranges::all_of(rest, goes_on)) return false;
    at += length;
  }
  return true;
}

/// With the mark in front by which a text in it is known.
bool is_utf16(std::string_view bytes) {
  const bool is_little = bytes.starts_with("\xFF\xFE");
  if (!is_little && !bytes.starts_with("\xFE\xFF")) return false;
  bool is_in_pair = false;
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    const unsigned first = static_cast<unsigned char>(bytes[at]);
    const unsigned second = static_cast<unsigned char>(bytes[at + 1]);
    const unsigned unit = is_little ? second << 8 | first : first << 8 | second;
    const bool is_second = unit >> 10 == 0xDC00 >> 10;
    if (is_control(unit) || unit >= 0xFFFE || is_second != is_in_pair) return false;
    is_in_pair = unit >> 10 == 0xD800 >> 10;
  }
  return true;
}

std::string_view text_kind(std::string_view bytes) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF", kSpace = " \t\r\n";
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  bytes.remove_prefix(std::min(bytes.find_first_not_of(kSpace), bytes.size()));
  std::string lower(bytes.substr(0, 64));
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const Sign& sign : kTextSigns) {
    if (lower.starts_with(sign.bytes)) return sign.what;
  }
  return "a text";
}

std::string first_bytes(ByteSource& source) {
  constexpr std::int64_t kLooked = 1'024;
  return HeaderBytes(source, 0).text(static_cast<std::size_t>(std::min(source.size(), kLooked)));
}

}  // namespace

bool begins_like_utf16(ByteSource& source) { return is_utf16(first_bytes(source)); }

std::string_view other_file(ByteSource& source) {
  const std::string bytes = first_bytes(source);
  if (bytes.empty()) return {};
  for (const Sign& sign : kSigns) {
    if (bytes.starts_with(sign.bytes)) return sign.what;
  }
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.compare(8, 4, "WEBP") == 0) {
    return kPicture;
  }
  constexpr std::int64_t kId3 = 128;  // of the kind that stands at the end of a file
  if (bytes.starts_with("TAG") && source.size() == kId3)
    return "an ID3 tag, and no sound before it";
  if (is_utf16(bytes)) return "a text";
  return is_utf8(bytes) ? text_kind(bytes) : std::string_view();
}

}  // namespace bbplay::media
