// LANG: c
// EXPECT: compile-error,output-limit
// MUST-NOT-PRINT: ESCAPED
// MAX-SECONDS: 20
// Messages as long as it likes.
#define A "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
#define B A A A A A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B B B B B
#pragma message C C C C C C C C C C C C C C C C
#pragma message C C C C C C C C C C C C C C C C
int main(void) { return nothing; }
