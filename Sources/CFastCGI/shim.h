// Everything that comes from C: libfcgi's re-entrant interface (fcgiapp.h) and the protocol's constants
// (fastcgi.h). FCGX_ and FCGI_ names keep their spelling in Swift, so that they can be searched for.
#ifndef AFTERGLOW_CFASTCGI_SHIM_H
#define AFTERGLOW_CFASTCGI_SHIM_H

#include <fastcgi.h>
#include <fcgiapp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

// Swift's Glibc module is built without _GNU_SOURCE and so lacks these two, which Linux has had since 2.6.
int accept4(int socket, void *address, void *length, int flags);
int pipe2(int descriptors[2], int flags);

// Nor this one, since 3.17, and its flag (memfd_create(2)).
int memfd_create(const char *name, unsigned int flags);
#define AFTERGLOW_MFD_CLOEXEC 1

// Swift doesn't import functions with a variable number of arguments.
static inline int afterglow_get_child_subreaper(int *is_subreaper) {
  return prctl(PR_GET_CHILD_SUBREAPER, is_subreaper, 0, 0, 0);
}

#endif
