// SPDX-License-Identifier: MIT
// Stands in front of the C library's functions and counts who calls them.
#include "realtime/locks.h"

#include <cstdlib>

#include <dlfcn.h>
#include <pthread.h>

extern "C" {
// glibc's own names for what is replaced below.
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void __libc_free(void*);
}

namespace bbplay::test {
namespace {

thread_local bool watched = false;
thread_local std::size_t calls = 0;

void count() noexcept {
  if (watched) ++calls;
}

template <class Function>
Function* next_definition(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

std::size_t forbidden_calls() noexcept { return calls; }
void watch_this_thread(bool on) noexcept { watched = on; }

}  // namespace bbplay::test

extern "C" {

void* malloc(std::size_t size) {
  bbplay::test::count();
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  bbplay::test::count();
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  bbplay::test::count();
  return __libc_realloc(memory, size);
}
void free(void* memory) {
  bbplay::test::count();
  __libc_free(memory);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  static auto* const allocate =
      bbplay::test::next_definition<int(void**, std::size_t, std::size_t)>("posix_memalign");
  bbplay::test::count();
  return allocate(memory, alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  static auto* const allocate =
      bbplay::test::next_definition<void*(std::size_t, std::size_t)>("aligned_alloc");
  bbplay::test::count();
  return allocate(alignment, size);
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static auto* const lock =
      bbplay::test::next_definition<int(pthread_mutex_t*)>("pthread_mutex_lock");
  bbplay::test::count();
  return lock(mutex);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  static auto* const lock =
      bbplay::test::next_definition<int(pthread_mutex_t*)>("pthread_mutex_trylock");
  bbplay::test::count();
  return lock(mutex);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* rwlock) {
  static auto* const lock =
      bbplay::test::next_definition<int(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
  bbplay::test::count();
  return lock(rwlock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* rwlock) {
  static auto* const lock =
      bbplay::test::next_definition<int(pthread_rwlock_t*)>("pthread_rwlock_wrlock");
  bbplay::test::count();
  return lock(rwlock);
}
int pthread_cond_signal(pthread_cond_t* condition) {
  static auto* const signal =
      bbplay::test::next_definition<int(pthread_cond_t*)>("pthread_cond_signal");
  bbplay::test::count();
  return signal(condition);
}
int pthread_cond_broadcast(pthread_cond_t* condition) {
  static auto* const broadcast =
      bbplay::test::next_definition<int(pthread_cond_t*)>("pthread_cond_broadcast");
  bbplay::test::count();
  return broadcast(condition);
}
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static auto* const wait =
      bbplay::test::next_definition<int(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
  bbplay::test::count();
  return wait(condition, mutex);
}
}
