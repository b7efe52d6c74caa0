package io.parcelgrid.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

public class WebhookDispatcher {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int ATTEMPTS = 5;

    private final OkHttpClient http = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(3))
            .callTimeout(Duration.ofSeconds(20))
            .build();

    /** Returns true once the merchant has taken the event. */
    public boolean deliver(Subscription sub, String payload) throws InterruptedException {
        Request req = new Request.Builder()
                .url(sub.url())
                .header("X-Signature", sub.sign(payload))
                .post(RequestBody.create(payload, JSON))
                .build();

        long pause = 500;
        for (int i = 1; i <= ATTEMPTS; i++) {
            try {
                Response r = http.newCall(req).execute();
                if (r.code() == 429 || r.code() >= 500) {
                    String after = r.header("Retry-After");
                    pause = after != null ? TimeUnit.SECONDS.toMillis(Long.parseLong(after)) : pause * 2;
                    Thread.sleep(Math.min(pause, 60_000));
                    continue;
                }
                boolean taken = r.isSuccessful();
                r.close();
                if (!taken) sub.markRejected(r.code());
                return taken;
            } catch (IOException e) {
                System.err.printf("delivery %d/%d to %s failed: %s%n", i, ATTEMPTS, sub.url(), e);
                Thread.sleep(pause);
                pause *= 2;
            }
        }
        return false;
    }

    public interface Subscription {
        String url();

        String sign(String payload);

        void markRejected(int code);
    }
}
