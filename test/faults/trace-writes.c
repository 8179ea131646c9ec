/*
 * Loaded into a process by LD_PRELOAD: appends what it does to the files of one folder to a trace, in the order in which
 * it happens, for the model of a power loss (trace.ts reads it).
 *
 * TRACE_FOLDER: the folder, absolute. TRACE_FILE: the trace. Folders in it are left out, apart from "backups"; so are
 * "-shm" files, which SQLite makes anew, and "host.*", which hold nothing that must last.
 *
 * A record: type, device-independent file number (inode), offset, length, each 8 bytes of the machine's order, then
 * `length` bytes: what was written, or names that end with NUL.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATED = 1, WROTE, CUT, SYNCED, FOLDER_SYNCED, RENAMED, LINKED, UNLINKED };

#define MOST_DESCRIPTORS 65536

static char folder[PATH_MAX];
static size_t folder_length;
static int trace = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
/* 1: a file of the folder; 2: the folder itself, or "backups". */
static unsigned char kinds[MOST_DESCRIPTORS];

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
  void *symbol = dlsym(RTLD_NEXT, name);
  if (!symbol) abort();
  return symbol;
}

__attribute__((constructor)) static void begin(void) {
  const char *place = getenv("TRACE_FOLDER");
  const char *file = getenv("TRACE_FILE");
  /* What this process starts is not traced. */
  unsetenv("LD_PRELOAD");
  if (!place || !file || strlen(place) >= sizeof folder) return;
  strcpy(folder, place);
  folder_length = strlen(folder);
  trace = REAL(open)(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* The name within the folder; NULL where it is none that counts. "" is the folder itself. */
static const char *within(const char *path) {
  if (trace < 0 || !path || strncmp(path, folder, folder_length) != 0) return NULL;
  const char *name = path + folder_length;
  if (*name == '\0') return name;
  if (*name != '/') return NULL;
  name++;
  if (strncmp(name, "host.", 5) == 0) return NULL;
  size_t length = strlen(name);
  if (length > 4 && strcmp(name + length - 4, "-shm") == 0) return NULL;
  const char *slash = strchr(name, '/');
  return !slash || strncmp(name, "backups/", 8) == 0 ? name : NULL;
}

static void record(uint64_t type, uint64_t file, uint64_t offset, const struct iovec *parts, int count) {
  struct iovec all[2 + IOV_MAX / 2];
  uint64_t head[4] = {type, file, offset, 0};
  all[0].iov_base = head;
  all[0].iov_len = sizeof head;
  for (int i = 0; i < count; i++) {
    head[3] += parts[i].iov_len;
    all[i + 1] = parts[i];
  }
  if (writev(trace, all, count + 1) != (ssize_t)(sizeof head + head[3])) abort();
}

static uint64_t inode(int fd) {
  struct stat stat;
  return fstat(fd, &stat) == 0 ? stat.st_ino : 0;
}

static int kind_of(int fd) { return fd >= 0 && fd < MOST_DESCRIPTORS ? kinds[fd] : 0; }

static void record_names(uint64_t type, uint64_t file, const char *first, const char *second) {
  struct iovec parts[2] = {{(void *)first, strlen(first) + 1}, {(void *)second, second ? strlen(second) + 1 : 0}};
  record(type, file, 0, parts, second ? 2 : 1);
}

static int opened(const char *path, int flags, mode_t mode) {
  const char *name = within(path);
  if (!name) {
    int fd = REAL(open)(path, flags, mode);
    if (fd >= 0 && fd < MOST_DESCRIPTORS) kinds[fd] = 0;
    return fd;
  }
  pthread_mutex_lock(&order);
  int is_new = access(path, F_OK) != 0;
  int fd = REAL(open)(path, flags, mode);
  int error = errno;
  if (fd >= 0) {
    struct stat stat;
    if (fd >= MOST_DESCRIPTORS || fstat(fd, &stat) != 0) abort();
    kinds[fd] = S_ISDIR(stat.st_mode) ? 2 : 1;
    if (kinds[fd] == 1 && is_new) record_names(CREATED, stat.st_ino, name, NULL);
    else if (kinds[fd] == 1 && (flags & O_TRUNC)) record(CUT, stat.st_ino, 0, NULL, 0);
  }
  pthread_mutex_unlock(&order);
  errno = error;
  return fd;
}

#define OPEN(function)                                                                                                 \
  int function(const char *path, int flags, ...) {                                                                     \
    mode_t mode = 0;                                                                                                   \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                                                             \
      va_list list;                                                                                                    \
      va_start(list, flags);                                                                                           \
      mode = va_arg(list, mode_t);                                                                                     \
      va_end(list);                                                                                                    \
    }                                                                                                                  \
    return opened(path, flags, mode);                                                                                  \
  }
OPEN(open)
OPEN(open64)

int creat(const char *path, mode_t mode) { return opened(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

static ssize_t wrote(int fd, const struct iovec *parts, int count, off_t offset) {
  pthread_mutex_lock(&order);
  off_t at = offset;
  if (offset < 0) at = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  ssize_t written = offset < 0 ? REAL(writev)(fd, parts, count) : REAL(pwritev)(fd, parts, count, offset);
  int error = errno;
  if (written > 0) {
    struct iovec whole[IOV_MAX / 2];
    size_t left = written;
    int used = 0;
    for (; used < count && left > 0; used++) {
      whole[used] = parts[used];
      if (whole[used].iov_len > left) whole[used].iov_len = left;
      left -= whole[used].iov_len;
    }
    record(WROTE, inode(fd), at, whole, used);
  }
  pthread_mutex_unlock(&order);
  errno = error;
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  if (kind_of(fd) != 1) return REAL(write)(fd, bytes, length);
  struct iovec part = {(void *)bytes, length};
  return wrote(fd, &part, 1, -1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return kind_of(fd) == 1 ? wrote(fd, parts, count, -1) : REAL(writev)(fd, parts, count);
}

#define PWRITE(function, offset_type)                                                                                  \
  ssize_t function(int fd, const void *bytes, size_t length, offset_type offset) {                                     \
    struct iovec part = {(void *)bytes, length};                                                                       \
    return kind_of(fd) == 1 ? wrote(fd, &part, 1, offset) : REAL(function)(fd, bytes, length, offset);                 \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PWRITEV(function, offset_type)                                                                                 \
  ssize_t function(int fd, const struct iovec *parts, int count, offset_type offset) {                                 \
    return kind_of(fd) == 1 ? wrote(fd, parts, count, offset) : REAL(function)(fd, parts, count, offset);              \
  }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

/* Does one thing after another, and notes it where it went well. */
#define IN_ORDER(call, note)                                                                                           \
  do {                                                                                                                 \
    pthread_mutex_lock(&order);                                                                                        \
    int result = call;                                                                                                 \
    int error = errno;                                                                                                 \
    if (result == 0) note;                                                                                             \
    pthread_mutex_unlock(&order);                                                                                      \
    errno = error;                                                                                                     \
    return result;                                                                                                     \
  } while (0)

#define FTRUNCATE(function, length_type)                                                                               \
  int function(int fd, length_type length) {                                                                           \
    if (kind_of(fd) != 1) return REAL(function)(fd, length);                                                           \
    IN_ORDER(REAL(function)(fd, length), record(CUT, inode(fd), length, NULL, 0));                                     \
  }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define SYNC(function)                                                                                                 \
  int function(int fd) {                                                                                               \
    if (kind_of(fd) == 0) return REAL(function)(fd);                                                                   \
    IN_ORDER(REAL(function)(fd), record(kind_of(fd) == 2 ? FOLDER_SYNCED : SYNCED, inode(fd), 0, NULL, 0));            \
  }
SYNC(fsync)
SYNC(fdatasync)

static uint64_t inode_at(const char *path) {
  struct stat stat;
  return lstat(path, &stat) == 0 ? stat.st_ino : 0;
}

int rename(const char *from, const char *to) {
  if (!within(from) && !within(to)) return REAL(rename)(from, to);
  if (!within(from) || !within(to)) abort();
  IN_ORDER(REAL(rename)(from, to), record_names(RENAMED, inode_at(to), within(from), within(to)));
}

int link(const char *from, const char *to) {
  if (!within(from) || !within(to)) return REAL(link)(from, to);
  IN_ORDER(REAL(link)(from, to), record_names(LINKED, inode_at(to), within(to), NULL));
}

/* The second by C++'s std::filesystem::remove, by which Node's rmSync works. */
#define UNLINK(function)                                                                                               \
  int function(const char *path) {                                                                                     \
    if (!within(path)) return REAL(function)(path);                                                                    \
    IN_ORDER(REAL(function)(path), record_names(UNLINKED, 0, within(path), NULL));                                     \
  }
UNLINK(unlink)
UNLINK(remove)

int close(int fd) {
  if (fd >= 0 && fd < MOST_DESCRIPTORS) kinds[fd] = 0;
  return REAL(close)(fd);
}
