// Refusing a client politely when we are above max_sessions. Runs on its own
// short-lived thread so that the listener isn't held up.
static void farewell(int fd)
{
    static const char msg[] = "421 mx3.ourmail.example too busy, try again later\r\n";
    timeval tv = {2, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

    size_t off = 0, len = sizeof msg - 1;
    while (off < len) {
        ssize_t w = send(fd, msg + off, len - off, MSG_NOSIGNAL);
        if (w <= 0) {
            close(fd);
            return;
        }
        off += (size_t)w;
    }
    shutdown(fd, SHUT_WR);

    // early talkers: swallow what they pipelined, else they see a reset instead of the 421
    char sink[1024];
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (std::chrono::steady_clock::now() < until) {
        ssize_t r = recv(fd, sink, sizeof sink, 0);
        if (r <= 0) break;
    }
    close(fd);
}

void SmtpListener::onConnection(int fd, const std::string &ip)
{
    if (m_active.load() >= m_cfg.max_sessions) {
        m_stats.refused++;
        if (m_refusing.fetch_add(1) >= 50) {      // flood: no manners
            m_refusing.fetch_sub(1);
            close(fd);
            return;
        }
        try {
            std::thread([this, fd] { farewell(fd); m_refusing.fetch_sub(1); }).detach();
        } catch (const std::system_error &) {
            m_refusing.fetch_sub(1);
            close(fd);
        }
        return;
    }
    m_active++;
    try {
        std::thread([this, fd, ip] {
            {
                SmtpSession session(fd, ip, m_cfg);     // owns the descriptor, closes it in its destructor
                session.run();
            }
            m_active--;
        }).detach();
    } catch (const std::system_error &e) {
        syslog(LOG_ERR, "thread for %s: %s", ip.c_str(), e.what());
        m_active--;
        close(fd);
    }
}
