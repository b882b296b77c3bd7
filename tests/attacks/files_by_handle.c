// LANG: c
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED
// MUST-PRINT: DONE
// NEEDS: seccomp
// Files by their numbers, mounts in the old and the new way, another root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
static void said(const char *what, long result) {
  if (result >= 0) printf("ESCAPED %s\n", what);
  else printf("held %s: %s\n", what, strerror(errno));
}
int main(void) {
  struct file_handle *h = calloc(1, sizeof *h + MAX_HANDLE_SZ);
  h->handle_bytes = MAX_HANDLE_SZ;
  int id;
  said("name_to_handle_at", name_to_handle_at(AT_FDCWD, "/usr/bin", h, &id, 0));
  h->handle_bytes = 8; h->handle_type = 1; memcpy(h->f_handle, "\2\0\0\0\0\0\0\0", 8);
  said("open_by_handle_at", open_by_handle_at(open("/usr", O_RDONLY), h, O_RDONLY));
  said("mount", mount("none", "/tmp", "tmpfs", 0, 0));
  said("bind", mount("/usr", "/tmp", 0, MS_BIND, 0));
  said("remount", mount(0, "/usr", 0, MS_REMOUNT | MS_BIND, 0));
  said("umount", umount2("/usr/local", MNT_DETACH));
  said("fsopen", syscall(430, "tmpfs", 0));
  said("open_tree", syscall(428, AT_FDCWD, "/usr", 1));
  said("move_mount", syscall(429, AT_FDCWD, "/usr", AT_FDCWD, "/tmp", 0));
  said("mount_setattr", syscall(442, AT_FDCWD, "/usr", 0, 0, 0));
  said("chroot", chroot("/tmp"));
  said("pivot_root", syscall(SYS_pivot_root, "/tmp", "/tmp"));
  said("fanotify", syscall(SYS_fanotify_init, 0, 0));
  puts("DONE");
  return 0;
}
