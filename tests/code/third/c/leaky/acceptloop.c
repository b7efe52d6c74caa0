static void
listener_ready(struct server *srv)
{
	for (;;) {
		struct sockaddr_storage ss;
		socklen_t sl = sizeof ss;
		int fd = accept4(srv->lfd, (struct sockaddr *)&ss, &sl,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0) {
			switch (errno) {
			case EAGAIN:
				return;
			case EINTR:
			case ECONNABORTED:
			case EMFILE:
			case ENFILE:
				continue;
			default:
				log_err("accept: %s", strerror(errno));
				return;
			}
		}
		if (conn_new(srv, fd, &ss) == NULL)
			close(fd);
	}
}

void
server_run(struct server *srv)
{
	struct epoll_event ev[256];

	while (!srv->stop) {
		int n = epoll_wait(srv->ep, ev, 256, 1000);
		for (int i = 0; i < n; i++) {
			if (ev[i].data.ptr == srv)
				listener_ready(srv);
			else
				conn_ready(ev[i].data.ptr, ev[i].events);
		}
		conn_reap_idle(srv);
	}
}
