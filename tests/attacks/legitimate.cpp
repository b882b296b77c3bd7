// LANG: cpp
// EXPECT: exit
// MUST-PRINT: all of it works é
// STDIN: 3 4
#include <future>
#include <iostream>
#include <string>
#include <vector>
int main() {
  int a, b;
  std::cin >> a >> b;
  std::vector<std::future<int>> f;
  for (int i = 0; i < 8; i++) f.push_back(std::async(std::launch::async, [=] { return a * b; }));
  int sum = 0;
  for (auto &x : f) sum += x.get();
  try { throw std::string("works"); } catch (const std::string &s) { std::cout << "all of it " << s << " é\n"; }
  return sum == 96 ? 5 : 0;
}
