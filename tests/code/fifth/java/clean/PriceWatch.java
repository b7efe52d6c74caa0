package shop.watch;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import okhttp3.*;

/** Polls competitors' prices (async calls) and keeps one web socket to the price bus. */
public class PriceWatch implements AutoCloseable {
    private final OkHttpClient client;
    private final Map<String, String> etags = new ConcurrentHashMap<>();
    private volatile WebSocket bus;
    private volatile boolean closed;

    public PriceWatch() {
        Dispatcher d = new Dispatcher();
        d.setMaxRequestsPerHost(4);
        client = new OkHttpClient.Builder()
                .dispatcher(d)
                .connectTimeout(3, TimeUnit.SECONDS)
                .callTimeout(12, TimeUnit.SECONDS)
                .pingInterval(25, TimeUnit.SECONDS)
                .build();
    }

    public void look(String url, BiConsumer<String, String> onPage) {
        Request.Builder rb = new Request.Builder().url(url);
        String tag = etags.get(url);
        if (tag != null) rb.header("If-None-Match", tag);
        client.newCall(rb.build()).enqueue(new Callback() {
            @Override public void onFailure(Call call, IOException e) {
                System.err.println(url + ": " + e.getMessage());
            }

            @Override public void onResponse(Call call, Response r) throws IOException {
                try (ResponseBody body = r.body()) {
                    if (r.code() == 304) return;
                    if (!r.isSuccessful()) {
                        System.err.println(url + ": " + r.code());
                        return;
                    }
                    String t = r.header("ETag");
                    if (t != null) etags.put(url, t);
                    onPage.accept(url, body.string());
                }
            }
        });
    }

    public void connectBus(String url) {
        bus = client.newWebSocket(new Request.Builder().url(url).build(), new WebSocketListener() {
            @Override public void onMessage(WebSocket ws, String text) {
                look(text, (u, page) -> ws.send(u + " " + page.length()));
            }

            @Override public void onClosing(WebSocket ws, int code, String reason) {
                ws.close(1000, null);
                again();
            }

            @Override public void onFailure(WebSocket ws, Throwable t, Response r) {
                // OkHttp has released the socket already
                again();
            }

            private void again() {
                if (closed) return;
                client.dispatcher().executorService().execute(() -> {
                    try {
                        TimeUnit.SECONDS.sleep(10);
                        if (!closed) connectBus(url);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        });
    }

    @Override public void close() {
        closed = true;
        if (bus != null) bus.close(1001, "going away");
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
