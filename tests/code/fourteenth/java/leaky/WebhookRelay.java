// from the notifications service, called by the Quartz job every 15 s
public class WebhookRelay {

    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(3))
            .readTimeout(Duration.ofSeconds(10))
            .callTimeout(Duration.ofSeconds(15))
            .build();
    private final OutboxRepository outbox;

    public WebhookRelay(OutboxRepository outbox) {
        this.outbox = outbox;
    }

    public void drain() {
        for (OutboxRow row : outbox.nextBatch(50)) {
            Request req = new Request.Builder()
                    .url(row.getTargetUrl())
                    .header("X-Delivery", row.getId().toString())
                    .post(RequestBody.create(row.getPayload(), JSON))
                    .build();
            try {
                Response res = client.newCall(req).execute();
                if (res.code() == 429 || res.code() >= 500) {
                    outbox.reschedule(row, backoff(row.getAttempts()));
                    continue;
                }
                String answer = res.body().string();
                if (res.isSuccessful()) {
                    outbox.markDelivered(row);
                } else {
                    outbox.markDead(row, res.code() + " " + answer);
                }
            } catch (IOException e) {
                outbox.reschedule(row, backoff(row.getAttempts()));
            }
        }
    }

    private static Duration backoff(int attempts) {
        return Duration.ofSeconds(Math.min(3600, 5L << Math.min(attempts, 9)));
    }
}
