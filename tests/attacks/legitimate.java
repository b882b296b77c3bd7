// LANG: java
// EXPECT: ok
// MUST-PRINT: all of it works 42
// STDIN: 42
import java.util.*;
import java.util.stream.*;
class Started {
  public static void main(String[] a) throws Exception {
    int n = new Scanner(System.in).nextInt();
    assert IntStream.range(0, 1000).parallel().sum() == 499500;
    Thread t = new Thread(() -> System.out.print("all of it "));
    t.start(); t.join();
    System.out.println("works " + n);
  }
}
