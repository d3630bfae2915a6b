// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "service/http_message.h"
#include "service/http_server.h"
#include "service/render_pipe.h"

namespace bbplay::app {

/// One client: bytes on their way in and out, and the time that each part may take. Never blocks.
/// All functions are for the thread of the server.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// descriptor  of a non-blocking socket, which this closes
  Connection(int descriptor, Peer peer, Clock::time_point now);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  const Peer& peer() const noexcept { return peer_; }
  /// For poll(2).
  short awaited() const noexcept;
  /// Of what a body comes from, while more of it can be taken; else -1.
  int source_descriptor() const noexcept;
  /// When watch_clock() wants to be called.
  Clock::time_point deadline() const noexcept { return deadline_; }

  /// Reads and writes what poll(2) says can be.
  void serve(short happened, Clock::time_point now);
  /// Takes what the source of the body has.
  void relay(Clock::time_point now);
  /// Ends what takes too long; keeps quiet streams alive.
  void watch_clock(Clock::time_point now);

  enum class News {
    none,     // more has to arrive first
    head,     // of request(): whether it is refused has to be decided
    fault,    // no request; it has been refused
    request,  // it is complete
    gone      // there is no client any more
  };
  News advance(Clock::time_point now);

  const HttpRequest& request() const noexcept { return request_; }
  int fault_status() const noexcept { return fault_status_; }
  HttpRequest take_request() { return std::move(request_); }
  void wait_for_answer(Ticket ticket, Clock::time_point now);

  // Of the request that waits for its answer.
  Ticket ticket() const noexcept { return ticket_; }  // 0: none does
  const std::string& method() const noexcept { return method_; }
  const std::string& path() const noexcept { return path_; }
  bool is_for_head() const noexcept { return method_ == "HEAD"; }

  void respond(HttpResponse response, Clock::time_point now);
  /// The same as the last thing that is said, also to a request that is not complete.
  void refuse(HttpResponse response, Clock::time_point now);
  void put_event(std::uint64_t id, std::string_view event, std::string_view data,
                 Clock::time_point now);
  /// No further request is taken; an event stream ends.
  void say_good_bye(Clock::time_point now);

  bool is_event_stream() const noexcept { return state_ == State::streaming; }
  bool is_closed() const noexcept { return state_ == State::closed; }

 private:
  enum class State : std::uint8_t {
    head,       // of a request is awaited
    judged,     // it is there
    body,       // of a request is awaited
    waiting,    // for an answer
    writing,    // it
    relaying,   // it, from its source
    streaming,  // events, until the end
    draining,   // all is said; what the client still says is not heard
    closed
  };

  News advance_head(Clock::time_point now);
  News advance_body(Clock::time_point now);
  News fault(int status, std::string_view message, Clock::time_point now);
  void begin_body(Clock::time_point now);
  void receive(Clock::time_point now);
  void drain();
  void flush(Clock::time_point now);
  bool send_some(std::string_view bytes, std::size_t& sent);
  void finish_response(Clock::time_point now);
  void put(std::string_view text, Clock::time_point now);
  std::size_t unsent() const noexcept;

  int descriptor_;
  Peer peer_;
  State state_ = State::head;
  Clock::time_point deadline_;
  std::string in_;
  bool follows_another_ = false;  // what is in `in_` came before the request ahead was answered

  HttpRequest request_;
  int fault_status_ = 0;
  Ticket ticket_ = 0;
  std::string method_, path_;
  bool keeps_alive_ = false;

  std::string out_;                          // a head, or events
  std::shared_ptr<const std::string> body_;  // after it
  std::size_t out_sent_ = 0, body_sent_ = 0;
  std::shared_ptr<RenderPipe> source_;
  bool is_chunked_ = false;
  std::size_t drained_ = 0;
};

}  // namespace bbplay::app
