// SPDX-License-Identifier: MIT
#include "service/access.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bbplay/model/diagnostics.h"

#include "service/error_body.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kLeastToken = 16, kMostToken = 256;
constexpr std::size_t kMaxFailures = 10;
constexpr std::chrono::minutes kFailuresFade{1};
constexpr std::size_t kMaxGuessers = 1'000;  // that are remembered

std::string lowered(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Takes as long for a wrong token as for the right one, wherever they begin to differ.
bool are_equal(std::string_view said, std::string_view token) {
  unsigned difference = said.size() == token.size() ? 0 : 1;
  constexpr std::size_t kCompared = 2 * kMostToken;  // as digits
  for (std::size_t i = 0; i < kCompared; ++i) {
    const auto a = i < said.size() ? static_cast<unsigned char>(said[i]) : 0u;
    const auto b = i < token.size() ? static_cast<unsigned char>(token[i]) : 0u;
    difference |= a ^ b;
  }
  return difference == 0;
}

/// What every token is between the quotes of a cookie.
std::string hexadecimal(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string checked_token(std::string text, const std::string& where) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const auto is_printable = [](char c) { return c >= ' ' && c < '\x7f'; };
  if (text.size() < kLeastToken || text.size() > kMostToken ||
      !std::ranges::all_of(text, is_printable)) {
    throw UsageError(
        where + ": a token has 16 to 256 printable characters, as those of openssl rand -hex 16");
  }
  return text;
}

std::string hosts_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? lowered(name.data()) : std::string();
}

/// The value of a cookie of that name.
std::string_view cookie_in(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    std::string_view pair = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(cookies.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace

std::optional<std::string> token_of(const std::string& file) {
  if (file.empty()) {
    const char* const token = std::getenv("BBPLAY_TOKEN");
    if (token == nullptr || *token == '\0') return std::nullopt;
    std::string checked = checked_token(token, "BBPLAY_TOKEN");
    ::unsetenv("BBPLAY_TOKEN");  // no program that is started from here needs it
    return checked;
  }
  const std::string option = "--token-file " + file;
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) {
    throw InputError(option + ": " + std::generic_category().message(errno));
  }
  struct stat status {};
  std::array<char, kMostToken + 3> bytes{};
  ::fstat(descriptor, &status);
  const ssize_t got = S_ISREG(status.st_mode) ? ::read(descriptor, bytes.data(), bytes.size()) : -1;
  ::close(descriptor);
  if (got < 0) throw InputError(option + ": not a file that can be read");
  if ((status.st_mode & 077) != 0) {
    throw UsageError(option + ": others can read it; chmod 600 makes it yours");
  }
  return checked_token(std::string(bytes.data(), static_cast<std::size_t>(got)), option);
}

bool is_superuser() { return ::geteuid() == 0; }

Access::Access(const ListeningSocket& socket, std::optional<std::string> token,
               std::vector<std::string> names)
    : is_unix_(socket.is_unix()),
      is_anywhere_(socket.is_anywhere()),
      port_(socket.port()),
      token_(std::move(token)),
      cookie_name_("bbplay-" + std::to_string(socket.port())) {
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "[::1]"};
  if (!socket.host().empty()) hosts.push_back(socket.host());
  if (is_anywhere_) {
    const std::string name = hosts_name();
    if (!name.empty()) {
      hosts.push_back(name);
      hosts.push_back(name + ".local");  // as the neighbours know it (mDNS)
    }
  }
  for (const std::string& host : hosts) {
    hosts_.push_back(host + ':' + std::to_string(port_));
    if (port_ == 80) hosts_.push_back(host);
  }
  for (std::string& name : names) {
    name = lowered(std::move(name));
    names_.push_back(name);
    names_.push_back(name + ':' + std::to_string(port_));
  }
}

bool Access::is_further_name(const std::string& host) const {
  return std::ranges::find(names_, host) != names_.end();
}

bool Access::is_host(const std::string& host, const Peer& peer) const {
  if (std::ranges::find(hosts_, host) != hosts_.end() || is_further_name(host)) return true;
  // Bound to all addresses of the machine, it has the one at which it was found.
  if (!is_anywhere_) return false;
  return host == peer.own_address + ':' + std::to_string(port_) ||
         (port_ == 80 && host == peer.own_address);
}

std::optional<HttpResponse> Access::refuse_host(const HttpRequest& request,
                                                const Peer& peer) const {
  if (is_unix_) return std::nullopt;
  const std::string* const host = request.field("host");
  if (host != nullptr && is_host(lowered(*host), peer)) return std::nullopt;
  return error_response(421, "this service has another name; --serve-name tells it one more");
}

std::optional<HttpResponse> Access::refuse_other_sites(const HttpRequest& request) const {
  const std::string* const site = request.field("sec-fetch-site");
  if (site != nullptr && *site != "same-origin" && *site != "none") {
    return error_response(403, "asked for by a page of another site");
  }
  const std::string* const origin = request.field("origin");
  if (origin == nullptr) return std::nullopt;
  const std::string* const host = request.field("host");
  const std::string said = lowered(*origin);
  // A proxy that speaks TLS has a name that was given to us.
  const std::string name = host != nullptr ? lowered(*host) : std::string();
  const bool is_ours =
      said == "http://" + name || (is_further_name(name) && said == "https://" + name);
  if (!name.empty() && is_ours) return std::nullopt;
  return error_response(403, "asked for by a page of another site");
}

std::optional<HttpResponse> Access::refuse_guesses(const Peer& peer) {
  const auto found = failures_.find(peer.address);
  if (found == failures_.end()) return std::nullopt;
  auto& times = found->second;
  while (!times.empty() && Clock::now() - times.front() > kFailuresFade) times.pop_front();
  if (times.size() < kMaxFailures) return std::nullopt;
  HttpResponse refused = error_response(429, "too many wrong tokens from this address");
  refused.fields.emplace_back("Retry-After", "60");
  return refused;
}

void Access::note_failure(const Peer& peer) {
  if (failures_.size() >= kMaxGuessers) {
    std::erase_if(failures_, [](const auto& each) {
      return each.second.empty() || Clock::now() - each.second.back() > kFailuresFade;
    });
    if (failures_.size() >= kMaxGuessers) failures_.clear();
  }
  auto& times = failures_[peer.address];
  times.push_back(Clock::now());
  if (times.size() > kMaxFailures) times.pop_front();
}

std::optional<HttpResponse> Access::refuse_strangers(const HttpRequest& request, const Peer& peer) {
  if (!token_) return std::nullopt;
  constexpr std::string_view kBearer = "Bearer ";
  const std::string* const bearer = request.field("authorization");
  const std::string* const cookies = request.field("cookie");
  const std::string_view cookie = cookies != nullptr ? cookie_in(*cookies, cookie_name_) : "";
  const bool says_something = bearer != nullptr || !cookie.empty();
  if (says_something) {
    if (auto refused = refuse_guesses(peer)) return refused;
    const bool has_bearer = bearer != nullptr && bearer->starts_with(kBearer) &&
                            are_equal(std::string_view(*bearer).substr(kBearer.size()), *token_);
    if (has_bearer || are_equal(cookie, hexadecimal(*token_))) return std::nullopt;
    note_failure(peer);
  }
  HttpResponse refused = error_response(401, "this service wants a token");
  refused.fields.emplace_back("WWW-Authenticate", "Bearer");
  return refused;
}

std::optional<std::string> Access::cookie_for(std::string_view said, const Peer& peer,
                                              std::optional<HttpResponse>& refused) {
  refused = refuse_guesses(peer);
  if (refused) return std::nullopt;
  if (!token_) return std::nullopt;  // nobody needs one
  if (!are_equal(said, *token_)) {
    note_failure(peer);
    refused = error_response(401, "another token is wanted");
    return std::nullopt;
  }
  return cookie_name_ + '=' + hexadecimal(said) + "; HttpOnly; SameSite=Strict; Path=/";
}

}  // namespace bbplay::app
