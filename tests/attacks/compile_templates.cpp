// LANG: cpp
// EXPECT: compile-error,compile-timeout,memory
// MUST-NOT-PRINT: ESCAPED
// Types without an end.
template <int N, class T> struct S { typename S<N + 1, S<N, T>>::t t; };
template <class T> struct D : D<D<T>> {};
int main() { S<0, int> s; D<int> d; }
