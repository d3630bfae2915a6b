// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace bbplay::app {

/// Somebody has the port already, or the machine has no such address: exit code 69.
class ListenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where `--serve` listens: "8765", "[::1]:8765", "0.0.0.0:8765", "unix:PATH", or "fd" for a socket that
/// was handed over (sd_listen_fds(3)).
class ListeningSocket {
 public:
  /// throws  UsageError for what is no such place, ListenError
  explicit ListeningSocket(const std::string& place);
  ~ListeningSocket();
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  bool is_unix() const noexcept { return is_unix_; }
  /// Nobody but this machine reaches it.
  bool is_local() const noexcept { return is_local_; }
  /// All of the machine's addresses.
  bool is_anywhere() const noexcept { return is_anywhere_; }
  /// As URLs have it: "127.0.0.1", "[::1]"; empty for one in the file system.
  const std::string& host() const noexcept { return host_; }
  int port() const noexcept { return port_; }  // the one that was chosen for 0
  /// "http://127.0.0.1:8765/", or "unix:/run/user/1000/bbplay".
  std::string url() const;

 private:
  void listen_on(const std::string& host, int port);
  void listen_in(const std::string& path);
  void take_over();
  void look_at_address();

  int descriptor_ = -1;
  bool is_unix_ = false, is_local_ = false, is_anywhere_ = false;
  std::string host_, path_;
  std::string remove_;  // the file of a socket that is ours
  int port_ = 0;
};

}  // namespace bbplay::app
