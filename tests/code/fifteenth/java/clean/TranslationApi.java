package app.i18n;

import okhttp3.*;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

public class TranslationApi {
    private static final MediaType TXT = MediaType.get("text/plain; charset=utf-8");
    private final OkHttpClient http;

    public TranslationApi() {
        http = new OkHttpClient.Builder()
                .connectTimeout(2, TimeUnit.SECONDS)
                .readTimeout(10, TimeUnit.SECONDS)
                .connectionPool(new ConnectionPool(10, 1, TimeUnit.MINUTES))
                .build();
    }

    public CompletableFuture<String> translate(String text, String lang) {
        CompletableFuture<String> f = new CompletableFuture<>();
        Request rq = new Request.Builder()
                .url("https://mt.example.net/v1/" + lang)
                .post(RequestBody.create(text, TXT))
                .build();
        http.newCall(rq).enqueue(new Callback() {
            @Override public void onFailure(Call call, IOException e) {
                f.completeExceptionally(e);
            }

            @Override public void onResponse(Call call, Response response) {
                try (ResponseBody body = response.body()) {
                    if (response.code() == 429) {
                        f.completeExceptionally(new IOException("throttled"));
                        return;
                    }
                    f.complete(body.string());
                } catch (IOException e) {
                    f.completeExceptionally(e);
                }
            }
        });
        return f;
    }
}
