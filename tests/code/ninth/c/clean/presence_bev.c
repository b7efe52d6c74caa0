#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* presence service: who's at which desk. Login line, then a PING each 30 s. */

struct person {
	struct bufferevent *bev;
	char                badge[24];
	int                 refused;
};

extern int  badge_ok(const char *badge);
extern void desk_free(const char *badge);

static void person_gone(struct person *p)
{
	if (p->badge[0])
		desk_free(p->badge);
	bufferevent_free(p->bev);
	free(p);
}

static void flushed(struct bufferevent *bev, void *arg)
{
	struct person *p = arg;

	if (p->refused && evbuffer_get_length(bufferevent_get_output(bev)) == 0)
		person_gone(p);
}

static void lines(struct bufferevent *bev, void *arg)
{
	struct person *p = arg;
	struct evbuffer *in = bufferevent_get_input(bev);
	char *l;

	while ((l = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF)) != NULL) {
		if (p->refused) {
			;		/* going away already */
		} else if (strncmp(l, "LOGIN ", 6) == 0 && badge_ok(l + 6)) {
			snprintf(p->badge, sizeof p->badge, "%s", l + 6);
			bufferevent_write(bev, "OK\r\n", 4);
		} else if (strcmp(l, "PING") == 0 && p->badge[0]) {
			bufferevent_write(bev, "PONG\r\n", 6);
		} else {
			p->refused = 1;
			bufferevent_write(bev, "NO\r\n", 4);
		}
		free(l);
	}
	if (evbuffer_get_length(in) > 512)
		person_gone(p);
}

static void events(struct bufferevent *bev, short what, void *arg)
{
	(void)bev;
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT))
		person_gone(arg);
}

static void arrived(struct evconnlistener *lev, evutil_socket_t fd,
		    struct sockaddr *sa, int len, void *arg)
{
	struct timeval t = { 95, 0 };
	int on = 1;
	struct person *p = calloc(1, sizeof *p);

	(void)sa; (void)len; (void)arg;
	if (p)
		p->bev = bufferevent_socket_new(evconnlistener_get_base(lev), fd,
						BEV_OPT_CLOSE_ON_FREE);
	if (!p || !p->bev) {
		free(p);
		evutil_closesocket(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	bufferevent_setcb(p->bev, lines, flushed, events, p);
	bufferevent_set_timeouts(p->bev, &t, &t);
	bufferevent_enable(p->bev, EV_READ | EV_WRITE);
}

struct evconnlistener *presence_start(struct event_base *base, unsigned short port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };

	sin.sin_port = htons(port);
	return evconnlistener_new_bind(base, arrived, NULL,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, -1,
		(struct sockaddr *)&sin, sizeof sin);
}
