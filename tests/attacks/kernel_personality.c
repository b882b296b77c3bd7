// LANG: c
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// NEEDS: seccomp
// Personalities that loosen protections; the harmless ones work.
#include <stdio.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  if (personality(0xffffffff) < 0) puts("ESCAPED? it may not even ask");
  if (personality(0x0400000) >= 0) puts("ESCAPED READ_IMPLIES_EXEC");
  if (personality(0x0100000) >= 0) puts("ESCAPED MMAP_PAGE_ZERO");
  if (personality(8) >= 0) puts("ESCAPED PER_LINUX32");
  if (personality(0x0040000) < 0) puts("ESCAPED? no ADDR_NO_RANDOMIZE");
#ifdef SYS_modify_ldt
  if (syscall(SYS_modify_ldt, 0, 0, 0) >= 0) puts("ESCAPED modify_ldt");
  if (syscall(SYS_iopl, 0) >= 0) puts("ESCAPED iopl");
#endif
  puts("DONE");
  return 0;
}
