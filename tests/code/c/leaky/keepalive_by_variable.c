#include <sys/socket.h>
void f(int fd) { int no = 0; setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &no, sizeof no); } /* expect: idle-timeout-drop */
