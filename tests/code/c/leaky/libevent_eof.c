#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <event2/buffer.h>
#include <stdio.h>

static void on_read(struct bufferevent *bev, void *ctx)
{
	struct evbuffer *in = bufferevent_get_input(bev);

	evbuffer_add_buffer(bufferevent_get_output(bev), in);
}

static void on_event(struct bufferevent *bev, short events, void *ctx)
{
	if (events & BEV_EVENT_ERROR) {
		perror("connection");
		bufferevent_free(bev);
		return;
	}
	if (events & BEV_EVENT_EOF) { /* expect: close-wait-leak */
		fprintf(stderr, "peer went away\n");
		bufferevent_disable(bev, EV_READ);
	}
}

static void on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa, int len,
		      void *base)
{
	struct bufferevent *bev = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);

	bufferevent_setcb(bev, on_read, NULL, on_event, NULL);
	bufferevent_enable(bev, EV_READ | EV_WRITE);
}
