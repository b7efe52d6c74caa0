#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct subscriber {
	struct bufferevent *bev;
	unsigned notes;
	char who[24];
};

static void on_read(struct bufferevent *bev, void *arg)
{
	struct subscriber *s = arg;
	struct evbuffer *in = bufferevent_get_input(bev);
	char *l;

	while ((l = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF))) {
		if (!strncmp(l, "I AM ", 5))
			snprintf(s->who, sizeof s->who, "%s", l + 5);
		else
			s->notes++;
		evbuffer_add_printf(bufferevent_get_output(bev), "ok %u\r\n", s->notes);
		free(l);
	}
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
	struct subscriber *s = arg;

	if (what & BEV_EVENT_EOF) {
		fprintf(stderr, "%s: done, %u notes\n", s->who, s->notes);
		return;
	}
	if (what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) {
		fprintf(stderr, "%s: %s\n", s->who, what & BEV_EVENT_ERROR ? "error" : "silent");
		bufferevent_free(bev);
		free(s);
	}
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *arg)
{
	struct timeval idle = { 600, 0 };
	struct subscriber *s = calloc(1, sizeof *s);
	int on = 1;

	(void)l, (void)sa, (void)len;
	if (!s || !(s->bev = bufferevent_socket_new(arg, fd, BEV_OPT_CLOSE_ON_FREE))) {
		free(s);
		evutil_closesocket(fd);
		return;
	}
	strcpy(s->who, "?");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	bufferevent_setcb(s->bev, on_read, NULL, on_event, s);
	bufferevent_set_timeouts(s->bev, &idle, &idle);
	bufferevent_enable(s->bev, EV_READ | EV_WRITE);
}

struct evconnlistener *notify_listen(struct event_base *b, struct sockaddr_in *a)
{
	return evconnlistener_new_bind(b, on_accept, b, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 256,
				       (struct sockaddr *)a, sizeof *a);
}
