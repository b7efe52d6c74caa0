// support-chat relay, agent side connection object
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/socket.h>

typedef struct agent {
    struct agent *next;
    int   sock;
    char *name;
    char *outbuf;
    size_t outlen, outcap;
} agent_t;

static agent_t *agents;

agent_t *agent_new(int sock, const char *name)
{
    agent_t *a = calloc(1, sizeof(agent_t));
    if (a == NULL) return NULL;
    a->name = strdup(name);
    a->outcap = 16384;
    a->outbuf = malloc(a->outcap);
    if (!a->name || !a->outbuf) {
        free(a->name);
        free(a->outbuf);
        free(a);
        return NULL;
    }
    a->sock = sock;
    a->next = agents;
    agents = a;
    return a;
}

void agent_destroy(agent_t *a)
{
    agent_t **pp = &agents;
    while (*pp && *pp != a)
        pp = &(*pp)->next;
    if (*pp)
        *pp = a->next;
    if (a->sock >= 0)
        close(a->sock);
    free(a->outbuf);
    free(a->name);
    free(a);
}

/* login line already parsed by the listener; on 0 we own the socket */
int agent_login(int sock, const char *name)
{
    for (agent_t *a = agents, *nx; a; a = nx) {
        nx = a->next;
        if (!strcmp(a->name, name)) {
            printf("%s logs in again, old session ends\n", name);
            agent_destroy(a);
        }
    }
    if (!agent_new(sock, name)) {
        close(sock);
        return -1;
    }
    return 0;
}

int agent_queue(agent_t *a, const char *msg, size_t n)
{
    if (a->outlen + n > a->outcap) {
        fprintf(stderr, "%s: %zu bytes behind, disconnecting\n", a->name, a->outlen);
        agent_destroy(a);
        return -1;
    }
    memcpy(a->outbuf + a->outlen, msg, n);
    a->outlen += n;
    return 0;
}
