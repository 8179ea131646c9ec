// Preloaded into a process, it shifts the clock that may jump by the seconds that stand in the file FORKYARD_CLOCK: for
// it and for all that it starts, whatever environment they are given.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *file;
static const char *preload;

__attribute__((constructor)) static void begin(void) {
  const char *clock = getenv("FORKYARD_CLOCK"), *self = getenv("LD_PRELOAD");
  file = clock ? strdup(clock) : NULL;
  preload = self ? strdup(self) : NULL;
}

// What libuv calls in the child, once its environment is set (src/unix/process.c).
int execvp(const char *program, char *const arguments[]) {
  static int (*original)(const char *, char *const[]);
  original = dlsym(RTLD_NEXT, "execvp");
  if (file) setenv("FORKYARD_CLOCK", file, 1);
  if (preload) setenv("LD_PRELOAD", preload, 1);
  return original(program, arguments);
}

static long shift(void) {
  char text[32] = {0};
  int descriptor = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
  if (descriptor < 0) return 0;
  long length = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += shift();
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
