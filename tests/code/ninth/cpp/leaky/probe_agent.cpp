/*
 * probe_agent: collector for the shop floor probes.
 * C++98 on purpose, the target still has gcc 4.1.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <string>

struct Hello { char magic[4]; unsigned char major, minor, res[2]; };
struct Sample { uint32_t probe; uint32_t ms; float value; };

class SampleStore;
void store_sample(SampleStore *st, const Sample &s);

struct ProbeArg {
    int          fd;
    SampleStore *store;
    std::string  peer;
};

static bool readFully(int fd, void *p, size_t n)
{
    char *c = static_cast<char *>(p);
    while (n > 0) {
        ssize_t r = ::recv(fd, c, n, 0);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return false;
        c += r;
        n -= r;
    }
    return true;
}

extern "C" void *probeMain(void *v)
{
    ProbeArg arg = *static_cast<ProbeArg *>(v);
    delete static_cast<ProbeArg *>(v);

    timeval tv = { 90, 0 };
    setsockopt(arg.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));

    Hello h;
    if (!readFully(arg.fd, &h, sizeof(h)) || memcmp(h.magic, "PRB1", 4) != 0) {
        fprintf(stderr, "%s: not a probe\n", arg.peer.c_str());
        ::close(arg.fd);
        return 0;
    }
    if (h.major > 3) {
        fprintf(stderr, "%s: firmware %d.%d unknown to us, update the agent\n",
                arg.peer.c_str(), h.major, h.minor);
        return 0;
    }

    Sample s;
    unsigned long n = 0;
    while (readFully(arg.fd, &s, sizeof(s))) {
        store_sample(arg.store, s);
        ++n;
    }
    printf("%s: %lu samples\n", arg.peer.c_str(), n);
    ::close(arg.fd);
    return 0;
}

bool startProbe(int fd, SampleStore *st, const std::string &peer)
{
    ProbeArg *a = new ProbeArg;
    a->fd = fd;
    a->store = st;
    a->peer = peer;
    pthread_t t;
    if (pthread_create(&t, 0, probeMain, a) != 0) {
        ::close(fd);
        delete a;
        return false;
    }
    pthread_detach(t);
    return true;
}
