// SPDX-License-Identifier: MIT
#include "service/http_message.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace bbplay::app {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 9110 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_letter(c) || is_digit(c) || kMarks.find(c) != kMarks.npos;
  });
}

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// The next line without its end; nothing for one that ends otherwise.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find(kLineEnd);
  if (end == rest.npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + kLineEnd.size());
  if (line.find_first_of("\r\n") != line.npos) return std::nullopt;
  return line;
}

std::optional<HttpFault> parse_request_line(std::string_view line, HttpRequest& request) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == line.npos || first == last) return HttpFault{400, "no request line"};
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method)) return HttpFault{400, "no method of HTTP"};
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return HttpFault{400, "not a request of HTTP/1.1"};
  }
  if (target.size() > kMaxTargetBytes) return HttpFault{414, "the address is too long"};
  if (!target.starts_with('/') || !std::ranges::all_of(target, is_visible) ||
      target.find('#') != target.npos) {
    return HttpFault{400, "not an address of this service"};
  }
  request.method = method;
  request.is_http_1_1 = version.ends_with('1');
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != target.npos) request.query = target.substr(mark + 1);
  return std::nullopt;
}

/// Fields that decide about something: with two of them, somebody would look at the other one.
bool has_to_be_alone(std::string_view name) {
  constexpr std::string_view kAlone[] = {"host",          "content-length", "transfer-encoding",
                                         "content-type",  "origin",         "sec-fetch-site",
                                         "authorization", "cookie",         "connection",
                                         "if-none-match", "expect",         "upgrade"};
  return std::ranges::find(kAlone, name) != std::end(kAlone);
}

std::optional<HttpFault> parse_field(std::string_view line, HttpRequest& request) {
  if (is_blank(line.front())) return HttpFault{400, "a folded line"};
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon))) {
    return HttpFault{400, "a line that is no field"};
  }
  std::string name = lowered(line.substr(0, colon));
  const std::string_view value = without_blanks(line.substr(colon + 1));
  const auto steers = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
  };
  if (std::ranges::any_of(value, steers)) return HttpFault{400, "a field with a control character"};
  if (has_to_be_alone(name) && request.has(name)) return HttpFault{400, "two fields " + name};
  request.fields.emplace_back(std::move(name), value);
  return std::nullopt;
}

std::optional<HttpFault> find_length(HttpRequest& request) {
  if (request.has("transfer-encoding")) {
    return HttpFault{400, "transfer codings are not understood; send a Content-Length"};
  }
  const std::string* const length = request.field("content-length");
  if (length == nullptr) return std::nullopt;
  if (length->empty() || !std::ranges::all_of(*length, is_digit)) {
    return HttpFault{400, "not a Content-Length"};
  }
  const auto [end, error] =
      std::from_chars(length->data(), length->data() + length->size(), request.body_size);
  if (error != std::errc() || request.body_size > kMaxBodyBytes) {
    return HttpFault{413, "a body of more than 2 MB"};
  }
  request.has_length = true;
  return std::nullopt;
}

int value_of_hex(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A browser that shows our page takes nothing from elsewhere, and shows it nowhere else. No origin is
/// allowed to read anything: there is no Access-Control-Allow-Origin.
constexpr std::string_view kBrowserRules =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

}  // namespace

const std::string* HttpRequest::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, [](const auto& each) { return each.first; });
  return found == fields.end() ? nullptr : &found->second;
}

std::variant<HttpRequest, HttpFault> parse_head(std::string_view head) {
  HttpRequest request;
  const auto first = take_line(head);
  if (!first) return HttpFault{400, "a line that does not end as HTTP wants it"};
  if (auto fault = parse_request_line(*first, request)) return *std::move(fault);
  while (true) {
    const auto line = take_line(head);
    if (!line) return HttpFault{400, "a line that does not end as HTTP wants it"};
    if (line->empty()) break;
    if (auto fault = parse_field(*line, request)) return *std::move(fault);
  }
  if (auto fault = find_length(request)) return *std::move(fault);
  return request;
}

HttpResponse json_response(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view text;
  };
  constexpr Phrase kPhrases[] = {{100, "Continue"},
                                 {200, "OK"},
                                 {202, "Accepted"},
                                 {304, "Not Modified"},
                                 {400, "Bad Request"},
                                 {401, "Unauthorized"},
                                 {403, "Forbidden"},
                                 {404, "Not Found"},
                                 {405, "Method Not Allowed"},
                                 {408, "Request Timeout"},
                                 {409, "Conflict"},
                                 {411, "Length Required"},
                                 {413, "Content Too Large"},
                                 {414, "URI Too Long"},
                                 {415, "Unsupported Media Type"},
                                 {417, "Expectation Failed"},
                                 {421, "Misdirected Request"},
                                 {422, "Unprocessable Content"},
                                 {429, "Too Many Requests"},
                                 {431, "Request Header Fields Too Large"},
                                 {500, "Internal Server Error"},
                                 {503, "Service Unavailable"}};
  const auto found = std::ranges::find(kPhrases, status, &Phrase::status);
  return found == std::end(kPhrases) ? std::string_view("Unknown") : found->text;
}

std::string head_of(const HttpResponse& response, bool keeps_alive) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(response.fields,
                               [&](const auto& each) { return each.first == name; });
  };
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += reason_phrase(response.status);
  head += kLineEnd;
  const auto put = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append(kLineEnd);
  };
  if (response.status != 304) put("Content-Type", response.content_type);
  if (response.source) {
    if (keeps_alive) put("Transfer-Encoding", "chunked");  // else it ends with the connection
  } else if (!response.is_event_stream && response.status != 304) {
    put("Content-Length", std::to_string(response.body ? response.body->size() : 0));
  }
  if (!has("Content-Security-Policy")) put("Content-Security-Policy", kContentPolicy);
  if (!has("Cache-Control")) put("Cache-Control", "no-store");
  head += kBrowserRules;
  for (const auto& [name, value] : response.fields) put(name, value);
  put("Connection", keeps_alive ? "keep-alive" : "close");
  head += kLineEnd;
  return head;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? value_of_hex(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? value_of_hex(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

const std::string* Query::find(std::string_view name) const {
  const auto found = std::ranges::find(values, name, [](const auto& each) { return each.first; });
  return found == values.end() ? nullptr : &found->second;
}

Query parse_query(std::string_view query) {
  Query out;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(equals == pair.npos ? "" : pair.substr(equals + 1), true);
    if (!name || !value || out.find(*name) != nullptr) return {false, {}};
    out.values.emplace_back(*std::move(name), *std::move(value));
  }
  return out;
}

}  // namespace bbplay::app
