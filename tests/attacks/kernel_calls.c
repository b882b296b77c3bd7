// LANG: c
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// NEEDS: seccomp
// Parts of the kernel that programs do not need. Each is asked for in a way that would work.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static void said(const char *what, long result, int expected) {
  if (result >= 0 || errno != expected) printf("ESCAPED %s %ld %s\n", what, result, strerror(errno));
}
int main(void) {
  struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attr, .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1};
  said("perf", syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0), EPERM);
  said("userfaultfd", syscall(SYS_userfaultfd, 1), EPERM);
  said("bpf", syscall(SYS_bpf, 0, 0, 0), EPERM);
  said("keyctl", syscall(SYS_keyctl, 0, -3, 1), EPERM);
  said("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -2), EPERM);
  said("request_key", syscall(SYS_request_key, "user", "x", 0, -2), EPERM);
  said("kcmp", syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 1), EPERM);
  said("syslog", syscall(SYS_syslog, 3, 0, 0), EPERM);
  said("ptrace", syscall(SYS_ptrace, 0, 0, 0, 0), EPERM);
  said("process_vm_readv", syscall(SYS_process_vm_readv, getpid(), 0, 0, 0, 0, 0), EPERM);
  said("vmsplice", syscall(SYS_vmsplice, 1, 0, 0, 0), EPERM);
  said("pidfd_getfd", syscall(438, 0, 0, 0), EPERM);
  said("process_madvise", syscall(440, 0, 0, 0, 0, 0), EPERM);
  said("clone3", syscall(435, 0, 0), ENOSYS);
  said("io_uring_enter", syscall(426, 0, 0, 0, 0, 0, 0), ENOSYS);
  said("sethostname", syscall(SYS_sethostname, "x", 1), EPERM);
  said("reboot", syscall(SYS_reboot, 0, 0, 0, 0), EPERM);
  said("swapon", syscall(SYS_swapon, "/x", 0), EPERM);
  said("quotactl", syscall(SYS_quotactl, 0, 0, 0, 0), EPERM);
  said("adjtimex", syscall(SYS_adjtimex, 0), EPERM);
  said("clock_settime", syscall(SYS_clock_settime, 0, 0), EPERM);
  said("finit_module", syscall(SYS_finit_module, 0, "", 0), EPERM);
  said("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, 0), EPERM);
  said("acct", syscall(SYS_acct, 0), EPERM);
  for (int n = 463; n < 1200; n++) said("a call that came later", syscall(n, 0, 0, 0, 0, 0, 0), ENOSYS);
  for (int n = 0x40000000; n < 0x40000240; n++) said("x32", syscall(n, 0, 0, 0, 0, 0, 0), ENOSYS);
  puts("DONE");
  return 0;
}
