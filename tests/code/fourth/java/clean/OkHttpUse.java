public final class ConfigFetcher {
    private static final OkHttpClient HTTP = new OkHttpClient.Builder()
        .callTimeout(10, TimeUnit.SECONDS)
        .connectionPool(new ConnectionPool(5, 30, TimeUnit.SECONDS))
        .build();

    public Optional<String> fetch(String url, String etag) throws IOException {
        Request.Builder b = new Request.Builder().url(url);
        if (etag != null) b.header("If-None-Match", etag);
        try (Response r = HTTP.newCall(b.build()).execute()) {
            if (r.code() == 304) return Optional.empty();
            if (!r.isSuccessful()) throw new IOException("HTTP " + r.code());
            return Optional.of(r.body().string());
        }
    }

    public void fetchAsync(String url, Consumer<String> done, Consumer<Exception> failed) {
        HTTP.newCall(new Request.Builder().url(url).build()).enqueue(new Callback() {
            @Override public void onFailure(Call call, IOException e) { failed.accept(e); }

            @Override public void onResponse(Call call, Response response) {
                try (ResponseBody body = response.body()) {
                    if (!response.isSuccessful()) {
                        failed.accept(new IOException("HTTP " + response.code()));
                        return;
                    }
                    done.accept(body.string());
                } catch (IOException e) {
                    failed.accept(e);
                }
            }
        });
    }
}
