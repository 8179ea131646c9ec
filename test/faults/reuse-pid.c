/*
 * Gives PIDs to innocent processes: reads lines "PID plain" or "PID leader" from standard input, makes a process with
 * this PID, and answers by a line with the PID of the innocent: of the process itself, or of the child of a session's
 * leader that has this PID and ends at once. Answers "0" where the system gave the PID to somebody else. All innocents
 * end with this process.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { tries = 50 };

static int next_pid;

/* Ends when whoever writes to the pipe is gone, whatever its parent is. */
static int life[2];

static void live(void) {
  char byte;
  close(life[1]);
  while (read(life[0], &byte, 1) > 0) {
  }
  _exit(0);
}

static void set_last(pid_t last) {
  char text[16];
  int length = snprintf(text, sizeof text, "%d", last);
  if (pwrite(next_pid, text, length, 0) != length) _exit(1);
}

static pid_t get_last(void) {
  char text[16] = "";
  if (pread(next_pid, text, sizeof text - 1, 0) <= 0) _exit(1);
  return atoi(text);
}

/* Others go on where they were: the PIDs behind the wanted one may be wanted too. */
static pid_t fork_as(pid_t wanted) {
  for (int count = 0; count < tries; count++) {
    pid_t last = get_last();
    set_last(wanted - 1);
    pid_t pid = fork();
    if (pid == 0 && getpid() != wanted) _exit(0);
    set_last(last);
    if (pid == 0 || pid == wanted) return pid;
    waitpid(pid, NULL, 0);
  }
  return -1;
}

/* The PID of the innocent; 0 where there is none. */
static pid_t give(pid_t wanted, int is_leader) {
  int answer[2];
  if (pipe(answer) != 0) return 0;
  pid_t pid = fork_as(wanted);
  if (pid == 0) {
    if (!is_leader) live();
    setsid();
    pid_t child = fork();
    if (child == 0) live();
    if (write(answer[1], &child, sizeof child) != sizeof child) _exit(1);
    _exit(0);
  }
  pid_t innocent = pid > 0 ? pid : 0;
  if (pid > 0 && is_leader) {
    if (read(answer[0], &innocent, sizeof innocent) != sizeof innocent) innocent = 0;
    waitpid(pid, NULL, 0);
  }
  close(answer[0]);
  close(answer[1]);
  return innocent;
}

int main(void) {
  int wanted;
  char kind[16];
  next_pid = open("/proc/sys/kernel/ns_last_pid", O_RDWR | O_CLOEXEC);
  if (next_pid < 0 || pipe(life) != 0) return 1;
  setvbuf(stdout, NULL, _IOLBF, 0);
  while (scanf("%d %15s", &wanted, kind) == 2) printf("%d\n", give(wanted, strcmp(kind, "leader") == 0));
  return 0;
}
