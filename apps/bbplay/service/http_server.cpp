// SPDX-License-Identifier: MIT
#include "service/http_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/connection.h"
#include "service/error_body.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kMaxConnections = 64, kMaxOfOneAddress = 8;
/// Once it is told to end: for those who are still owed an answer.
constexpr std::chrono::seconds kStopPatience{2};
/// After an accept() that failed for want of descriptors.
constexpr std::chrono::milliseconds kBreath{100};

/// What other threads have for this one.
struct Post {
  std::optional<Ticket> ticket;  // of an answer
  HttpResponse response{};
  std::string event{}, data{};  // else an event for all
};

std::string text_of(const in_addr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET, &address, text.data(), text.size());
  return text.data();
}

std::string text_of(const in6_addr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, &address, text.data(), text.size());
  return text.data();
}

/// An address of the old internet, also where it comes in the clothes of the new one.
std::optional<in_addr> ip4_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  const in6_addr& ip6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (address.ss_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&ip6)) return std::nullopt;
  in_addr ip4{};
  std::memcpy(&ip4, &ip6.s6_addr[12], sizeof ip4);
  return ip4;
}

Peer peer_of(const sockaddr_storage& there, const sockaddr_storage& here) {
  if (there.ss_family == AF_UNIX) return {"unix", {}};
  Peer peer;
  if (const auto ip4 = ip4_of(here)) {
    peer.own_address = text_of(*ip4);
  } else {
    const in6_addr& ip6 = reinterpret_cast<const sockaddr_in6&>(here).sin6_addr;
    peer.own_address = '[' + text_of(ip6) + ']';
  }
  if (const auto ip4 = ip4_of(there)) {
    peer.address = text_of(*ip4);
  } else {
    // Whoever has one address of a network has them all.
    in6_addr network = reinterpret_cast<const sockaddr_in6&>(there).sin6_addr;
    std::memset(&network.s6_addr[8], 0, 8);
    peer.address = text_of(network);
  }
  return peer;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(int listener, RequestRules rules)
      : listener_(listener),
        rules_(std::move(rules)),
        wakes_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wakes_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~Impl() { ::close(wakes_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void run();
  void post(Post post);
  void stop();

 private:
  using Clock = Connection::Clock;

  void accept_all(Clock::time_point now);
  void admit(int descriptor, Peer peer, Clock::time_point now);
  void deliver(Clock::time_point now);
  static void drop(Post& post);
  void end();
  void go_on(Connection& connection, Clock::time_point now);
  void take_request(Connection& connection, Clock::time_point now);
  void respond(Connection& connection, HttpResponse response, Clock::time_point now);
  std::size_t streams() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        connections_, [](const Connection& each) { return each.is_event_stream(); }));
  }
  void remove_closed();
  bool is_over(Clock::time_point now);

  int listener_;
  RequestRules rules_;
  int wakes_;
  std::list<Connection> connections_;
  std::map<Ticket, Connection*> waiting_;
  Ticket last_ticket_ = 0;
  std::uint64_t last_event_ = 0;
  Clock::time_point accepts_again_{};
  std::optional<Clock::time_point> stops_by_;

  std::mutex mutex_;  // of what follows
  std::vector<Post> posts_;
  bool stop_ = false, has_ended_ = false;
};

/// Nobody takes that any more; who makes it must not wait for somebody.
void HttpServer::Impl::drop(Post& post) {
  if (post.response.source) post.response.source->close_reading();
}

void HttpServer::Impl::end() {
  connections_.clear();
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  for (Post& post : posts_) drop(post);
  posts_.clear();
}

void HttpServer::Impl::post(Post post) {
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_) return drop(post);
    posts_.push_back(std::move(post));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wakes_, &one, sizeof one);
}

void HttpServer::Impl::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wakes_, &one, sizeof one);
}

void HttpServer::Impl::run() {
  std::vector<pollfd> polled;
  while (true) {
    const auto now = Clock::now();
    const bool accepts =
        !stops_by_ && connections_.size() < kMaxConnections && now >= accepts_again_;
    polled.clear();
    polled.push_back({wakes_, POLLIN, 0});
    polled.push_back({accepts ? listener_ : -1, POLLIN, 0});
    auto next = now + std::chrono::seconds(60);
    if (now < accepts_again_) next = std::min(next, accepts_again_);
    if (stops_by_) next = std::min(next, *stops_by_);
    for (const Connection& each : connections_) {
      polled.push_back({each.descriptor(), each.awaited(), 0});
      polled.push_back({each.source_descriptor(), POLLIN, 0});
      next = std::min(next, each.deadline());
    }
    // Rounded up, so that the deadline is over when it wakes.
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(next - now).count() + 1;
    ::poll(polled.data(), polled.size(), static_cast<int>(std::max<std::int64_t>(wait, 0)));

    const auto woken = Clock::now();
    std::size_t i = 2;
    for (Connection& each : connections_) {
      const short happened = polled[i].revents;
      if (happened != 0) each.serve(happened, woken);
      if (polled[i + 1].revents != 0) each.relay(woken);
      i += 2;
      each.watch_clock(woken);
      go_on(each, woken);
    }
    deliver(woken);
    if (polled[1].revents != 0) accept_all(woken);
    remove_closed();
    if (is_over(woken)) return end();
  }
}

/// Once stopped: until everybody has been told what they are owed, or takes too long to hear it.
bool HttpServer::Impl::is_over(Clock::time_point now) {
  if (!stops_by_) {
    const std::lock_guard lock(mutex_);
    if (!stop_) return false;
    stops_by_ = now + kStopPatience;
  }
  for (Connection& each : connections_) each.say_good_bye(now);
  remove_closed();
  return connections_.empty() || now >= *stops_by_;
}

void HttpServer::Impl::accept_all(Clock::time_point now) {
  while (connections_.size() < kMaxConnections) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int descriptor = ::accept4(listener_, reinterpret_cast<sockaddr*>(&address), &size,
                                     SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0) {
      const int yes = 1;
      if (address.ss_family != AF_UNIX) {
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      }
      sockaddr_storage own{};
      size = sizeof own;
      ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size);
      admit(descriptor, peer_of(address, own), now);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      accepts_again_ = now + kBreath;
      return;
    } else if (errno != ECONNABORTED && errno != EINTR) {
      return;
    }
  }
}

void HttpServer::Impl::admit(int descriptor, Peer peer, Clock::time_point now) {
  const auto of_same = std::ranges::count_if(
      connections_, [&](const Connection& each) { return each.peer().address == peer.address; });
  const bool is_unix = peer.address == "unix";
  Connection& connection = connections_.emplace_back(descriptor, std::move(peer), now);
  if (is_unix || static_cast<std::size_t>(of_same) < kMaxOfOneAddress) return;
  HttpResponse busy = error_response(503, "too many connections from this address");
  busy.fields.emplace_back("Retry-After", "2");
  connection.refuse(std::move(busy), now);
}

/// Takes what has arrived as far as it goes: several requests may be there already.
void HttpServer::Impl::go_on(Connection& connection, Clock::time_point now) {
  while (true) {
    switch (connection.advance(now)) {
      case Connection::News::none:
        return;
      case Connection::News::head: {
        auto refused = rules_.refuse(connection.request(), connection.peer());
        if (refused) {
          rules_.log(connection.request().method, connection.request().path, refused->status);
          connection.refuse(*std::move(refused), now);
        }
        break;
      }
      case Connection::News::fault:
        rules_.log("?", "", connection.fault_status());
        break;
      case Connection::News::request:
        take_request(connection, now);
        return;
      case Connection::News::gone:
        if (connection.ticket() != 0) {
          waiting_.erase(connection.ticket());
          rules_.forget(connection.ticket());
        }
        return;
    }
  }
}

void HttpServer::Impl::take_request(Connection& connection, Clock::time_point now) {
  connection.wait_for_answer(++last_ticket_, now);
  waiting_.emplace(last_ticket_, &connection);
  rules_.take(connection.take_request(), connection.peer(), last_ticket_);
}

void HttpServer::Impl::respond(Connection& connection, HttpResponse response,
                               Clock::time_point now) {
  if (response.is_event_stream && !connection.is_for_head() && streams() >= kMaxEventStreams) {
    response = error_response(503, "too many readers of events");
    response.fields.emplace_back("Retry-After", "10");
  }
  rules_.log(connection.method(), connection.path(), response.status);
  const bool streams_now = response.is_event_stream && !connection.is_for_head();
  connection.respond(std::move(response), now);
  if (streams_now) {
    const auto [event, data] = rules_.greet();
    connection.put_event(++last_event_, event, data, now);
  }
  go_on(connection, now);
}

void HttpServer::Impl::deliver(Clock::time_point now) {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(wakes_, &count, sizeof count);
  std::vector<Post> posts;
  do {
    posts.clear();
    {
      const std::lock_guard lock(mutex_);
      posts.swap(posts_);
    }
    for (Post& post : posts) {
      if (!post.ticket) {
        ++last_event_;
        for (Connection& each : connections_) {
          if (each.is_event_stream()) each.put_event(last_event_, post.event, post.data, now);
        }
        continue;
      }
      const auto found = waiting_.find(*post.ticket);
      if (found == waiting_.end()) {
        drop(post);
        continue;
      }
      Connection& connection = *found->second;
      waiting_.erase(found);
      respond(connection, std::move(post.response), now);
    }
    // What is answered at once is posted while this runs.
  } while (!posts.empty());
}

void HttpServer::Impl::remove_closed() {
  for (auto each = connections_.begin(); each != connections_.end();) {
    if (!each->is_closed()) {
      ++each;
      continue;
    }
    if (each->ticket() != 0 && waiting_.erase(each->ticket()) > 0) rules_.forget(each->ticket());
    each = connections_.erase(each);
  }
}

HttpServer::HttpServer(int listener, RequestRules rules)
    : impl_(std::make_unique<Impl>(listener, std::move(rules))) {}
HttpServer::~HttpServer() = default;

void HttpServer::run() { impl_->run(); }

void HttpServer::answer(Ticket ticket, HttpResponse response) {
  impl_->post({.ticket = ticket, .response = std::move(response)});
}

void HttpServer::tell(std::string_view event, std::string data) {
  impl_->post({.ticket = std::nullopt, .event = std::string(event), .data = std::move(data)});
}

void HttpServer::stop() { impl_->stop(); }

}  // namespace bbplay::app
