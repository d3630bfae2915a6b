// SPDX-License-Identifier: MIT
#include "service/listening_socket.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "terminal/exit_code.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr int kBacklog = 128;
constexpr int kFirstInherited = 3;  // SD_LISTEN_FDS_START
constexpr std::string_view kUnix = "unix:";

[[noreturn]] void fail(const std::string& what) {
  throw ListenError("cannot listen on " + what + ": " + std::generic_category().message(errno));
}

struct Place {
  std::string host = "127.0.0.1";  // without brackets
  int port = 0;
};

std::optional<Place> parse_place(std::string_view text) {
  Place place;
  const std::size_t colon = text.rfind(':');
  if (colon != text.npos) {
    std::string_view host = text.substr(0, colon);
    const bool has_brackets = host.starts_with('[') && host.ends_with(']');
    if (has_brackets) host = host.substr(1, host.size() - 2);
    if (host.empty() || (!has_brackets && host.find(':') != host.npos)) return std::nullopt;
    place.host = host == "localhost" ? std::string_view("127.0.0.1") : host;
    text.remove_prefix(colon + 1);
  }
  const auto port = parse_integer(text);
  if (!port || *port < 0 || *port > 65'535) return std::nullopt;
  place.port = static_cast<int>(*port);
  return place;
}

/// An address of either family.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  template <class As>
  As& as() {
    size = sizeof(As);
    return reinterpret_cast<As&>(storage);
  }
};

std::optional<Address> address_of(const Place& place) {
  Address address;
  auto& ip4 = address.as<sockaddr_in>();
  if (::inet_pton(AF_INET, place.host.c_str(), &ip4.sin_addr) == 1) {
    ip4.sin_family = AF_INET;
    ip4.sin_port = htons(static_cast<std::uint16_t>(place.port));
    return address;
  }
  address = {};
  auto& ip6 = address.as<sockaddr_in6>();
  if (::inet_pton(AF_INET6, place.host.c_str(), &ip6.sin6_addr) != 1) return std::nullopt;
  ip6.sin6_family = AF_INET6;
  ip6.sin6_port = htons(static_cast<std::uint16_t>(place.port));
  return address;
}

int made_socket(int family, const std::string& what) {
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) fail(what);
  return descriptor;
}

}  // namespace

ListeningSocket::ListeningSocket(const std::string& place) {
  if (place == "fd") {
    take_over();
  } else if (place.starts_with(kUnix)) {
    listen_in(place.substr(kUnix.size()));
  } else {
    const auto parsed = parse_place(place);
    if (!parsed) {
      throw UsageError("--serve " + place +
                       ": expected [ADDRESS:]PORT with an address in numbers, unix:PATH or fd");
    }
    listen_on(parsed->host, parsed->port);
  }
  look_at_address();
}

ListeningSocket::~ListeningSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!remove_.empty()) ::unlink(remove_.c_str());
}

void ListeningSocket::listen_on(const std::string& host, int port) {
  const auto address = address_of({host, port});
  if (!address) {
    throw UsageError("--serve " + host + ": expected an address in numbers, as 192.168.1.5");
  }
  const std::string what = host + ":" + std::to_string(port);
  descriptor_ = made_socket(address->storage.ss_family, what);
  const int yes = 1;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(descriptor_, address->get(), address->size) != 0 ||
      ::listen(descriptor_, kBacklog) != 0) {
    fail(what);
  }
}

void ListeningSocket::listen_in(const std::string& path) {
  Address address;
  auto& local = address.as<sockaddr_un>();
  if (path.empty() || path.size() >= sizeof local.sun_path) {
    throw UsageError("--serve unix:" + path + ": the path is " +
                     (path.empty() ? "empty" : "too long for a socket"));
  }
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.c_str(), path.size() + 1);
  descriptor_ = made_socket(AF_UNIX, path);
  // What a process left behind that is gone; nobody listens there any more.
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0 && S_ISSOCK(there.st_mode)) {
    const int probe = made_socket(AF_UNIX, path);
    const bool is_dead =
        ::connect(probe, address.get(), address.size) != 0 && errno == ECONNREFUSED;
    ::close(probe);
    if (is_dead) ::unlink(path.c_str());
  }
  const mode_t before = ::umask(0177);
  const int bound = ::bind(descriptor_, address.get(), address.size);
  ::umask(before);
  if (bound != 0) fail(path);
  remove_ = std::filesystem::absolute(path).string();  // the working directory changes
  if (::listen(descriptor_, kBacklog) != 0) fail(path);
}

/// sd_listen_fds(3), whose library is not needed for two variables.
void ListeningSocket::take_over() {
  const auto number = [](const char* name) {
    const char* text = std::getenv(name);
    return text != nullptr ? parse_integer(text) : std::nullopt;
  };
  if (number("LISTEN_PID") != ::getpid() || number("LISTEN_FDS") != 1) {
    throw UsageError("--serve fd: no socket was handed over, or more than one (systemd.socket)");
  }
  descriptor_ = kFirstInherited;
  int accepts = 0;
  socklen_t size = sizeof accepts;
  if (::getsockopt(descriptor_, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size) != 0 || accepts == 0) {
    throw UsageError("--serve fd: what was handed over does not listen");
  }
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  ::fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

void ListeningSocket::look_at_address() {
  Address address;
  address.size = sizeof address.storage;
  if (::getsockname(descriptor_, address.get(), &address.size) != 0) fail("the socket");
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.storage.ss_family == AF_UNIX) {
    is_unix_ = is_local_ = true;
    path_ = reinterpret_cast<const sockaddr_un&>(address.storage).sun_path;
  } else if (address.storage.ss_family == AF_INET) {
    const auto& ip4 = reinterpret_cast<const sockaddr_in&>(address.storage);
    ::inet_ntop(AF_INET, &ip4.sin_addr, text.data(), text.size());
    host_ = text.data();
    port_ = ntohs(ip4.sin_port);
    is_local_ = (ntohl(ip4.sin_addr.s_addr) >> 24) == 127;
    is_anywhere_ = ip4.sin_addr.s_addr == htonl(INADDR_ANY);
  } else if (address.storage.ss_family == AF_INET6) {
    const auto& ip6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
    ::inet_ntop(AF_INET6, &ip6.sin6_addr, text.data(), text.size());
    host_ = std::string("[") + text.data() + ']';
    port_ = ntohs(ip6.sin6_port);
    is_local_ = IN6_IS_ADDR_LOOPBACK(&ip6.sin6_addr);
    is_anywhere_ = IN6_IS_ADDR_UNSPECIFIED(&ip6.sin6_addr);
  } else {
    throw UsageError("--serve: neither a socket of the internet nor of the file system");
  }
}

std::string ListeningSocket::url() const {
  if (is_unix_) return std::string(kUnix) + path_;
  return "http://" + host_ + ':' + std::to_string(port_) + '/';
}

}  // namespace bbplay::app
