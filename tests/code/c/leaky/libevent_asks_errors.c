#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdlib.h>
struct u { struct bufferevent *b; int n; };
static void ev(struct bufferevent *b, short what, void *arg)
{
	struct u *u = arg;
	if (what & BEV_EVENT_ERROR)
		bufferevent_free(b);
	free(u); /* expect: close-wait-leak */
}
static void rd(struct bufferevent *b, void *arg) { bufferevent_write(b, "x", 1); }
static void acc(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len, void *base)
{
	struct bufferevent *b = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	struct u *u = calloc(1, sizeof *u);
	u->b = b;
	bufferevent_setcb(b, rd, NULL, ev, u);
	bufferevent_enable(b, EV_READ | EV_WRITE);
}
