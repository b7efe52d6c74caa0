enum { OP_ACCEPT = 1, OP_RECV, OP_SEND };

typedef struct {
    int  op;
    int  fd;
    char buf[2048];
} Req;

static struct io_uring ring;

static void queue_recv(Req *r)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    r->op = OP_RECV;
    io_uring_prep_recv(sqe, r->fd, r->buf, sizeof r->buf, 0);
    io_uring_sqe_set_data(sqe, r);
}

static void queue_send(Req *r, int len)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    r->op = OP_SEND;
    io_uring_prep_send(sqe, r->fd, r->buf, len, MSG_WAITALL | MSG_NOSIGNAL);
    io_uring_sqe_set_data(sqe, r);
}

static void handle_cqe(struct io_uring_cqe *cqe)
{
    Req *r = io_uring_cqe_get_data(cqe);
    int res = cqe->res;

    switch (r->op) {
    case OP_ACCEPT:
        if (res >= 0) {
            Req *c = calloc(1, sizeof *c);
            c->fd = res;
            queue_recv(c);
        }
        queue_accept(r);
        break;
    case OP_RECV:
        if (res <= 0) {
            free(r);
            break;
        }
        queue_send(r, res);
        break;
    case OP_SEND:
        if (res < 0) {
            close(r->fd);
            free(r);
            break;
        }
        queue_recv(r);
        break;
    }
    io_uring_cqe_seen(&ring, cqe);
}
