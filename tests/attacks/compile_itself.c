// LANG: c
// EXPECT: compile-error,compile-timeout,memory
// MAX-SECONDS: 40
#include __FILE__
#include __FILE__
int main(void) { return 0; }
