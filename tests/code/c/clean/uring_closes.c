#include <liburing.h>
#include <stdlib.h>
#include <unistd.h>

struct op {
	int kind, fd;
	char buf[4096];
};

static void arm_recv(struct io_uring *ring, struct op *o)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	io_uring_prep_recv(sqe, o->fd, o->buf, sizeof o->buf, 0);
	io_uring_sqe_set_data(sqe, o);
}

static void op_done(struct op *o)
{
	close(o->fd);
	free(o);
}

void run(struct io_uring *ring)
{
	struct io_uring_cqe *cqe;

	while (io_uring_wait_cqe(ring, &cqe) == 0) {
		struct op *o = io_uring_cqe_get_data(cqe);
		int res = cqe->res;

		io_uring_cqe_seen(ring, cqe);
		if (res <= 0) {
			op_done(o);
			continue;
		}
		arm_recv(ring, o);
		io_uring_submit(ring);
	}
}
