#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

#define HIGH (256 * 1024)
struct side {
	struct bufferevent *bev;
	struct side *other;
	int up, eof, shut;
};

static struct sockaddr_storage upstream;
static int upstream_len;
static void drop(struct side *s)
{
	bufferevent_free(s->bev); /* BEV_OPT_CLOSE_ON_FREE */
	free(s);
}

/* passes the end on once all before it is written; both sides go when both have ended */
static void settle(struct side *s)
{
	struct side *o = s->other;

	if (o->eof && s->up && !s->shut && !evbuffer_get_length(bufferevent_get_output(s->bev))) {
		shutdown(bufferevent_getfd(s->bev), SHUT_WR);
		s->shut = 1;
	}
	if (s->shut && o->shut) {
		drop(s);
		drop(o);
	}
}

static void flushed(struct bufferevent *bev, void *arg)
{
	struct side *s = arg;

	if (!s->other->eof)
		bufferevent_enable(s->other->bev, EV_READ);
	settle(s);
}

static void moved(struct bufferevent *bev, void *arg)
{
	struct side *s = arg;
	struct evbuffer *out = bufferevent_get_output(s->other->bev);

	evbuffer_add_buffer(out, bufferevent_get_input(bev));
	if (evbuffer_get_length(out) > HIGH)
		bufferevent_disable(bev, EV_READ);
}

static void happened(struct bufferevent *bev, short what, void *arg)
{
	struct side *s = arg, *o = s->other;

	if (what & BEV_EVENT_CONNECTED) {
		s->up = 1;
		settle(s);
	} else if (what & BEV_EVENT_EOF) {
		s->eof = 1;
		moved(bev, s);
		settle(o);
	} else {
		drop(s);
		drop(o);
	}
}

static struct side *side(struct event_base *b, int fd)
{
	struct timeval idle = { 300, 0 };
	struct side *s = calloc(1, sizeof *s);

	if (!s || !(s->bev = bufferevent_socket_new(b, fd, BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS))) {
		free(s);
		if (fd >= 0)
			evutil_closesocket(fd);
		return NULL;
	}
	bufferevent_setcb(s->bev, moved, flushed, happened, s);
	bufferevent_set_timeouts(s->bev, &idle, &idle);
	bufferevent_enable(s->bev, EV_READ | EV_WRITE);
	return s;
}

void relay_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *base)
{
	struct side *a = side(base, fd), *b = a ? side(base, -1) : NULL;
	int on = 1;

	if (!b) {
		if (a)
			drop(a);
		return;
	}
	a->up = 1;
	a->other = b;
	b->other = a;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (bufferevent_socket_connect(b->bev, (struct sockaddr *)&upstream, upstream_len) < 0) {
		drop(b);
		drop(a);
	}
}
