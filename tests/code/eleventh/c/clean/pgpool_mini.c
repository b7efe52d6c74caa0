#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* tiny pool for the loyalty-points service; size is fixed, callers wait their turn */

#define POOL 8

static PGconn *idle_conn[POOL];
static int nidle, nopen;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  back = PTHREAD_COND_INITIALIZER;
static const char *dsn = "host=pg1 dbname=points connect_timeout=5 "
                         "keepalives=1 keepalives_idle=60 tcp_user_timeout=20000 "
                         "options='-c statement_timeout=10000'";

static void give_back(PGconn *c, int good)
{
    if (!good) {
        PQfinish(c);
        c = NULL;
    }
    pthread_mutex_lock(&mu);
    if (c)
        idle_conn[nidle++] = c;
    else
        nopen--;
    pthread_cond_signal(&back);
    pthread_mutex_unlock(&mu);
}

static PGconn *take(void)
{
    PGconn *c = NULL;
    pthread_mutex_lock(&mu);
    while (nidle == 0 && nopen == POOL)
        pthread_cond_wait(&back, &mu);
    if (nidle)
        c = idle_conn[--nidle];
    else
        nopen++;
    pthread_mutex_unlock(&mu);
    if (c)
        return c;
    c = PQconnectdb(dsn);
    if (PQstatus(c) != CONNECTION_OK) {
        fprintf(stderr, "points db: %s", PQerrorMessage(c));
        give_back(c, 0);
        return NULL;
    }
    return c;
}

long points_of(const char *card)
{
    long pts = -1;
    PGconn *c = take();
    if (!c)
        return -1;
    PGresult *r = PQexecParams(c, "SELECT points FROM card WHERE no = $1", 1,
                               NULL, &card, NULL, NULL, 0);
    if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1)
        pts = strtol(PQgetvalue(r, 0, 0), NULL, 10);
    PQclear(r);
    give_back(c, PQstatus(c) == CONNECTION_OK);
    return pts;
}
