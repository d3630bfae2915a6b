// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/http_message.h"
#include "service/http_server.h"
#include "service/listening_socket.h"

namespace bbplay::app {

/// Reads a token, which stands alone in a file that nobody else can read; without a file, from
/// BBPLAY_TOKEN. Nothing when there is neither.
/// throws  UsageError for a token that is none, or a file that others can read; InputError
std::optional<std::string> token_of(const std::string& file);

/// Does the process have more rights than serving takes?
bool is_superuser();

/// Who may talk to the service: pages of other sites, and people without the token, may not. Refuses
/// with a response. All functions are for the thread of the server.
class Access {
 public:
  /// names  further names of the machine, each with a port of its own or none
  Access(const ListeningSocket& socket, std::optional<std::string> token,
         std::vector<std::string> names);

  /// Host, against pages that give their own name to our address (DNS rebinding).
  std::optional<HttpResponse> refuse_host(const HttpRequest& request, const Peer& peer) const;
  /// Origin and Sec-Fetch-Site, against pages that let a browser send what they want (CSRF).
  std::optional<HttpResponse> refuse_other_sites(const HttpRequest& request) const;
  /// The token, as a bearer or in a cookie.
  std::optional<HttpResponse> refuse_strangers(const HttpRequest& request, const Peer& peer);

  bool wants_token() const noexcept { return token_.has_value(); }
  /// Set-Cookie for whoever has said the token, where one is wanted; counts failures.
  /// refused  set for another one
  std::optional<std::string> cookie_for(std::string_view said, const Peer& peer,
                                        std::optional<HttpResponse>& refused);

 private:
  using Clock = std::chrono::steady_clock;

  std::optional<HttpResponse> refuse_guesses(const Peer& peer);
  void note_failure(const Peer& peer);
  bool is_host(const std::string& host, const Peer& peer) const;
  bool is_further_name(const std::string& host) const;

  bool is_unix_, is_anywhere_;
  int port_;
  std::optional<std::string> token_;
  std::vector<std::string> hosts_;  // with the port, in lower case
  std::vector<std::string> names_;  // likewise, as given
  std::string cookie_name_;
  std::map<std::string, std::deque<Clock::time_point>> failures_;  // by address
};

}  // namespace bbplay::app
