/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire.c: whole reads and writes on a socket. */
#include "read/wire.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

int64_t vt_wire_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool wait_for(int fd, short event, int64_t deadline)
{
    struct pollfd p = {fd, event, 0};
    int64_t left = deadline < 0 ? -1 : deadline - vt_wire_now();
    if (deadline >= 0 && left <= 0)
        return false;
    int n = poll(&p, 1, (int)(left > INT_MAX ? INT_MAX : left));
    return n > 0 || (n < 0 && errno == EINTR);
}

bool vt_wire_send(int fd, const void *data, size_t bytes, int64_t deadline)
{
    const char *p = data;
    while (bytes) {
        if (!wait_for(fd, POLLOUT, deadline))
            return false;
        ssize_t n = send(fd, p, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            return false;
        p += n;
        bytes -= (size_t)n;
    }
    return true;
}

bool vt_wire_receive(int fd, void *data, size_t bytes, int64_t deadline)
{
    char *p = data;
    while (bytes) {
        if (!wait_for(fd, POLLIN, deadline))
            return false;
        ssize_t n = recv(fd, p, bytes, MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            return false;
        p += n;
        bytes -= (size_t)n;
    }
    return true;
}
