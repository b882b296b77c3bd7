// LANG: java
// EXPECT: compile-error
// MUST-NOT-PRINT: ESCAPED
// What is no name of a class does not become that of a file.
package ..etc;
public class ../../tmp/pwned { public static void main(String[] a) { System.out.println("ESC" + "APED"); } }
