// SPDX-License-Identifier: MIT
/// Requests and responses of HTTP/1.1 (RFC 9110, 9112), as far as a player needs them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bbplay::app {

/// Whatever is longer is refused while it arrives.
inline constexpr std::size_t kMaxHeadBytes = 16u << 10;
inline constexpr std::size_t kMaxTargetBytes = 2u << 10;
inline constexpr std::size_t kMaxBodyBytes = 2u << 20;

class RenderPipe;

struct HttpRequest {
  std::string method;         // "GET"
  std::string path;           // as it was sent: percent-encoded, begins with "/"
  std::string query;          // what followed "?", as it was sent
  bool is_http_1_1 = true;    // else 1.0
  std::size_t body_size = 0;  // that is announced
  bool has_length = false;    // whether it is
  std::string body;           // once it is there

  /// Names in lower case, values without blanks around them.
  std::vector<std::pair<std::string, std::string>> fields;

  /// Null without such a field. Those that matter to anybody occur once.
  const std::string* field(std::string_view name) const;
  bool has(std::string_view name) const { return field(name) != nullptr; }
  bool is_head() const { return method == "HEAD"; }
};

/// Why a request is none. Nothing that follows on its connection can be trusted.
struct HttpFault {
  int status = 400;
  std::string message;
};

/// Reads a head, which ends with an empty line. Takes what RFC 9112 lets a client write today, and
/// nothing that one server could understand in another way than the next: no folded lines, no bare
/// line feeds, no blanks before a colon, no transfer codings, no second Content-Length.
std::variant<HttpRequest, HttpFault> parse_head(std::string_view head);

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  /// Shared by those who ask for the same.
  std::shared_ptr<const std::string> body;
  std::vector<std::pair<std::string, std::string>> fields;
  std::shared_ptr<RenderPipe> source{};  // what the body comes from, in chunks, in place of `body`
  bool is_event_stream = false;          // events follow the head until either side has enough
  bool closes = false;                   // the connection
};

HttpResponse json_response(int status, std::string body);

/// "Not Found"
std::string_view reason_phrase(int status);

/// The head with everything that all responses of the service carry (service rules for browsers).
std::string head_of(const HttpResponse& response, bool keeps_alive);

/// "a%20b" as "a b", once: what comes out is not looked at again. Nothing when a "%" stands alone.
/// plus_is_blank  as forms write blanks into queries
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank = false);

/// The parameters of a query; not valid when it is malformed or one stands there twice.
struct Query {
  bool valid = true;
  std::vector<std::pair<std::string, std::string>> values;

  const std::string* find(std::string_view name) const;
};
Query parse_query(std::string_view query);

}  // namespace bbplay::app
