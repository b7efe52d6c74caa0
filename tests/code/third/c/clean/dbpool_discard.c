#define POOL_MAX 32

struct slot { int fd; int busy; };

static struct slot pool[POOL_MAX];
static pthread_mutex_t pool_mx = PTHREAD_MUTEX_INITIALIZER;

static struct slot *pool_get(void)
{
  struct slot *s = NULL;
  pthread_mutex_lock(&pool_mx);
  for (int i = 0; i < POOL_MAX; i++)
    if (!pool[i].busy) { s = &pool[i]; s->busy = 1; break; }
  pthread_mutex_unlock(&pool_mx);
  if (s && s->fd <= 0)
    s->fd = db_connect(cfg.db_host, cfg.db_port);	/* sets keepalive and timeouts */
  return s;
}

static void pool_put(struct slot *s, int broken)
{
  pthread_mutex_lock(&pool_mx);
  if (broken) {
    if (s->fd >= 0)
      close(s->fd);
    s->fd = -1;
  }
  s->busy = 0;
  pthread_mutex_unlock(&pool_mx);
}

int db_query(const char *q, char *out, size_t outlen)
{
  struct slot *s = pool_get();
  if (!s) return -EBUSY;
  if (s->fd < 0) { pool_put(s, 1); return -ECONNREFUSED; }

  size_t len = strlen(q);
  if (send(s->fd, q, len, MSG_NOSIGNAL) != (ssize_t)len) {
    pool_put(s, 1);
    return -EPIPE;
  }
  ssize_t n = recv(s->fd, out, outlen - 1, 0);
  if (n <= 0) {
    pool_put(s, 1);
    return -ECONNRESET;
  }
  out[n] = 0;
  pool_put(s, 0);
  return (int)n;
}
