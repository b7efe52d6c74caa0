/* tiny redis queue reader (hiredis) for the mail merge daemon */
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern int merge_job(const char *json, size_t len);

static volatile sig_atomic_t stop;

static void on_term(int s) { (void)s; stop = 1; }

static redisContext *up(const char *host)
{
    struct timeval ct = { 3, 0 }, rt = { 15, 0 };
    unsigned wait = 1;

    while (!stop) {
        redisContext *c = redisConnectWithTimeout(host, 6379, ct);
        if (c != NULL && !c->err && redisSetTimeout(c, rt) == REDIS_OK
            && redisEnableKeepAlive(c) == REDIS_OK)
            return c;
        fprintf(stderr, "mergeq: %s: %s\n", host, c ? c->errstr : "no memory");
        if (c)
            redisFree(c);
        sleep(wait);
        if (wait < 32)
            wait *= 2;
    }
    return NULL;
}

/* -1 connection unusable, 0 nothing to do, 1 done one */
static int once(redisContext *c)
{
    int rc = -1;
    redisReply *r = redisCommand(c, "BRPOP merge:jobs 10");

    if (r == NULL)
        return -1;
    switch (r->type) {
    case REDIS_REPLY_NIL:
        rc = 0;
        break;
    case REDIS_REPLY_ARRAY:
        if (r->elements == 2) {
            if (merge_job(r->element[1]->str, r->element[1]->len) < 0)
                fprintf(stderr, "mergeq: job failed: %.60s\n", r->element[1]->str);
            rc = 1;
        }
        break;
    case REDIS_REPLY_ERROR:
        fprintf(stderr, "mergeq: %s\n", r->str);
        break;
    }
    freeReplyObject(r);
    return rc;
}

int main(int argc, char **argv)
{
    redisContext *c = NULL;
    unsigned long jobs = 0;

    signal(SIGTERM, on_term);
    signal(SIGPIPE, SIG_IGN);
    while (!stop) {
        if (c == NULL && (c = up(argc > 1 ? argv[1] : "127.0.0.1")) == NULL)
            break;
        int rc = once(c);
        if (rc < 0) {
            redisFree(c);
            c = NULL;
            sleep(1);
        } else {
            jobs += (unsigned)rc;
        }
    }
    if (c)
        redisFree(c);
    printf("mergeq: %lu jobs\n", jobs);
    return 0;
}
