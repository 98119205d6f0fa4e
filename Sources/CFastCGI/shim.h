// Everything that comes from C: libfcgi's re-entrant interface (fcgiapp.h) and the protocol's constants (fastcgi.h).
// FCGX_ and FCGI_ names keep their spelling in Swift, so that they can be searched for.
#ifndef AFTERGLOW_CFASTCGI_SHIM_H
#define AFTERGLOW_CFASTCGI_SHIM_H

#include <fastcgi.h>
#include <fcgiapp.h>
#include <linux/filter.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

// Swift's Glibc module is built without _GNU_SOURCE and lacks these two functions of Linux 2.6.
int accept4(int socket, void *address, void *length, int flags);
int pipe2(int descriptors[2], int flags);

// It also lacks this function of Linux 3.17 and its flag (memfd_create(2)).
int memfd_create(const char *name, unsigned int flags);
#define AFTERGLOW_MFD_CLOEXEC 1

// Swift doesn't import functions with a variable number of arguments.
static inline int afterglow_get_child_subreaper(int *is_subreaper) {
  return prctl(PR_GET_CHILD_SUBREAPER, is_subreaper, 0, 0, 0);
}

// Declared here, with its two constants from asm-generic/socket.h: with <sys/socket.h> Swift would take the names of
// sockets from this module instead of from Glibc.
int setsockopt(int socket, int level, int name, const void *value, unsigned int length);
enum { afterglow_sol_socket = 1, afterglow_so_attach_filter = 26 };

// Makes a listening TCP socket drop segments with SYN and without ACK (RFC 9293, section 3.1). Then no new connection
// begins, while those that have begun still come in. The filter sees the segment from the TCP header on; byte 13
// holds the flags.
static inline int afterglow_drop_syn(int listening_socket) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
  return setsockopt(listening_socket, afterglow_sol_socket, afterglow_so_attach_filter, &program, sizeof program);
}

#endif
