// LANG: c
// EXPECT: ok,exit,signal,memory,timeout
// MUST-NOT-PRINT: ESCAPED
// WALL: 2
// As many mappings as there may be, in as many processes: each is a little of the kernel's memory.
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void) {
  int made = 0;
  char *p = mmap(0, 600L << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) { puts("held"); return 3; }
  for (long i = 0; i < 150000; i += 2) { if (mprotect(p + i * 4096, 4096, PROT_NONE)) break; made++; }
  printf("%d mappings\n", made);
  int kids = 0;
  while (kids < 200 && fork() > 0) kids++;
  if (kids > 70) puts("ESCAPED");
  sleep(1);
  return 0;
}
