package io.buildfarm.notify;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class SlackNotifier {
    private static final Logger LOG = LoggerFactory.getLogger(SlackNotifier.class);
    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

    private final OkHttpClient http;
    private final String hook;

    public SlackNotifier(String hook) {
        this.hook = hook;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(3, TimeUnit.SECONDS)
                .readTimeout(10, TimeUnit.SECONDS)
                .callTimeout(15, TimeUnit.SECONDS)
                .connectionPool(new ConnectionPool(2, 2, TimeUnit.MINUTES))
                .build();
    }

    public boolean buildBroken(String job, int number) throws IOException {
        try (Response rs = http.newCall(message(job + " #" + number + " is red")).execute()) {
            if (rs.code() == 429) {
                LOG.warn("slack wants us to wait {} s", rs.header("Retry-After", "?"));
                return false;
            }
            if (!rs.isSuccessful()) {
                throw new IOException("slack: " + rs.code() + " " + rs.message());
            }
            return true;
        }
    }

    public void buildFixed(String job) {
        http.newCall(message(job + " is green again")).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                LOG.info("not delivered: {}", e.getMessage());
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    LOG.debug("slack {}", response.code());
                }
            }
        });
    }

    private Request message(String text) {
        String json = "{\"text\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
        return new Request.Builder().url(hook).post(RequestBody.create(json, JSON)).build();
    }

    public void shutdown() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
