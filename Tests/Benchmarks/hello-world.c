// What Registration's `GET /` is measured against: the same answer by a C program on libfcgi, with the same number
// of threads. It accepts and closes as well as can be done with libfcgi: a blocking accept4 of its own, and a plain
// close once stdin has been read to its end.
#define _GNU_SOURCE
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int listening;

static void *serve(void *unused) {
  FCGX_Request request;
  for (;;) {
    int connection = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0) continue;
    FCGX_InitRequest(&request, -1, 0);
    request.ipcFd = connection;
    request.keepConnection = 1;
    if (FCGX_Accept_r(&request) < 0) continue;
    while (FCGX_GetChar(request.in) != -1) {}
    FCGX_FPrintF(request.out,
                 "Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n"
                 "X-Request-ID: 00000000000000000000000000000000\r\n\r\nHello, world!");
    request.keepConnection = 0;
    FCGX_Detach(&request);
    FCGX_Finish_r(&request);
  }
  return unused;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
  listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listening, (struct sockaddr *)&address, sizeof address) != 0 || listen(listening, 511) != 0) return 69;
  chmod(arguments[1], 0666);
  signal(SIGTERM, SIG_DFL);
  FCGX_Init();
  signal(SIGTERM, SIG_DFL);
  pthread_t thread;
  for (int number = 1; number < atoi(arguments[2]); number++) pthread_create(&thread, NULL, serve, NULL);
  serve(NULL);
}
