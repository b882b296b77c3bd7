// LANG: c
// EXPECT: compile-error,compile-timeout,memory
// Objects that are larger than all there is.
__asm__(".data\n.fill 0x7fffffff, 1, 1\n.fill 0x7fffffff, 1, 1");
int main(void) { return 0; }
