// LANG: cpp
// EXPECT: compile-error,compile-timeout
// COMPILE: 2
// MAX-SECONDS: 10
// Work that the compiler does itself.
constexpr unsigned long f(unsigned long n) { unsigned long x = 0; for (unsigned long i = 0; i < n; i++) x += i; return x; }
template <int N> struct A { static constexpr unsigned long v = f(250000) + A<N - 1>::v; };
template <> struct A<0> { static constexpr unsigned long v = 0; };
static_assert(A<240>::v != 1);
static_assert(A<239>::v != f(260000) * 0 + 1);
int main() { return A<240>::v == 1; }
