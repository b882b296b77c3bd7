// LANG: java
// EXPECT: ok
// MUST-PRINT: started by its own name
// The name of a class is the user's; it is no word of a command of ours, wherever it stands.
package a.b;
final class Before { static { new ProcessBuilder("touch", "@CANARY_DIR@/pwned"); } }
public final class $Of_Its_Own { public static void main(String[] a) { System.out.println("started by its own name"); } }
