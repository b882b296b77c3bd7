// LANG: c
// EXPECT: ok,exit
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// The first process can be neither read nor written nor traced, so it cannot be made to outlive or lie.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>
int main(void) {
  char b[64]; struct iovec own = {b, 64}, other = {(void *)0x400000, 64};
  if (open("/proc/1/mem", O_RDWR) >= 0) puts("ESCAPED mem can be written");
  if (open("/proc/1/mem", O_RDONLY) >= 0) puts("ESCAPED mem can be read");
  if (open("/proc/1/fd/9", O_WRONLY) >= 0) puts("ESCAPED a descriptor of it");
  if (open("/proc/1/attr/exec", O_WRONLY) >= 0 && write(open("/proc/1/attr/exec", O_WRONLY), "x", 1) > 0) puts("ESCAPED attr");
  if (ptrace(PTRACE_SEIZE, 1, 0, 0) == 0) puts("ESCAPED seized");
  if (ptrace(PTRACE_ATTACH, 1, 0, 0) == 0) puts("ESCAPED attached");
  if (process_vm_readv(1, &own, 1, &other, 1, 0) > 0) puts("ESCAPED vm_readv");
  if (process_vm_writev(1, &own, 1, &other, 1, 0) > 0) puts("ESCAPED vm_writev");
  printf("%s\n", strerror(errno));
  puts("DONE");
  return 0;
}
