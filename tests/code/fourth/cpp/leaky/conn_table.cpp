void Reactor::onReadable(int fd)
{
    auto it = conns_.find(fd);
    if (it == conns_.end())
        return;

    Conn& c = it->second;
    for (;;) {
        char tmp[16 * 1024];
        ssize_t n = ::read(fd, tmp, sizeof(tmp));
        if (n > 0) {
            c.inbox.append(tmp, n);
            continue;
        }
        if (n == -1 && errno == EINTR)
            continue;
        if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        LOG(INFO) << "peer " << c.peer << " gone, " << c.inbox.size() << " bytes pending";
        conns_.erase(it);
        return;
    }
    dispatch(c);
}

void Reactor::onAcceptable()
{
    while (true) {
        sockaddr_storage ss;
        socklen_t sl = sizeof(ss);
        int fd = ::accept4(listenFd_, reinterpret_cast<sockaddr*>(&ss), &sl, SOCK_NONBLOCK);
        if (fd < 0)
            break;
        epoll_event ev{};
        ev.events = EPOLLIN | EPOLLET | EPOLLRDHUP;
        ev.data.fd = fd;
        if (::epoll_ctl(epfd_, EPOLL_CTL_ADD, fd, &ev) < 0) {
            ::close(fd);
            continue;
        }
        conns_.emplace(fd, Conn{net::toString(ss), {}});
    }
}

struct Conn {
    std::string peer;
    std::string inbox;
};
