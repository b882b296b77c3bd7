// LANG: c
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// Namespaces of its own would be a way to rights over parts of the kernel.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_NEWUSER | CLONE_NEWNET, 0x80};
  for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
    if (unshare(flags[i]) == 0) printf("ESCAPED unshare %x\n", flags[i]);
    if (flags[i] == 0x80) continue;
    long child = syscall(SYS_clone, flags[i] | 17, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    if (child > 0) printf("ESCAPED clone %x\n", flags[i]);
    child = syscall(SYS_clone, flags[i] | 17 | (1UL << 40), 0, 0, 0, 0);
    if (child == 0) _exit(0);
    if (child > 0) printf("ESCAPED clone with a high bit %x\n", flags[i]);
  }
  const char *kinds[] = {"user", "mnt", "net", "pid", "ipc", "uts", "cgroup"};
  for (int i = 0; i < 7; i++) {
    char path[64];
    snprintf(path, 64, "/proc/1/ns/%s", kinds[i]);
    int f = open(path, O_RDONLY);
    if (f >= 0 && setns(f, 0) == 0) printf("ESCAPED setns %s\n", kinds[i]);
    snprintf(path, 64, "/proc/self/ns/%s", kinds[i]);
    f = open(path, O_RDONLY);
    if (f >= 0 && setns(f, 0) == 0) printf("ESCAPED setns own %s\n", kinds[i]);
  }
  pid_t child = fork();
  if (child == 0) _exit(3);
  int status;
  waitpid(child, &status, 0);
  puts(WEXITSTATUS(status) == 3 ? "DONE" : "an ordinary child fails");
  return 0;
}
