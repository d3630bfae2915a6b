// SPDX-License-Identifier: MIT
#include "apps/bbplay/support/svg_elements.h"

#include <cstddef>
#include <memory>
#include <stdexcept>

#include <expat.h>

namespace bbplay::test {
namespace {

struct Reading {
  std::vector<Element> elements;
  std::vector<std::size_t> open;
};

void begin(void* user, const XML_Char* name, const XML_Char** attributes) {
  auto& reading = *static_cast<Reading*>(user);
  Element element;
  element.name = name;
  for (; *attributes != nullptr; attributes += 2) element.attributes[attributes[0]] = attributes[1];
  reading.open.push_back(reading.elements.size());
  reading.elements.push_back(std::move(element));
}

void end(void* user, const XML_Char*) { static_cast<Reading*>(user)->open.pop_back(); }

void characters(void* user, const XML_Char* text, int length) {
  auto& reading = *static_cast<Reading*>(user);
  reading.elements[reading.open.back()].text.append(text, static_cast<std::size_t>(length));
}

}  // namespace

double Element::number(const std::string& attribute) const {
  return std::stod(attributes.at(attribute));
}

bool Element::is(const std::string& kind, const std::string& look) const {
  const auto found = attributes.find("class");
  if (name != kind || found == attributes.end()) return false;
  return (' ' + found->second + ' ').find(' ' + look + ' ') != std::string::npos;
}

std::vector<Element> elements_of(const std::string& document) {
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr),
                                                                       XML_ParserFree);
  Reading reading;
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), begin, end);
  XML_SetCharacterDataHandler(parser.get(), characters);
  if (XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), 1) ==
      XML_STATUS_ERROR) {
    throw std::runtime_error("line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) +
                             ": " + XML_ErrorString(XML_GetErrorCode(parser.get())));
  }
  return reading.elements;
}

}  // namespace bbplay::test
