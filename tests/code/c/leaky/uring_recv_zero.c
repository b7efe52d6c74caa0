#include <liburing.h>
#include <stdlib.h>
#include <unistd.h>

enum { OP_ACCEPT, OP_RECV, OP_SEND };
struct op {
	int kind, fd;
	char buf[4096];
};

static void arm_recv(struct io_uring *ring, struct op *o)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	o->kind = OP_RECV;
	io_uring_prep_recv(sqe, o->fd, o->buf, sizeof o->buf, 0);
	io_uring_sqe_set_data(sqe, o);
}

void run(struct io_uring *ring)
{
	struct io_uring_cqe *cqe;

	while (io_uring_wait_cqe(ring, &cqe) == 0) {
		struct op *o = io_uring_cqe_get_data(cqe);
		int res = cqe->res;

		io_uring_cqe_seen(ring, cqe);
		if (o->kind == OP_RECV) {
			if (res <= 0) { /* expect: close-wait-leak */
				free(o);
				continue;
			}
			struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
			o->kind = OP_SEND;
			io_uring_prep_send(sqe, o->fd, o->buf, (size_t)res, 0);
			io_uring_sqe_set_data(sqe, o);
		} else if (o->kind == OP_SEND) {
			arm_recv(ring, o);
		}
		io_uring_submit(ring);
	}
}
