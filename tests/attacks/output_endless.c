// LANG: c
// EXPECT: output-limit
// MAX-SECONDS: 6
// One byte at a time, so that each read is a small one.
#include <unistd.h>
int main(void) { for (;;) write(2, "\n", 1); }
