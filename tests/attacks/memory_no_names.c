// LANG: c
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// NEEDS: seccomp
// Memory and queues that belong to no process: nothing but a namespace's end gives them back.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>
static void said(const char *what, long result) {
  if (result >= 0) printf("ESCAPED %s\n", what);
  else printf("held %s: %s\n", what, strerror(errno));
}
int main(void) {
  said("shmget", shmget(IPC_PRIVATE, 100 << 20, 0600));
  said("msgget", msgget(IPC_PRIVATE, 0600));
  said("semget", semget(IPC_PRIVATE, 100, 0600));
  said("memfd_create", memfd_create("x", 0));
  said("memfd_secret", syscall(447, 0));
  said("mq_open", syscall(SYS_mq_open, "x", O_CREAT | O_RDWR, 0600, 0));
  unsigned long context = 0;
  said("io_setup", syscall(SYS_io_setup, 100, &context));
  char params[120] = {0};
  said("io_uring", syscall(425, 8, params));
  puts("DONE");
  return 0;
}
