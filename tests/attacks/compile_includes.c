// LANG: c
// EXPECT: compile-error
// MUST-NOT-PRINT: CANARY|root:[^x]
// What the compiler reads is inside as well.
#include "@CANARY_DIR@/server.db"
#include "/proc/1/environ"
#include "/proc/1/root/etc/shadow"
#include "../../../../../../etc/shadow"
#include </usr/local/secret.h>
__asm__(".incbin \"/etc/shadow\"");
__asm__(".include \"@CANARY_DIR@/server.db\"");
int main(void) { return 0; }
