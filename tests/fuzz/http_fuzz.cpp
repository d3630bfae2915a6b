// SPDX-License-Identifier: MIT
// What clients send to the service: heads, addresses, and the bodies of commands.
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/fuzz_target.h"
#include "service/commands.h"
#include "service/http_message.h"
#include "service/library.h"
#include "service/request_body.h"
#include "terminal/exit_code.h"

namespace {

using namespace bbplay::app;

/// What must hold for everything that was understood.
void expect(bool holds) {
  if (!holds) std::abort();
}

bool has_control_character(std::string_view text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f') return true;
  }
  return false;
}

void try_head(std::string_view text) {
  const auto parsed = parse_head(text);
  const auto* const request = std::get_if<HttpRequest>(&parsed);
  if (request == nullptr) return;
  expect(request->path.starts_with('/') && !has_control_character(request->path));
  expect(request->body_size <= kMaxBodyBytes && !request->has("transfer-encoding"));
  for (const auto& [name, value] : request->fields) {
    expect(!has_control_character(name) && !has_control_character(value));
  }
  (void)parse_query(request->query);
  if (const auto id = percent_decoded(request->path.substr(1)); id && Library::is_id(*id)) {
    expect(!id->starts_with('/') && id->find("..") != 0 && id->find("/..") == id->npos);
  }
}

void try_body(std::string_view path, const std::string& text) {
  try {
    (void)parse_command(path, RequestBody(text), kMostGainDb);
  } catch (const UsageError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(text_of(data, size));
  try_head(text);
  const std::size_t end = text.find("\r\n\r\n");
  const std::string body = end == text.npos ? text : text.substr(end + 4);
  for (const std::string_view path : {"/play", "/stop", "/pause", "/seek", "/gain", "/timer"}) {
    try_body(path, body);
  }
  return 0;
}
