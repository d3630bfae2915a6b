// SPDX-License-Identifier: MIT
#include "service/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <variant>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/error_body.h"

namespace bbplay::app {
namespace {

using std::chrono::seconds;

constexpr seconds kHeadPatience{10}, kBodyPatience{30}, kIdlePatience{60};
/// That a client may take for the next bytes of an answer.
constexpr seconds kWritePatience{30};
constexpr seconds kDrainPatience{2};
constexpr std::size_t kMaxDrained = 4u << 20;
/// A stream says so often that it lives, also to whoever is between.
constexpr seconds kStreamPulse{15};
constexpr std::size_t kMaxStreamBacklog = 64u << 10;
/// The system's own buffer takes megabytes, which would all be waiting, too.
constexpr int kStreamBuffer = 32 << 10;

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr Connection::Clock::time_point kNever = Connection::Clock::time_point::max();

bool wants_to_close(const HttpRequest& request) {
  const std::string* const connection = request.field("connection");
  if (connection == nullptr) return !request.is_http_1_1;
  // Options are said in any case, and one is called so.
  return !request.is_http_1_1 || connection->find("lose") != std::string::npos ||
         connection->find("LOSE") != std::string::npos;
}

}  // namespace

Connection::Connection(int descriptor, Peer peer, Clock::time_point now)
    : descriptor_(descriptor), peer_(std::move(peer)), deadline_(now + kHeadPatience) {}

Connection::~Connection() {
  if (source_) source_->close_reading();
  ::close(descriptor_);
}

short Connection::awaited() const noexcept {
  switch (state_) {
    case State::head:
    case State::judged:
    case State::body:
    case State::draining:
      return POLLIN;
    case State::writing:
      return POLLOUT;
    case State::relaying:
    case State::streaming:
      return static_cast<short>(POLLRDHUP | (unsent() > 0 ? POLLOUT : 0));
    default:
      return 0;
  }
}

int Connection::source_descriptor() const noexcept {
  return state_ == State::relaying && source_ && unsent() == 0 ? source_->descriptor() : -1;
}

void Connection::serve(short happened, Clock::time_point now) {
  if ((happened & (POLLERR | POLLNVAL)) != 0 ||
      ((happened & POLLHUP) != 0 && (happened & POLLIN) == 0)) {
    state_ = State::closed;
    return;
  }
  // Who only listens and hangs up has gone.
  const bool only_listens = state_ == State::streaming || state_ == State::relaying;
  if (only_listens && (happened & POLLRDHUP) != 0) state_ = State::closed;
  if (state_ == State::draining) return drain();
  if ((happened & POLLIN) != 0) receive(now);
  if ((happened & POLLOUT) != 0) flush(now);
}

void Connection::receive(Clock::time_point now) {
  // Never more than what makes a head too long, or shows that a body is followed by something.
  const std::size_t most = (state_ == State::body ? request_.body_size : kMaxHeadBytes) + 1;
  std::array<char, 16u << 10> bytes;
  while (in_.size() < most && (state_ == State::head || state_ == State::body)) {
    const ssize_t got =
        ::recv(descriptor_, bytes.data(), std::min(bytes.size(), most - in_.size()), 0);
    if (got > 0) {
      if (in_.empty() && state_ == State::head)
        deadline_ = std::min(deadline_, now + kHeadPatience);
      in_.append(bytes.data(), static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else {
      if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) state_ = State::closed;
      return;
    }
  }
}

void Connection::drain() {
  std::array<char, 16u << 10> bytes;
  while (true) {
    const ssize_t got = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (got > 0) {
      drained_ += static_cast<std::size_t>(got);
      if (drained_ <= kMaxDrained) continue;
    } else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return;
    } else if (got < 0 && errno == EINTR) {
      continue;
    }
    state_ = State::closed;
    return;
  }
}

void Connection::watch_clock(Clock::time_point now) {
  if (now < deadline_) return;
  switch (state_) {
    case State::head:
    case State::judged:
    case State::body:
      if (in_.empty() && state_ == State::head) {
        state_ = State::closed;
      } else {
        refuse(error_response(408, "the request took too long to arrive"), now);
      }
      return;
    case State::streaming:
      deadline_ = now + kStreamPulse;
      put(": \n\n", now);
      return;
    case State::closed:
      return;
    default:
      state_ = State::closed;
  }
}

Connection::News Connection::advance(Clock::time_point now) {
  switch (state_) {
    case State::head:
      return advance_head(now);
    case State::judged:
      begin_body(now);
      return advance_body(now);
    case State::body:
      return advance_body(now);
    case State::closed:
      return News::gone;
    default:
      return News::none;
  }
}

Connection::News Connection::advance_head(Clock::time_point now) {
  const std::size_t end = in_.find(kHeadEnd);
  const std::size_t size = end == in_.npos ? in_.size() : end + kHeadEnd.size();
  if (size > kMaxHeadBytes) return fault(431, "a head of more than 16 kB", now);
  if (end == in_.npos) return News::none;
  auto parsed = parse_head(std::string_view(in_).substr(0, size));
  in_.erase(0, size);
  if (const auto* wrong = std::get_if<HttpFault>(&parsed)) {
    return fault(wrong->status, wrong->message, now);
  }
  request_ = std::get<HttpRequest>(std::move(parsed));
  const bool is_post = request_.method == "POST";
  if (is_post && follows_another_) {
    return fault(400, "a command that came before the one ahead was answered", now);
  }
  if (!is_post && request_.body_size > 0) return fault(400, "a body without POST", now);
  state_ = State::judged;
  return News::head;
}

void Connection::begin_body(Clock::time_point now) {
  state_ = State::body;
  deadline_ = now + kBodyPatience;
  const std::string* const expect = request_.field("expect");
  if (expect == nullptr || in_.size() >= request_.body_size) return;
  std::size_t sent = 0;  // a socket on which nothing is under way takes so little
  send_some("HTTP/1.1 100 Continue\r\n\r\n", sent);
}

Connection::News Connection::advance_body(Clock::time_point now) {
  if (in_.size() < request_.body_size) return News::none;
  if (request_.method == "POST" && in_.size() > request_.body_size) {
    return fault(400, "something that follows a command before it is answered", now);
  }
  request_.body = in_.substr(0, request_.body_size);
  in_.erase(0, request_.body_size);
  return News::request;
}

Connection::News Connection::fault(int status, std::string_view message, Clock::time_point now) {
  fault_status_ = status;
  refuse(error_response(status, message), now);
  return News::fault;
}

void Connection::wait_for_answer(Ticket ticket, Clock::time_point) {
  ticket_ = ticket;
  method_ = request_.method;
  path_ = request_.path;
  keeps_alive_ = !wants_to_close(request_);
  state_ = State::waiting;
  deadline_ = kNever;
}

void Connection::respond(HttpResponse response, Clock::time_point now) {
  ticket_ = 0;
  if (response.closes) keeps_alive_ = false;
  const bool streams = response.is_event_stream && !is_for_head();
  is_chunked_ = keeps_alive_ && response.source != nullptr;
  out_ = head_of(response, streams || keeps_alive_);
  if (response.source && is_for_head()) response.source->close_reading();
  source_ = is_for_head() ? nullptr : std::move(response.source);
  out_sent_ = body_sent_ = 0;
  body_ = is_for_head() || response.status == 304 ? nullptr : std::move(response.body);
  state_ = State::writing;
  deadline_ = now + kWritePatience;
  if (streams) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDBUF, &kStreamBuffer, sizeof kStreamBuffer);
    state_ = State::streaming;
    deadline_ = now + kStreamPulse;
    return put("retry: 2000\n\n", now);
  }
  if (source_) state_ = State::relaying;
  flush(now);
}

void Connection::relay(Clock::time_point now) {
  if (state_ != State::relaying || !source_ || unsent() > 0) return;
  std::array<char, 32u << 10> bytes;
  const ssize_t got = ::read(source_->descriptor(), bytes.data(), bytes.size());
  if (got < 0) {
    if (errno != EAGAIN && errno != EINTR) state_ = State::closed;
    return;
  }
  out_.clear();
  out_sent_ = 0;
  if (is_chunked_) {
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", static_cast<std::size_t>(got));
    out_ += size.data();
  }
  if (got == 0) {
    // Cut off without its last chunk, or as a connection that breaks, it cannot pass for the whole.
    if (!source_->is_complete()) {
      state_ = State::closed;
      return;
    }
    source_->close_reading();
    source_.reset();
    state_ = State::writing;
  }
  out_.append(bytes.data(), static_cast<std::size_t>(got));
  if (is_chunked_) out_ += "\r\n";
  deadline_ = now + kWritePatience;
  flush(now);
}

void Connection::refuse(HttpResponse response, Clock::time_point now) {
  method_ = request_.method;
  response.closes = true;
  response.is_event_stream = false;
  respond(std::move(response), now);
}

void Connection::put_event(std::uint64_t id, std::string_view event, std::string_view data,
                           Clock::time_point now) {
  std::string text = "id: " + std::to_string(id) + "\nevent: ";
  text.append(event).append("\ndata: ").append(data).append("\n\n");
  put(text, now);
}

void Connection::put(std::string_view text, Clock::time_point now) {
  if (state_ != State::streaming) return;
  if (unsent() + text.size() > kMaxStreamBacklog) {  // nobody reads there
    state_ = State::closed;
    return;
  }
  out_ += text;
  flush(now);
}

void Connection::say_good_bye(Clock::time_point now) {
  keeps_alive_ = false;
  if (state_ == State::head) state_ = State::closed;
  if (state_ == State::streaming) {
    state_ = State::writing;
    deadline_ = now + kWritePatience;
    flush(now);
  }
}

std::size_t Connection::unsent() const noexcept {
  return out_.size() - out_sent_ + (body_ ? body_->size() - body_sent_ : 0);
}

/// False when the socket takes no more, or is gone.
bool Connection::send_some(std::string_view bytes, std::size_t& sent) {
  while (sent < bytes.size()) {
    const ssize_t wrote =
        ::send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (wrote >= 0) {
      sent += static_cast<std::size_t>(wrote);
    } else if (errno != EINTR) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) state_ = State::closed;
      return false;
    }
  }
  return true;
}

void Connection::flush(Clock::time_point now) {
  const std::size_t before = unsent();
  const bool all = send_some(out_, out_sent_) && (!body_ || send_some(*body_, body_sent_));
  if (state_ == State::closed) return;
  if (state_ == State::streaming) {
    if (out_sent_ == out_.size()) {
      out_.clear();
      out_sent_ = 0;
    }
    return;
  }
  if (state_ != State::writing && state_ != State::relaying) return;
  if (unsent() < before) deadline_ = now + kWritePatience;
  if (state_ == State::relaying) {
    if (all) deadline_ = kNever;  // a render takes what it takes
    return;
  }
  if (all) finish_response(now);
}

void Connection::finish_response(Clock::time_point now) {
  out_.clear();
  body_.reset();
  out_sent_ = body_sent_ = 0;
  request_ = {};
  if (keeps_alive_) {
    follows_another_ = !in_.empty();
    state_ = State::head;
    deadline_ = now + (in_.empty() ? kIdlePatience : kHeadPatience);
    return;
  }
  // Closed at once, what has not been read yet would take the answer back from the client.
  ::shutdown(descriptor_, SHUT_WR);
  state_ = State::draining;
  deadline_ = now + kDrainPatience;
}

}  // namespace bbplay::app
