// LANG: c
// EXPECT: signal,exit
// MUST-NOT-PRINT: ESCAPED
// One file of a size that it may not have, sparse or not.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  int f = open("/tmp/large", O_CREAT | O_RDWR, 0600);
  if (fallocate(f, 0, 0, 40L << 20) == 0) puts("ESCAPED fallocate");
  fflush(stdout);
  if (ftruncate(f, 1L << 40) == 0) puts("ESCAPED ftruncate");
  return 3;
}
