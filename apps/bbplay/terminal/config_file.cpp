// SPDX-License-Identifier: MIT
#include "terminal/config_file.h"

#include <algorithm>

#include "bbplay/model/words.h"

namespace bbplay::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) at_ = line_begin_ = kByteOrderMark.size();
  }

  std::vector<ConfigEntry> entries() {
    std::vector<ConfigEntry> out;
    for (;;) {
      skip_lines();
      if (is_done()) return out;
      if (text_[at_] == '[') {
        pass_section();
      } else {
        out.push_back(entry());
      }
    }
  }

 private:
  bool is_done() const { return at_ == text_.size(); }
  bool is_at(char c) const { return !is_done() && text_[at_] == c; }
  bool is_line_end() const { return is_done() || is_at('\n'); }
  SourcePosition here() const { return {line_, at_ - line_begin_ + 1}; }

  void skip_blanks() {
    while (!is_line_end() && model::is_blank(text_[at_])) ++at_;
  }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  void next_line() {
    ++at_;
    ++line_;
    line_begin_ = at_;
  }

  /// To the next sign that is neither blank nor part of a comment, over lines.
  void skip_lines() {
    for (;;) {
      skip_blanks();
      if (is_at('#') || is_at(';')) skip_line();
      if (!is_at('\n')) return;
      next_line();
    }
  }

  void pass_section() {
    const SourcePosition place = here();
    const std::size_t begin = at_;
    skip_line();
    std::string_view name = model::trimmed(text_.substr(begin, at_ - begin));
    name = model::trimmed(name.substr(0, name.find('#')));
    if (model::lowered(name) == "[default]") return;
    throw ConfigFault(place, "the section " + std::string(name.substr(0, 40)) +
                                 ": options stand in none; remove the line");
  }

  ConfigEntry entry() {
    ConfigEntry out;
    out.key_place = here();
    const std::size_t begin = at_;
    while (!is_line_end() && text_[at_] != '=' && text_[at_] != '#') ++at_;
    out.key = without_quotes(model::trimmed(text_.substr(begin, at_ - begin)));
    if (!is_at('=')) {
      if (const std::size_t colon = out.key.find(':'); colon != out.key.npos) {
        throw ConfigFault({line_, out.key_place.column + colon}, "\":\" after a name; write \"=\"");
      }
      out.values = {"true"};
      out.value_place = out.key_place;
    } else {
      ++at_;
      skip_blanks();
      out.value_place = here();
      if (is_at('[')) {
        out.values = list();
      } else {
        out.values = {value("#")};
      }
    }
    skip_blanks();
    if (is_at('#')) skip_line();
    if (!is_line_end()) throw ConfigFault(here(), "text after the value; remove it");
    return out;
  }

  static std::string without_quotes(std::string_view text) {
    const bool has_quotes = text.size() > 1 && (text[0] == '"' || text[0] == '\'');
    if (has_quotes && text.back() == text[0]) text = text.substr(1, text.size() - 2);
    return std::string(text);
  }

  /// In quotes, or up to one of the signs `ends`.
  std::string value(std::string_view ends) {
    if (is_at('"') || is_at('\'')) return quoted();
    const std::size_t begin = at_;
    while (!is_line_end() && ends.find(text_[at_]) == ends.npos) ++at_;
    return std::string(model::trimmed(text_.substr(begin, at_ - begin)));
  }

  std::string quoted() {
    const SourcePosition place = here();
    const char quote = text_[at_];
    const std::size_t begin = ++at_;
    while (!is_line_end() && text_[at_] != quote) ++at_;
    if (is_line_end()) {
      throw ConfigFault(place, std::string("this text is not closed; write ") +
                                   (quote == '"' ? "'\"'" : "\"'\"") + " where it ends");
    }
    return std::string(text_.substr(begin, at_++ - begin));
  }

  std::vector<std::string> list() {
    const SourcePosition opened = here();
    std::vector<std::string> out;
    ++at_;
    for (;;) {
      skip_lines();
      if (is_done()) throw ConfigFault(opened, "\"[\" is not closed; \"]\" is missing");
      if (is_at(']')) break;
      out.push_back(value(",]#"));
      skip_lines();
      if (is_at(',')) {
        ++at_;
      } else if (!is_at(']')) {
        throw is_done() ? ConfigFault(opened, "\"[\" is not closed; \"]\" is missing")
                        : ConfigFault(here(), "a comma or \"]\" is missing before this");
      }
    }
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1, line_begin_ = 0;
};

}  // namespace

std::vector<ConfigEntry> read_config(std::string_view text) { return Reader(text).entries(); }

}  // namespace bbplay::app
