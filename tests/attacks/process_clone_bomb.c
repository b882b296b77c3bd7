// LANG: c
// EXPECT: ok,exit,signal,timeout
// MUST-NOT-PRINT: ESCAPED
// WALL: 1
// Every way to one more process or thread, in all of those made so far.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *wait_long(void *x) { for (;;) pause(); return x; }
int main(void) {
  int made = 0;
  for (int i = 0; i < 4000; i++) {
    pthread_t t;
    if (pthread_create(&t, 0, wait_long, 0) == 0) made++;
    if (fork() >= 0) made++;
    if (syscall(SYS_clone, 17, 0, 0, 0, 0) >= 0) made++;
    if (made > 500) { puts("ESCAPED"); break; }
  }
  printf("made %d\n", made);
  return 0;
}
