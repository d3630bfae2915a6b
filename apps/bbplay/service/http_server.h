// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "service/http_message.h"

namespace bbplay::app {

/// A request that waits for its answer.
using Ticket = std::uint64_t;

/// Who asks.
struct Peer {
  std::string address;      // in numbers, of IPv6 the network of 64 bits; "unix" in the file system
  std::string own_address;  // of this machine, at which the peer has found it, as URLs have it
};

/// What becomes of requests. Called on the thread of the server, which they must not hold up.
struct RequestRules {
  /// Looks at a head before its body is read; a response ends the matter.
  std::function<std::optional<HttpResponse>(const HttpRequest&, const Peer&)> refuse;
  /// Takes a whole request, and answers it with HttpServer::answer(), now or later.
  std::function<void(HttpRequest, const Peer&, Ticket)> take;
  /// Nobody waits for that answer any more.
  std::function<void(Ticket)> forget;
  /// What a new reader of events is told first: the name of an event and its data.
  std::function<std::pair<std::string, std::string>()> greet;
  /// Told of every answer: method, path, status.
  std::function<void(const std::string&, const std::string&, int)> log;
};

/// Speaks HTTP/1.1 with a bounded number of clients, none of whom can make another wait. One thread,
/// one poll(2); what clients may take of its time and memory is in http_server.cpp.
class HttpServer {
 public:
  static constexpr std::size_t kMaxEventStreams = 16;

  /// listener  descriptor of a socket that listens, non-blocking; outlives the server
  HttpServer(int listener, RequestRules rules);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Until stop().  [web thread]
  void run();

  // [any thread]
  void answer(Ticket ticket, HttpResponse response);
  /// For all readers of events.
  /// data  one line
  void tell(std::string_view event, std::string data);
  /// Answers what has been asked, and says good-bye to whoever reads events.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bbplay::app
