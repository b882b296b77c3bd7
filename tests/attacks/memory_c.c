// LANG: c
// EXPECT: exit,signal,memory
// MUST-NOT-PRINT: ESCAPED
// What a program may have, and not more, whether by the heap, by mapping, or on the stack.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
int main(void) {
  long got = 0;
  for (int i = 0; i < 300; i++) { char *p = malloc(8 << 20); if (!p) break; memset(p, 1, 8 << 20); got += 8; }
  for (int i = 0; i < 300; i++) { char *p = mmap(0, 8 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); if (p == MAP_FAILED) break; memset(p, 1, 8 << 20); got += 8; }
  if (got > 1200) printf("ESCAPED %ld MiB\n", got);
  printf("held at %ld MiB\n", got);
  return 3;
}
