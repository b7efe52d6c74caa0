// delivers the nightly report to the internal relay
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <string>

static int DialRelay(const std::string& host) {
  addrinfo hints{}, *res = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host.c_str(), "25", &hints, &res) != 0) return -1;
  int fd = socket(res->ai_family, res->ai_socktype, res->ai_protocol);
  if (fd >= 0) {
    timeval tv{30, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    if (connect(fd, res->ai_addr, res->ai_addrlen) != 0) {
      close(fd);
      fd = -1;
    }
  }
  freeaddrinfo(res);
  return fd;
}

static bool Expect(FILE* in, int code) {
  char line[512];
  do {
    if (!fgets(line, sizeof(line), in)) return false;
  } while (line[0] != '\0' && line[1] != '\0' && line[2] != '\0' && line[3] == '-');
  return atoi(line) == code;
}

static bool Say(FILE* out, const std::string& what) {
  return fputs((what + "\r\n").c_str(), out) >= 0 && fflush(out) == 0;
}

bool SendReport(const std::string& relay, const std::string& to, const std::string& body) {
  int fd = DialRelay(relay);
  if (fd < 0) return false;
  FILE* in = fdopen(fd, "r");
  if (!in) {
    close(fd);
    return false;
  }
  int wfd = dup(fd);
  FILE* out = wfd < 0 ? nullptr : fdopen(wfd, "w");
  if (!out) {
    if (wfd >= 0) close(wfd);
    fclose(in);
    return false;
  }

  bool ok = Expect(in, 220) && Say(out, "HELO reports") && Expect(in, 250) &&
            Say(out, "MAIL FROM:<reports@intra>") && Expect(in, 250) &&
            Say(out, "RCPT TO:<" + to + ">") && Expect(in, 250) &&
            Say(out, "DATA") && Expect(in, 354) &&
            Say(out, body + "\r\n.") && Expect(in, 250) &&
            Say(out, "QUIT") && Expect(in, 221);
  fclose(out);
  fprintf(stderr, "report to %s: %s\n", to.c_str(), ok ? "sent" : "failed");
  return ok;
}
