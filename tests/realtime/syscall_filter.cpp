// SPDX-License-Identifier: MIT
#include "realtime/syscall_filter.h"

#include <atomic>
#include <cstddef>
#include <new>
#include <stdexcept>
#include <thread>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realtime/locks.h"

namespace bbplay::test {
namespace {

bool forbid_system_calls() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

int run_without_system_calls(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    if (!forbid_system_calls()) _exit(2);
    work();
    syscall(SYS_exit_group, 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

AudioThreadReport run_audio_thread(const std::function<void()>& block,
                                   const std::function<void()>& control) {
  void* const shared = mmap(nullptr, sizeof(AudioThreadReport), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no shared memory");
  auto* const report = new (shared) AudioThreadReport;
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    std::atomic<bool> begun{false}, over{false}, parked{false};
    std::thread audio([&] {
      if (!forbid_system_calls()) _exit(2);
      watch_this_thread(true);
      begun = true;
      while (!over.load()) {
        block();
        ++report->blocks;
      }
      report->forbidden = forbidden_calls();
      // Leaving would be a system call; a loop that did nothing at all would be none to a compiler.
      while (true) parked = true;
    });
    while (!begun) std::this_thread::yield();
    control();
    over = true;
    while (!parked) std::this_thread::yield();
    syscall(SYS_exit_group, 0);
  }
  waitpid(child, &report->status, 0);
  const AudioThreadReport result = *report;
  munmap(shared, sizeof(AudioThreadReport));
  return result;
}

}  // namespace bbplay::test
