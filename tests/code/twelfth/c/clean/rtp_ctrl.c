/* RTSP control channel of the door camera viewer. One struct per camera, reconnects itself. */

void cam_reset(struct camera *cam)
{
    if (cam->fd != -1) {
        loop_unwatch(cam->loop, cam->fd);
        close(cam->fd);
        cam->fd = -1;
    }
    cam->state = CAM_DOWN;
    cam->inlen = 0;
    cam->outpos = cam->outlen = 0;
    loop_timer(cam->loop, &cam->retry, 5000 + rand() % 2000);
}

static void cam_send(struct camera *cam)
{
    while (cam->outpos < cam->outlen) {
        ssize_t n = send(cam->fd, cam->out + cam->outpos, cam->outlen - cam->outpos, MSG_NOSIGNAL);
        if (n == -1) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN) {
                loop_want(cam->loop, cam->fd, WANT_READ | WANT_WRITE);
                return;
            }
            cam_reset(cam);
            return;
        }
        cam->outpos += (size_t)n;
    }
    cam->outpos = cam->outlen = 0;
    loop_want(cam->loop, cam->fd, WANT_READ);
}

void cam_on_retry(struct camera *cam)
{
    int fd = socket(cam->addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd == -1) {
        loop_timer(cam->loop, &cam->retry, 5000);
        return;
    }
    cam->fd = fd;
    if (connect(fd, (struct sockaddr *)&cam->addr, cam->addrlen) == -1 && errno != EINPROGRESS) {
        cam_reset(cam);
        return;
    }
    cam->state = CAM_CONNECTING;
    cam->deadline = now_ms() + 10000;     /* checked by cam_tick */
    loop_watch(cam->loop, fd, WANT_WRITE, cam);
}

void cam_on_event(struct camera *cam, int ev)
{
    if (cam->state == CAM_CONNECTING) {
        int err = 0;
        socklen_t l = sizeof err;
        if (getsockopt(cam->fd, SOL_SOCKET, SO_ERROR, &err, &l) || err) {
            cam_reset(cam);
            return;
        }
        cam->state = CAM_UP;
        cam->outlen = (size_t)snprintf(cam->out, sizeof cam->out,
            "OPTIONS %s RTSP/1.0\r\nCSeq: %u\r\n\r\n", cam->url, ++cam->cseq);
        cam_send(cam);
        return;
    }
    if (ev & WANT_READ) {
        ssize_t n = recv(cam->fd, cam->in + cam->inlen, sizeof cam->in - cam->inlen, 0);
        if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR)) {
            cam_reset(cam);
            return;
        }
        if (n > 0) {
            cam->inlen += (size_t)n;
            cam->deadline = now_ms() + 60000;
            if (cam_parse(cam) < 0 || cam->inlen == sizeof cam->in) {
                cam_reset(cam);
                return;
            }
        }
    }
    if (ev & WANT_WRITE)
        cam_send(cam);
}

void cam_tick(struct camera *cam)
{
    if (cam->state != CAM_DOWN && now_ms() > cam->deadline)
        cam_reset(cam);
}
