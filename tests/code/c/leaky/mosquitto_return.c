#include <mosquitto.h>
#include <stdio.h>
int publish_once(const char *host, const char *topic, const char *text, int n)
{
	struct mosquitto *m = mosquitto_new(NULL, true, NULL);
	if (!m)
		return -1;
	if (mosquitto_connect(m, host, 1883, 60) != MOSQ_ERR_SUCCESS) {
		mosquitto_destroy(m);
		return -1;
	}
	if (mosquitto_publish(m, NULL, topic, n, text, 1, false) != MOSQ_ERR_SUCCESS) {
		fprintf(stderr, "publish failed\n");
		return -1; /* expect: close-wait-leak */
	}
	mosquitto_disconnect(m);
	mosquitto_destroy(m);
	return 0;
}
