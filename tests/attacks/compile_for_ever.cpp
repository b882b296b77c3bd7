// LANG: cpp
// EXPECT: compile-timeout
// COMPILE: 1.5
// MAX-SECONDS: 10
// Work that the compiler does itself, minutes of it.
constexpr unsigned long f(unsigned long n) { unsigned long x = 0; for (unsigned long i = 0; i < n; i++) x += i; return x; }
template <int K, int N> struct A { static constexpr unsigned long v = f(250000 + N + 200 * K) + A<K, N - 1>::v; };
template <int K> struct A<K, 0> { static constexpr unsigned long v = K; };
template <int K> struct B { static constexpr unsigned long v = A<K, 200>::v + B<K - 1>::v; };
template <> struct B<0> { static constexpr unsigned long v = 0; };
int main() { return B<40>::v == 1; }
