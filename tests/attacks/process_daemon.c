// LANG: c
// EXPECT: ok
// MAX-SECONDS: 8
// Daemons that nothing wakes: another session, another group, deaf to every signal, no parent to die
// with, and holding the output open. None outlives the program.
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) {
  for (int each = 0; each < 8; each++)
    if (fork() == 0) {
      setsid();
      prctl(PR_SET_PDEATHSIG, 0);
      prctl(PR_SET_CHILD_SUBREAPER, 1);
      for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
      if (fork() != 0) pause();
      setpgid(0, 0);
      for (;;) { sleep(1000); }
    }
  usleep(200000);
  puts("gone");
  return 0;
}
