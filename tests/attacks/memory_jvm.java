// LANG: java
// EXPECT: exit,signal,memory
// MUST-NOT-PRINT: ESCAPED
// The heap has its end.
import java.util.*;
public class Main {
  public static void main(String[] a) {
    List<long[]> l = new ArrayList<>();
    for (int i = 0; i < 1000; i++) l.add(new long[1 << 20]);
    System.out.println("ESCAPED " + l.size() * 8 + " MiB");
  }
}
