// LANG: c
// EXPECT: timeout,ok
// WALL: 3
// Never many at once, but always new ones: what is to be killed is never where it was.
#include <unistd.h>
int main(void) {
  for (;;) { if (fork() != 0) _exit(0); setsid(); }
}
