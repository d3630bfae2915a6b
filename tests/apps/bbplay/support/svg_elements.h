// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

namespace bbplay::test {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // directly in it

  double number(const std::string& attribute) const;
  bool is(const std::string& kind, const std::string& look) const;
};

/// Every element of an XML document, in order.
/// throws  std::runtime_error when it is not well-formed
std::vector<Element> elements_of(const std::string& document);

}  // namespace bbplay::test
