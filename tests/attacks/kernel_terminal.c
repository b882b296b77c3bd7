// LANG: c
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// NEEDS: seccomp
// Keys put into a terminal, of its own even; with bits set where only a filter of 64 would look.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  if (open("/dev/tty", O_RDWR) >= 0) puts("ESCAPED it has a terminal");
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  grantpt(master); unlockpt(master);
  setsid();
  int slave = open(ptsname(master) ? ptsname(master) : "", O_RDWR);
  char key = 'x';
  if (slave < 0) puts("no terminal at all");
  ioctl(slave, TIOCSCTTY, 0);
  if (ioctl(slave, TIOCSTI, &key) == 0) puts("ESCAPED TIOCSTI");
  else if (errno != EPERM) printf("ESCAPED TIOCSTI is only refused by chance: %s\n", strerror(errno));
  if (syscall(SYS_ioctl, slave, (1UL << 40) | TIOCSTI, &key) == 0) puts("ESCAPED TIOCSTI with a high bit");
  else if (errno != EPERM) printf("ESCAPED high bit: %s\n", strerror(errno));
  int discipline = 29;
  if (ioctl(slave, TIOCSETD, &discipline) == 0) puts("ESCAPED TIOCSETD");
  else if (errno != EPERM) printf("ESCAPED TIOCSETD: %s\n", strerror(errno));
  puts("DONE");
  return 0;
}
